"""Asks a WSGI application as a web server does, without one."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import unquote_to_bytes
from wsgiref.util import setup_testing_defaults

PLAIN = {"CONTENT_TYPE": "CONTENT_TYPE"}
"""The header whose name in WSGI has no `HTTP_`."""


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
    """What the application answers to an address as it goes over the wire.

    Headers are named as WSGI names them, without `HTTP_`.
    """
    path, _, query = address.partition("?")
    environ: dict[str, Any] = {
        "HTTP_HOST": "testserver",
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query,
        "REQUEST_METHOD": method,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": BytesIO(body),
    } | {PLAIN.get(name, f"HTTP_{name}"): value for name, value in headers.items()}
    setup_testing_defaults(environ)
    told: list[Any] = []
    parts = application(environ, lambda *arguments: told.extend(arguments))
    content = b"".join(parts)
    if hasattr(parts, "close"):
        parts.close()
    lower = {name.lower(): value for name, value in told[1]}
    return Answer(int(told[0].split()[0]), lower, content)
