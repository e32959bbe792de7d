"""Reads a backup from its first byte to its last, and believes nothing before that."""

import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from operations.backup import keys
from operations.backup.layout import (
    ABOUT,
    DAMAGED,
    MANIFEST,
    PIECE_BYTES,
    About,
    BackupError,
    Manifest,
    SealedReader,
    about_from,
    manifest_from,
)
from operations.backup.making import Hashing

Sink = Callable[[str], BinaryIO]
"""Gives a file to write to for the name of a member."""


class Opened:
    """A backup whose beginning has been read. The rest is not checked yet."""

    def __init__(self, source: BinaryIO) -> None:
        self.sealed = SealedReader(source)
        self.tar = tarfile.open(fileobj=self.sealed, mode="r|")  # noqa: SIM115 (opens nothing)
        self.members: dict[str, list] = {}
        first = self.tar.next()
        if first is None or first.name != ABOUT:
            raise BackupError(DAMAGED)
        self.about: About = about_from(self._content(first))

    def check(self, sink: Sink | None = None) -> Manifest:
        """Read it all, into files of `sink`. Raises `BackupError` unless it is whole."""
        while (member := self.tar.next()) is not None:
            if member.name == MANIFEST:
                manifest = manifest_from(self._content(member))
                break
            self._pass_on(member, sink)
        else:
            raise BackupError(DAMAGED)
        del self.members[MANIFEST]
        if not self.sealed.is_whole() or self.members != manifest.members:
            raise BackupError(DAMAGED)
        return manifest

    def _content(self, member: tarfile.TarInfo) -> bytes:
        reading = self._reading(member)
        content = reading.read()
        self.members[member.name] = [len(content), reading.digest.hexdigest()]
        return content

    def _pass_on(self, member: tarfile.TarInfo, sink: Sink | None) -> None:
        reading, size = self._reading(member), 0
        out = sink(member.name) if sink else None
        try:
            while piece := reading.read(PIECE_BYTES):
                size += len(piece)
                if out:
                    out.write(piece)
        finally:
            if out:
                out.close()
        self.members[member.name] = [size, reading.digest.hexdigest()]

    def _reading(self, member: tarfile.TarInfo) -> Hashing:
        """Nothing but files: a link could lead out of the folder that it is put into."""
        if not member.isreg() or member.name in self.members:
            raise BackupError(DAMAGED)
        return Hashing(self.tar.extractfile(member))


@contextmanager
def opened(path: Path) -> Iterator[Opened]:
    """A backup to read. Raises `BackupError`, in words, for what is none or was damaged."""
    try:
        with path.open("rb") as file, keys.decrypting(file, settings.BACKUP_KEY) as source:
            yield Opened(source)
    except FileNotFoundError as error:
        raise BackupError(f"There is no backup at {path}. Name the file itself.") from error
    except IsADirectoryError as error:
        raise BackupError(f"{path} is a folder. Name one of the backups in it.") from error
    except tarfile.TarError as error:
        raise BackupError(DAMAGED) from error


def folder_sink(folder: Path) -> Sink:
    """Puts members into `folder`. A name that leads out of it is refused."""

    def sink(name: str) -> BinaryIO:
        path = (folder / name).resolve()
        if not path.is_relative_to(folder.resolve()):
            raise BackupError(DAMAGED)
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("xb")

    return sink
