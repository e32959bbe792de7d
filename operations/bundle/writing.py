"""Writes a bundle, a folder or a .zip, record by record."""

import hashlib
import json
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO, Protocol, Self

from django.core.files.base import File

from operations.bundle.layout import FILES, FORMAT, MANIFEST, RECORDS, VERSION

PIECE = 1024 * 1024


class Target(Protocol):
    def open(self, name: str) -> BinaryIO: ...

    def has(self, name: str) -> bool: ...

    def close(self) -> None: ...


class Folder:
    def __init__(self, root: Path):
        self.root = root
        root.mkdir(parents=True)

    def open(self, name: str) -> BinaryIO:
        path = self.root / name
        path.parent.mkdir(exist_ok=True)
        return path.open("wb")

    def has(self, name: str) -> bool:
        return (self.root / name).exists()

    def close(self) -> None:
        pass


class Archive:
    def __init__(self, path: Path):
        self.archive = zipfile.ZipFile(path, "x", zipfile.ZIP_DEFLATED, allowZip64=True)
        self.names: set[str] = set()

    def open(self, name: str) -> BinaryIO:
        self.names.add(name)
        return self.archive.open(name, "w", force_zip64=True)

    def has(self, name: str) -> bool:
        return name in self.names

    def close(self) -> None:
        self.archive.close()


class Writer:
    """A bundle that is being written. It has a manifest only once all of it is there."""

    def __init__(self, path: Path, *, now: datetime):
        self.target: Target = Archive(path) if path.suffix == ".zip" else Folder(path)
        self.now = now

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind, *error) -> None:
        if kind is None:
            manifest = {"format": FORMAT, "version": VERSION, "made_at": self.now.isoformat()}
            with self.target.open(MANIFEST) as file:
                file.write(json.dumps(manifest, indent=2).encode() + b"\n")
        self.target.close()

    @contextmanager
    def lines(self, name: str) -> Iterator["Lines"]:
        # Beside it first, since a .zip takes one part at a time, and files come in between.
        with TemporaryFile() as beside:
            yield Lines(beside)
            beside.seek(0)
            with self.target.open(f"{name}{RECORDS}") as file:
                shutil.copyfileobj(beside, file, PIECE)

    def keep_file(self, content: File, name: str) -> dict[str, Any]:
        """Put a file into the bundle, once however often it comes; and how a record names it."""
        sha256 = hashlib.sha256()
        for piece in content.chunks(PIECE):
            sha256.update(piece)
        part = f"{FILES}{sha256.hexdigest()}"
        if not self.target.has(part):
            content.seek(0)
            with self.target.open(part) as file:
                for piece in content.chunks(PIECE):
                    file.write(piece)
        return {"name": name, "sha256": sha256.hexdigest()}


class Lines:
    """The lines of one file of records."""

    def __init__(self, file: BinaryIO):
        self.file = file

    def write(self, record: dict[str, Any]) -> None:
        # An empty list says that only staff may see a page, so that it is not nothing.
        said = {
            name: value
            for name, value in record.items()
            if value or (name == "restricted_to" and value is not None)
        }
        self.file.write(json.dumps(said, ensure_ascii=False).encode() + b"\n")
