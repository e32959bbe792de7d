"""Opens a bundle, a folder or a .zip, without trusting a name or a size in it.

Nothing is unpacked: a part is read where it lies, and no name of a part ever becomes a path.
"""

import hashlib
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryFile
from typing import Any, BinaryIO, Protocol

from operations.bundle.layout import (
    FILES,
    LARGEST_BUNDLE,
    LARGEST_FILE,
    LONGEST_LINE,
    MANIFEST,
    MOST_PARTS,
    RECORDS,
    Misfit,
    Place,
    check_manifest,
)

PIECE = 1024 * 1024
# What reading a part of a .zip raises that was changed on its way.
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError)
# Text shrinks to a tenth, or to a fiftieth where it repeats itself. More is made to harm.
MOST_SHRUNK, WORTH_A_LOOK = 400, 10 * 1024 * 1024


class Parts(Protocol):
    """The parts of a bundle: their names, with the bytes that each has."""

    sizes: dict[str, int]

    def open(self, name: str) -> BinaryIO: ...


class Folder:
    """A folder. Links in it are no parts, wherever they lead."""

    def __init__(self, root: Path):
        self.root = root
        self.sizes: dict[str, int] = {}
        for path in sorted(root.rglob("*")):
            name = path.relative_to(root).as_posix()
            if path.is_symlink():
                raise Misfit(f"“{name}” is a link. Put the file itself into the bundle.")
            if path.is_file():
                self.sizes[name] = path.stat().st_size

    def open(self, name: str) -> BinaryIO:
        return (self.root / name).open("rb")


class Archive:
    """A .zip."""

    def __init__(self, path: Path):
        try:
            self.archive = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
            raise Misfit(f"“{path.name}” is no .zip, or it is damaged: {error}.") from error
        self.sizes = {}
        for part in self.archive.infolist():
            if not part.is_dir():
                self._check(part)
                self.sizes[part.filename] = part.file_size

    def _check(self, part: zipfile.ZipInfo) -> None:
        if stat.S_ISLNK(part.external_attr >> 16):
            raise Misfit(f"“{part.filename}” is a link. Put the file itself into the bundle.")
        if part.filename in self.sizes:
            raise Misfit(f"“{part.filename}” stands in the .zip twice.")
        if part.flag_bits & 1:
            raise Misfit("The .zip has a password. Make it without one.")
        shrunk = part.file_size / max(1, part.compress_size)
        if part.file_size > WORTH_A_LOOK and shrunk > MOST_SHRUNK:
            raise Misfit(
                f"“{part.filename}” unpacks to {shrunk:.0f} times its size, as only files made to "
                "harm do. Use a folder instead of a .zip if it is right."
            )

    def open(self, name: str) -> BinaryIO:
        return self.archive.open(name)


class Bundle:
    """An open bundle: its manifest, the lines of its records, and its files."""

    def __init__(self, path: Path):
        """Raises `Misfit` if it is none, or not one that can be read safely."""
        if not path.exists():
            raise Misfit(f"There is nothing at “{path}”.")
        self.name = path.name
        self.parts: Parts = Folder(path) if path.is_dir() else Archive(path)
        for name in self.parts.sizes:
            check_name(name)
        if len(self.parts.sizes) > MOST_PARTS or sum(self.parts.sizes.values()) > LARGEST_BUNDLE:
            raise Misfit("The bundle is too large. Make several of it.")
        if MANIFEST not in self.parts.sizes:
            raise Misfit(f"The bundle has no {MANIFEST}. It must stand at its top.")
        with self.parts.open(MANIFEST) as file:
            self.manifest: dict[str, Any] = check_manifest(file.read(PIECE))

    def lines(self) -> Iterator[tuple[Place, str | Misfit]]:
        """Each line that is not empty; or what is wrong with it, in its place."""
        for name in sorted(name for name in self.parts.sizes if name.endswith(RECORDS)):
            try:
                with self.parts.open(name) as file:
                    yield from _lines_of(file, name)
            except DAMAGED as error:
                words = (
                    f"“{name}” is damaged from here on, and the rest of it was not read: {error}."
                )
                yield Place(name, 0), Misfit(words)

    @contextmanager
    def file(self, described: dict[str, Any]) -> Iterator[tuple[BinaryIO, str]]:
        """A file that a record describes, open at its start, and its SHA-256. Raises `Misfit`."""
        name = described.get("path") or f"{FILES}{described.get('sha256')}"
        if not isinstance(name, str) or name not in self.parts.sizes:
            raise Misfit(f"The bundle has no file “{name}”. Put it there.")
        if self.parts.sizes[name] > LARGEST_FILE:
            raise Misfit(f"“{name}” is larger than {LARGEST_FILE // 1024**2} MB.")
        with self.parts.open(name) as source, TemporaryFile() as copy:
            sha256 = _copied(source, copy, name)
            if described.get("sha256", sha256) != sha256:
                raise Misfit(
                    f"“{name}” is not the file that the record means: its SHA-256 is {sha256}. "
                    "Was it damaged on its way here?"
                )
            copy.seek(0)
            yield copy, sha256


def check_name(name: str) -> None:
    """Raise `Misfit` for a name that would lead out of the bundle if anybody unpacked it."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name or "\0" in name:
        raise Misfit(f"“{name}” leads out of the bundle. Nothing of it was taken in.")


def _copied(source: BinaryIO, copy: BinaryIO, name: str) -> str:
    digest, size = hashlib.sha256(), 0
    try:
        while piece := source.read(PIECE):
            size += len(piece)
            if size > LARGEST_FILE:
                raise Misfit(f"“{name}” is larger than it says.")
            digest.update(piece)
            copy.write(piece)
    except DAMAGED as error:
        raise Misfit(f"“{name}” is damaged: {error}.") from error
    return digest.hexdigest()


def _lines_of(file: BinaryIO, name: str) -> Iterator[tuple[Place, str | Misfit]]:
    number = 0
    while line := file.readline(LONGEST_LINE + 1):
        number += 1
        place = Place(name, number)
        if len(line) > LONGEST_LINE:
            while line and not line.endswith(b"\n"):
                line = file.readline(LONGEST_LINE)
            yield place, Misfit("This line is longer than 16 MB.")
            continue
        try:
            text = line.decode("utf-8-sig" if number == 1 else "utf-8").strip()
        except UnicodeDecodeError:
            yield place, Misfit("This line is not UTF-8. Save the file in that encoding.")
            continue
        if text:
            yield place, text
