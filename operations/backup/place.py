"""Where backups lie: a folder, in which a name stands only for one that is whole."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from operations.alone import is_locked_by_us
from operations.backup.layout import BackupError

WHOLE = "website-*.tar*"
UNFINISHED = ".unfinished-website-*"
BUSY = "Another backup or restore is at work on this machine. Wait for it, or look at the log."


def name_at(moment: datetime, *, is_encrypted: bool) -> str:
    """In the order of time, also for programs that know nothing but names."""
    return f"website-{moment:%Y%m%dT%H%M%SZ}.tar{'.age' if is_encrypted else ''}"


@contextmanager
def writing(path: Path) -> Iterator[BinaryIO]:
    """A file that is at `path` when all went well, and sure there; else there is nothing new."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.parent / f".unfinished-{path.name}"
    try:
        with os.fdopen(_for_us_only(unfinished), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(path)
        _make_sure(path.parent)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


def _for_us_only(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)


def _make_sure(folder: Path) -> None:
    """A name is on the disk once its folder is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def clear(folder: Path) -> None:
    """Remove what a backup left that was killed. Only while nobody else can be at work."""
    for path in folder.glob(UNFINISHED):
        path.unlink()


def keep_newest(folder: Path, count: int) -> list[Path]:
    """Remove all backups but the newest `count`; those that were removed."""
    old = sorted(folder.glob(WHOLE))[:-count]
    for path in old:
        path.unlink()
    return old


@contextmanager
def alone(name: str) -> Iterator[Path]:
    """An empty folder to work in, for one backup or restore at a time. It is gone afterwards.

    It holds plain text, so it lies with the database, and no one else can look into it.
    """
    settings.STATE_DIR.mkdir(parents=True, exist_ok=True)
    with (settings.STATE_DIR / "backup.lock").open("w") as lock:
        if not is_locked_by_us(lock):
            raise BackupError(BUSY)
        folder = settings.STATE_DIR / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
