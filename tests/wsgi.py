"""Asks a WSGI application as a web server does, without one."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from wsgiref.util import setup_testing_defaults


@dataclass(frozen=True)
class Answer:
    """Names of headers are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes


def ask(
    application: Callable[..., Iterable[bytes]],
    address: str,
    method: str = "GET",
    body: bytes = b"",
    **headers: str,
) -> Answer:
    """What the application answers; headers as WSGI names them, without `HTTP_`."""
    path, _, query = address.partition("?")
    environ: dict[str, Any] = {
        "HTTP_HOST": "testserver",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "REQUEST_METHOD": method,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": BytesIO(body),
    } | {f"HTTP_{name}": value for name, value in headers.items()}
    setup_testing_defaults(environ)
    told: list[Any] = []
    parts = application(environ, lambda *arguments: told.extend(arguments))
    content = b"".join(parts)
    if hasattr(parts, "close"):
        parts.close()
    lower = {name.lower(): value for name, value in told[1]}
    return Answer(int(told[0].split()[0]), lower, content)
