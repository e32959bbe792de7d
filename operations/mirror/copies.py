"""The folder of the mirror: whole copies of the site, and a link to the one that is shown.

A copy begins with all files of the last one, by hard links, so that it costs no room. A file is
never written over: a new one takes its name. So what is shown is whole at every moment, whenever
a process is killed or the disk is full.
"""

import gzip
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from filecmp import cmp
from pathlib import Path, PurePosixPath
from typing import Any
from uuid import uuid4

from operations.alone import is_locked_by_us
from operations.whole_files import noted

PACKED = {".atom", ".bib", ".csv", ".html", ".json", ".ris", ".rss", ".txt", ".xml"}


class Taken(Exception):
    """Another process keeps the mirror in this folder."""


class Copy:
    """One copy of the site: `files` below a folder of their own, and notes for the next one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files = folder / "site"
        self.incoming = folder / "incoming"
        self.notes_path = folder / "notes.json"

    def notes(self) -> dict[str, Any]:
        return noted(self.notes_path)

    def note(self, notes: dict[str, Any]) -> None:
        self.notes_path.unlink(missing_ok=True)  # it is the last copy's as well
        self.notes_path.write_text(json.dumps(notes), encoding="utf-8")

    def has(self, name: PurePosixPath) -> bool:
        return (self.files / name).is_file()

    def take_in(self, name: PurePosixPath) -> None:
        """Give what was written to `incoming` its name, packed beside it where that helps."""
        path = self.files / name
        if path.is_file() and cmp(path, self.incoming, shallow=False):
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix in PACKED:
            packed = self.incoming.with_suffix(".gz")
            packed.write_bytes(gzip.compress(self.incoming.read_bytes(), 6, mtime=0))
            packed.replace(path.with_name(f"{path.name}.gz"))
        self.incoming.replace(path)

    def remove(self, name: PurePosixPath) -> None:
        for path in (self.files / name, self.files / f"{name}.gz"):
            path.unlink(missing_ok=True)

    def remove_below(self, folder: PurePosixPath) -> None:
        """Remove a page's folder with all in it. Of the root, the front page alone."""
        if folder.parts:
            shutil.rmtree(self.files / folder, ignore_errors=True)
        else:
            self.remove(PurePosixPath("index.html"))

    def names(self) -> Iterator[PurePosixPath]:
        """Every file but the packed ones."""
        for path in self.files.rglob("*"):
            if path.is_file() and path.suffix != ".gz":
                yield PurePosixPath(path.relative_to(self.files).as_posix())

    def keep_only(self, names: set[PurePosixPath]) -> None:
        for name in set(self.names()) - names:
            self.remove(name)


class Copies:
    """All copies in the folder of the mirror."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.link = root / "current"
        root.mkdir(parents=True, exist_ok=True)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Raises `Taken` if another process is at it. The lock goes with its process."""
        with (self.root / "lock").open("ab") as file:
            if not is_locked_by_us(file):
                raise Taken
            yield

    def current(self) -> Copy | None:
        return Copy(self.link.resolve()) if self.link.is_dir() else None

    def begin(self) -> Copy:
        """A copy that holds what the current one does."""
        self.tidy()
        copy = Copy(self.root / f"copy-{uuid4().hex}")
        if current := self.current():
            shutil.copytree(current.folder, copy.folder, copy_function=linked)
        copy.files.mkdir(parents=True, exist_ok=True)
        return copy

    def show(self, copy: Copy) -> None:
        """Put `copy` in the place of the current one, at one stroke."""
        copy.incoming.unlink(missing_ok=True)
        fresh = self.root / "next"
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(copy.folder.name)
        fresh.replace(self.link)
        self.tidy()

    def tidy(self) -> None:
        """Remove every copy that isn't shown, such as what a killed process left."""
        shown = self.link.resolve()
        for folder in self.root.glob("copy-*"):
            if folder != shown:
                shutil.rmtree(folder, ignore_errors=True)


def linked(source: str, target: str) -> None:
    """A second name for a file; where a disk has none, a copy."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
