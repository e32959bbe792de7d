"""The files beside the database, wherever the storage keeps them: a folder, or S3."""

import hashlib
from collections.abc import Iterator
from typing import BinaryIO

from django.core.files.storage import Storage, default_storage

from operations.backup.layout import PIECE_BYTES


def names(storage: Storage = default_storage, folder: str = "") -> Iterator[str]:
    """The names of all files in the storage, such as `documents/0f…/report.pdf`."""
    try:
        folders, found = storage.listdir(folder)
    except FileNotFoundError:
        return  # a site without uploads has no folder for them
    prefix = f"{folder}/" if folder else ""
    yield from (f"{prefix}{name}" for name in sorted(found))
    for name in sorted(folders):
        yield from names(storage, f"{prefix}{name}")


def sha256_of(file: BinaryIO) -> str:
    digest = hashlib.sha256()
    while piece := file.read(PIECE_BYTES):
        digest.update(piece)
    return digest.hexdigest()
