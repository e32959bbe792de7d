"""Makes a backup while the site is in use.

The database comes first, as of one moment. The files come after it, so what was uploaded by then
is all there. If one that a row names was deleted between the two, all is done again.
"""

import hashlib
import io
import sys
import tarfile
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import django
import wagtail
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from django.utils.crypto import salted_hmac

from operations.backup import files, keys, place
from operations.backup.layout import (
    ABOUT,
    FILES,
    MANIFEST,
    About,
    BackupError,
    Manifest,
    SealingWriter,
    to_json,
)
from operations.backup.snapshots import Snapshot, snapshot

TRIES = 5
RESTLESS = (
    "Files were deleted each time while the backup was made. Try again when less is going on."
)


class FilesGone(Exception):
    """Rows of the backup name files that were no longer there when their turn came."""

    def __init__(self, names: set[str]) -> None:
        self.names = names


def back_up(folder: Path, *, now: datetime) -> tuple[Path, Manifest]:
    """Put a backup into `folder`: its path, and what it holds.

    Raises `BackupError` and `OSError`, and then leaves nothing behind.
    """
    key = settings.BACKUP_KEY
    path = folder / place.name_at(now, is_encrypted=bool(key))
    if key:
        keys.recipient(key)  # a wrong one is told at once
    with place.alone("backup") as workshop:
        place.clear(folder)
        gone: set[str] = set()
        for _ in range(TRIES):
            try:
                with place.writing(path) as file, keys.encrypting(file, key) as out:
                    return path, write(out, workshop, now=now, lost_before=gone)
            except FilesGone as problem:
                gone = problem.names
    raise BackupError(RESTLESS)


def write(out: BinaryIO, workshop: Path, *, now: datetime, lost_before: set[str]) -> Manifest:
    """Write all of a backup. Raises `FilesGone`, except for files that were `lost_before`."""
    stream = Stream(out, now)
    with snapshot(workshop) as taken:
        stream.add_bytes(ABOUT, to_json(about(taken, now)))
        with taken.file.open("rb") as file:
            stream.add(taken.member, file, taken.file.stat().st_size)
        tables, named = taken.tables(), taken.files_named()
    taken.file.unlink()
    for name in sorted(named.union(files.names())):
        add_stored(stream, name)
    missing = {name for name in named if FILES + name not in stream.members}
    if missing - lost_before:
        raise FilesGone(missing)
    manifest = Manifest(dict(stream.members), tables, sorted(missing))
    stream.add_bytes(MANIFEST, to_json(manifest))
    stream.end()
    return manifest


def about(taken: Snapshot, now: datetime) -> About:
    return About(
        taken_at=now.isoformat(),
        database=connection.vendor,
        migrations=taken.migrations(),
        versions={
            "django": django.get_version(),
            "python": sys.version.split()[0],
            "wagtail": wagtail.__version__,
        },
        key=key_mark(),
    )


def key_mark() -> str:
    """Whether two sites have the same SECRET_KEY: second factors can be read with no other."""
    return salted_hmac("operations.backup", "key", algorithm="sha256").hexdigest()[:16]


def add_stored(stream: "Stream", name: str) -> None:
    """Add a file of the storage, unless it is gone or shrinks meanwhile."""
    try:
        with default_storage.open(name) as file:
            stream.add(FILES + name, file, file.size)
    except FileNotFoundError:
        return


class Stream:
    """The members as they are written, with the size and hash of each."""

    def __init__(self, out: BinaryIO, now: datetime) -> None:
        self.sealing = SealingWriter(out)
        self.tar = tarfile.open(  # noqa: SIM115 (it is closed only if all went well)
            fileobj=self.sealing, mode="w|", format=tarfile.PAX_FORMAT
        )
        self.now = int(now.timestamp())
        self.members: dict[str, list] = {}

    def add_bytes(self, name: str, content: bytes) -> None:
        self.add(name, io.BytesIO(content), len(content))

    def add(self, name: str, source: BinaryIO, size: int) -> None:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mtime = size, self.now
        hashing = Hashing(source)
        self.tar.addfile(entry, hashing)
        self.members[name] = [size, hashing.digest.hexdigest()]

    def end(self) -> None:
        self.tar.close()
        self.sealing.seal()


class Hashing:
    """Hashes what is read through it."""

    def __init__(self, source: BinaryIO) -> None:
        self.source, self.digest = source, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        piece = self.source.read(size)
        self.digest.update(piece)
        return piece
