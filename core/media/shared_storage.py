"""Files in a store that all nodes share and that speaks the protocol of S3.

An error of its own becomes an `OSError`, as a disk raises it, so whoever stores or reads a file has
one thing to expect. Nothing in it is ever given out by the store itself.
"""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from time import monotonic
from typing import Any, Self
from urllib.parse import quote

from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.files.base import File
from storages.backends.s3 import S3Storage

from core.media.storing import FilesAreAway

BUFFER_BYTES = 256 * 1024
REST_SECONDS = 5
"""How long a store that gave no answer is left alone, so that not every visitor waits for it."""

PATIENCE = Config(
    connect_timeout=2,
    read_timeout=5,
    retries={"mode": "standard", "total_max_attempts": 3},
    # Other stores than Amazon's seldom know its newer checksums.
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
)


def status_of(error: ClientError) -> int:
    return error.response["ResponseMetadata"]["HTTPStatusCode"]


@contextmanager
def as_on_a_disk(storage: "SharedStorage", name: str) -> Iterator[None]:
    """Raise what a disk would raise; at once, while the store rests."""
    if monotonic() < storage.rests_until:
        raise FilesAreAway("nothing")
    try:
        yield
    except ClientError as error:
        if status_of(error) == 404 and error.operation_name != "PutObject":
            raise FileNotFoundError(f"There is no file {name}.") from error
        raise FilesAreAway(str(status_of(error))) from error
    except (BotoCoreError, Boto3Error) as error:
        storage.rests_until = monotonic() + REST_SECONDS
        raise FilesAreAway(type(error).__name__) from error


def careful(method: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(method)
    def asked(self: "SharedStorage", name: str, *arguments: Any, **options: Any) -> Any:
        with as_on_a_disk(self, name):
            return method(self, name, *arguments, **options)

    return asked


class RemoteBytes(io.RawIOBase):
    """A stored content, fetched from where somebody reads it, and no more of it than is read."""

    def __init__(self, storage: "SharedStorage", name: str) -> None:
        self.storage, self.name = storage, name
        self.stored = storage.object_named(name)
        with as_on_a_disk(storage, name):
            self.length = self.stored.content_length
        self.place = 0
        self.stream: Any = None

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.place

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self.place, io.SEEK_END: self.length}[whence]
        if start + offset != self.place:
            self.hang_up()
        self.place = max(0, start + offset)
        return self.place

    def readinto(self, buffer: Any) -> int:
        if self.place >= self.length:
            return 0
        with as_on_a_disk(self.storage, self.name):
            if self.stream is None:
                self.stream = self.stored.get(Range=f"bytes={self.place}-")["Body"]
            piece = self.stream.read(len(buffer))
        buffer[: len(piece)] = piece
        self.place += len(piece)
        return len(piece)

    def hang_up(self) -> None:
        if self.stream is not None:
            self.stream.close()
            self.stream = None

    def close(self) -> None:
        self.hang_up()
        super().close()


class RemoteFile(File):
    """Django's file over it, which can be opened again, as one on a disk can."""

    def __init__(self, storage: "SharedStorage", name: str) -> None:
        self.storage = storage
        super().__init__(io.BufferedReader(RemoteBytes(storage, name), BUFFER_BYTES), name)

    def open(self, mode: str | None = None) -> Self:
        if self.closed:
            self.__init__(self.storage, self.name)
        self.seek(0)
        return self


class SharedStorage(S3Storage):
    """Django's storage at a bucket. What is in it is private: no access list is ever sent along."""

    def __init__(self, **options: Any) -> None:
        super().__init__(client_config=PATIENCE, file_overwrite=False, default_acl=None, **options)
        self.rests_until = 0.0

    def object_named(self, name: str) -> Any:
        return self.bucket.Object(self._normalize_name(name))

    def _open(self, name: str, mode: str = "rb") -> File:
        return RemoteFile(self, name)

    def url(self, name: str, *arguments: Any, **options: Any) -> str:
        """Where the website gives it out, after it has asked who may see it."""
        return settings.MEDIA_URL + quote(name)

    _save = careful(S3Storage._save)
    delete = careful(S3Storage.delete)
    exists = careful(S3Storage.exists)
    get_modified_time = careful(S3Storage.get_modified_time)
    listdir = careful(S3Storage.listdir)
    size = careful(S3Storage.size)
