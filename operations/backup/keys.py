"""Encryption with age, through a pipe, so that no plain text touches the disk of backups.

The key is one pair. The public half (`age1…`) can only make backups; the secret half
(`AGE-SECRET-KEY-1…`) makes and opens them. So a website that only has the public half gives
whoever breaks into it none of its old backups.
"""

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO

import pyrage
from pyrage import x25519

from operations.backup.layout import PIECE_BYTES, BackupError

MAGIC = b"age-encryption.org/v1\n"
NO_KEY = (
    "This backup is encrypted. Set BACKUP_KEY or BACKUP_KEY_FILE to the secret half of its key, "
    "which begins with AGE-SECRET-KEY-1."
)
WRONG = (
    "The backup can't be opened: it was damaged, or BACKUP_KEY is not the key that it was made "
    "with. Try another backup, or the right key. Nothing was changed."
)


def recipient(key: str) -> x25519.Recipient:
    """Whom a backup is for, from either half. Raises `BackupError` for what is no key."""
    try:
        if key.upper().startswith("AGE-SECRET-KEY-1"):
            return x25519.Identity.from_str(key).to_public()
        return x25519.Recipient.from_str(key)
    except (pyrage.IdentityError, pyrage.RecipientError) as error:
        raise BackupError(
            "BACKUP_KEY is no key. docs/operating/backups.md tells how to make one."
        ) from error


def identity(key: str) -> x25519.Identity:
    """What opens a backup. Raises `BackupError` for everything but a secret half."""
    try:
        return x25519.Identity.from_str(key)
    except pyrage.IdentityError as error:
        raise BackupError(NO_KEY) from error


@contextmanager
def encrypting(out: BinaryIO, key: str) -> Iterator[BinaryIO]:
    """A file to write to. Its content goes to `out`, encrypted if there is a key."""
    if not key:
        yield out
        return
    to, place = recipient(key), Noting(out)
    read_end, write_end = _pipe()
    with _beside(lambda: pyrage.encrypt_io(read_end, place, [to]), read_end, place), write_end:
        yield write_end


@contextmanager
def decrypting(source: BinaryIO, key: str) -> Iterator[BinaryIO]:
    """A file to read from, whether `source` is encrypted or not. Both are at their beginning."""
    is_encrypted = source.read(len(MAGIC)) == MAGIC
    source.seek(0)
    if not is_encrypted:
        yield source
        return
    opener = identity(key)
    read_end, write_end = _pipe()
    place = Noting(write_end)
    with _beside(lambda: pyrage.decrypt_io(source, place, [opener]), write_end, place), read_end:
        yield read_end


class Noting:
    """A file to write to that keeps what went wrong, as pyrage has only words for it."""

    def __init__(self, out: BinaryIO) -> None:
        self.out = out
        self.problem: OSError | None = None

    def write(self, piece: bytes) -> int:
        try:
            return self.out.write(piece)
        except OSError as problem:
            self.problem = problem
            raise

    def flush(self) -> None:
        """`out` is flushed by whoever opened it."""


def _pipe() -> tuple[BinaryIO, BinaryIO]:
    read_end, write_end = os.pipe()
    return os.fdopen(read_end, "rb", PIECE_BYTES), os.fdopen(write_end, "wb", PIECE_BYTES)


@contextmanager
def _beside(work: Callable[[], None], end: BinaryIO, place: Noting) -> Iterator[None]:
    """Do `work` in a thread, which has `end` of the pipe and writes to `place`.

    What went wrong there is raised here, unless it is that nobody wanted to read on.
    """
    problems: list[Exception] = []

    def do() -> None:
        try:
            with end:
                work()
        except (pyrage.DecryptError, pyrage.EncryptError, OSError) as problem:
            problems.append(place.problem or problem)

    thread = threading.Thread(target=do)
    thread.start()
    try:
        yield
    except Exception as error:
        thread.join()
        if words := next(map(_in_words, problems), None):
            raise words from error
        raise
    finally:
        thread.join()
    for problem in filter(None, map(_in_words, problems)):
        raise problem


def _in_words(problem: Exception) -> Exception | None:
    """Of the disk there is a number; age has words only."""
    if isinstance(problem, BrokenPipeError):
        return None
    return problem if getattr(problem, "errno", None) else BackupError(WRONG)
