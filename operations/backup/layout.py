"""What a backup is: one file, a tar stream that ends with a hash of all of it.

    about.json                              when and by which code; migrations; kind of database
    database.sqlite3 or database.pgdump     the database as of one moment
    files/…                                 what the storage holds: uploads, and what came of them
    manifest.json                           SHA-256 and size of each of these; rows of each table
    32 bytes                                SHA-256 of all that came before

With a key all of it lies in one file of age (age-encryption.org), so nothing can be read, nor
changed unseen. Programs for tar read the stream, and those for age open it, should this code ever
be out of reach.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any, BinaryIO

ABOUT, MANIFEST, FILES = "about.json", "manifest.json", "files/"
FORMAT = 1
PIECE_BYTES = 1024 * 1024
DAMAGED = "The backup is damaged or not whole. Take another one. Nothing was changed."
SEAL_BYTES = hashlib.sha256().digest_size


class BackupError(Exception):
    """What stopped a backup or a restore, in a line that says what to do."""


@dataclass(frozen=True)
class About:
    """What is known before the first byte of the database."""

    taken_at: str
    database: str
    """Django's name for its kind, such as `sqlite`."""
    migrations: list[str]
    """Such as `core.0001_initial`."""
    versions: dict[str, str]
    key: str
    """Tells one SECRET_KEY from another, and nothing of what it is."""
    format: int = FORMAT


@dataclass(frozen=True)
class Manifest:
    """What has to be there, and as what. Only the last member can hold it."""

    members: dict[str, list]
    """Size in bytes and SHA-256 by name."""
    tables: dict[str, list]
    """Count of rows and their digest by name: `operations.backup.tables`."""
    missing: list[str]
    """Files that rows name and that the storage had lost before."""


def to_json(facts: About | Manifest) -> bytes:
    return json.dumps(asdict(facts), indent=1, sort_keys=True).encode()


def about_from(content: bytes) -> About:
    """Raises `BackupError` for what another version of this code has written."""
    about = _parsed(About, content)
    if about.format != FORMAT:
        raise BackupError(
            f"This backup has format {about.format} and this code reads {FORMAT}. "
            "Install the version of the website that made it, and restore with that."
        )
    return about


def manifest_from(content: bytes) -> Manifest:
    return _parsed(Manifest, content)


def _parsed(shape: type, content: bytes) -> Any:
    try:
        return shape(**json.loads(content))
    except (ValueError, TypeError) as error:
        raise BackupError(DAMAGED) from error


class SealingWriter:
    """Passes on what is written, and then the hash of it."""

    def __init__(self, out: BinaryIO) -> None:
        self.out, self.digest = out, hashlib.sha256()

    def write(self, piece: bytes) -> int:
        self.digest.update(piece)
        self.out.write(piece)
        return len(piece)

    def seal(self) -> None:
        self.out.write(self.digest.digest())


class SealedReader:
    """Gives what was written, and knows at the end whether it is that."""

    def __init__(self, source: BinaryIO) -> None:
        self.source, self.digest, self.held = source, hashlib.sha256(), b""

    def read(self, size: int = PIECE_BYTES) -> bytes:
        """At most `size` bytes. The last ones of the source are the hash, so they are held back."""
        while len(self.held) < size + SEAL_BYTES:
            if not (piece := self.source.read(max(size, PIECE_BYTES))):
                break
            self.held += piece
        size = min(size, max(0, len(self.held) - SEAL_BYTES))
        piece, self.held = self.held[:size], self.held[size:]
        self.digest.update(piece)
        return piece

    def is_whole(self) -> bool:
        """Read what is left. Whether nothing was changed or cut off."""
        while self.read():
            pass
        return self.held == self.digest.digest()
