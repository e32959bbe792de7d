"""Kept pages that processes and machines share: files, or Valkey. It may fail, lie or be gone."""

import gzip
import json
import logging
import time
from dataclasses import dataclass, field

from django.core.cache import caches
from django.utils.crypto import constant_time_compare, salted_hmac

logger = logging.getLogger(__name__)

REST_SECONDS = 5
"""How long a store that failed is left alone, so that nobody waits for it again and again."""
DAY_SECONDS = 24 * 60 * 60
SEAL_BYTES = 32


@dataclass(frozen=True, slots=True)
class Entry:
    """A whole answer, and when it is true. `bodies` has it by content coding."""

    number: int
    made_at: float
    ends_at: float
    status: str
    headers: list[tuple[str, str]]
    etag: str
    bodies: dict[str, bytes] = field(repr=False)

    def is_true(self, number: int, now: float) -> bool:
        """At a site generation and a moment. A clock that was ahead for a while makes it untrue."""
        return self.number == number and self.made_at <= now < self.ends_at

    def in_coding(self, coding: str) -> bytes:
        """The body; `coding` is one of `bodies`, or empty for none."""
        if coding or not self.bodies:
            return self.bodies.get(coding, b"")
        return gzip.decompress(self.bodies["gzip"])

    @property
    def size(self) -> int:
        return 1024 + sum(len(body) for body in self.bodies.values())


class AsBytes:
    """For Django's Redis cache: what comes from outside is bytes to check, and never objects."""

    def dumps(self, value: bytes) -> bytes:
        return value

    def loads(self, value: bytes) -> bytes:
        return value


class Store:
    """Entries under a key and a release, sealed, so that nobody but us can have written them."""

    def __init__(self, release: str) -> None:
        self.release = release
        self.rests_until = 0.0

    def get(self, key: str) -> Entry | None:
        """What is kept; None also if it is another's, damaged, or out of reach."""
        if time.monotonic() < self.rests_until:
            return None
        try:
            sealed = caches["pages"].get(self._name(key))
        except Exception as error:  # noqa: BLE001 (each kind of store has its own)
            self._rest(error)
            return None
        return self._opened(key, sealed) if isinstance(sealed, bytes) else None

    def set(self, key: str, entry: Entry) -> None:
        if time.monotonic() < self.rests_until:
            return
        try:
            caches["pages"].set(self._name(key), self._sealed(key, entry), DAY_SECONDS)
        except Exception as error:  # noqa: BLE001
            self._rest(error)

    def _rest(self, error: Exception) -> None:
        why = type(error).__name__
        logger.warning("The store of pages (PAGE_STORE_URL) is left alone for a while: %s", why)
        self.rests_until = time.monotonic() + REST_SECONDS

    def _name(self, key: str) -> str:
        return salted_hmac(self.release, key, algorithm="sha256").hexdigest()

    def _seal(self, key: str, content: bytes) -> bytes:
        named = f"{self.release}\n{key}\n".encode() + content
        return salted_hmac("core.page_store", named, algorithm="sha256").digest()

    def _sealed(self, key: str, entry: Entry) -> bytes:
        sizes = {coding: len(body) for coding, body in entry.bodies.items()}
        times = [entry.number, entry.made_at, entry.ends_at]
        head = [*times, entry.status, entry.headers, entry.etag, sizes]
        content = b"\n".join([json.dumps(head).encode(), b"".join(entry.bodies.values())])
        return self._seal(key, content) + content

    def _opened(self, key: str, sealed: bytes) -> Entry | None:
        seal, content = sealed[:SEAL_BYTES], sealed[SEAL_BYTES:]
        if not constant_time_compare(seal, self._seal(key, content)):
            return None
        head, _, rest = content.partition(b"\n")
        *values, headers, etag, sizes = json.loads(head)
        bodies = {}
        for coding, size in sizes.items():
            bodies[coding], rest = rest[:size], rest[size:]
        return Entry(*values, [tuple(one) for one in headers], etag, bodies)
