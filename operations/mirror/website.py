"""Our own website, asked within this process as a visitor would ask it."""

import io
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, BinaryIO
from urllib.parse import unquote_to_bytes, urlsplit

from django.conf import settings
from django.core.servers.basehttp import get_internal_wsgi_application

from core import incomplete
from core.page_cache import BY_OURSELVES


@dataclass(frozen=True)
class Answer:
    """What was answered. `kind` is the media type without its parameters."""

    status: int
    headers: dict[str, str]

    @property
    def kind(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0]

    @property
    def mark(self) -> tuple[str, str]:
        """What tells a file from another one at the same address."""
        return self.headers.get("etag", ""), self.headers.get("content-length", "")


class Website:
    """The WSGI application, kept pages in front of it."""

    def __init__(self) -> None:
        self.application = get_internal_wsgi_application()
        self.site = urlsplit(settings.SITE_URL)

    def ask(self, address: str, into: BinaryIO | None = None) -> Answer:
        """The answer to an address of ours. Without `into`, its headers alone.

        What Django can't answer is a status from 500 on, and so is a page that lacks a part.
        """
        told: list[Any] = []
        environ = self.environ(address, "GET" if into else "HEAD")
        with incomplete.watching() as missing:
            parts = self.application(environ, lambda *arguments: told.extend(arguments))
            try:
                if into:
                    into.writelines(parts)
            finally:
                close(parts)
        status, headers = told[:2]
        lower = {name.lower(): value for name, value in headers}
        return Answer(503 if missing else int(status[:3]), lower)

    def environ(self, address: str, method: str) -> dict[str, Any]:
        path, _, query = address.partition("?")
        return {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
            "QUERY_STRING": query,
            "SERVER_NAME": self.site.hostname,
            "SERVER_PORT": str(self.site.port or (443 if settings.IS_ENCRYPTED else 80)),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": self.site.netloc,
            "HTTP_X_FORWARDED_PROTO": self.site.scheme,
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": self.site.scheme,
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": False,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
            BY_OURSELVES: True,
        }


def close(parts: Iterable[bytes]) -> None:
    if hasattr(parts, "close"):
        parts.close()
