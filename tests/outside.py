"""Stands in for other websites: a server on this machine that all their names lead to.

What asks it is the real thing, with encryption, names and certificates. Only here may it connect to
this machine, and only to this server.
"""

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from safety import outside

HERE = "127.0.0.1"
NAMES = ["weather.example", "social.example", "feeds.example", "public.api.bsky.app", "api.x.com"]


@dataclass
class Reply:
    """What the server says. `run` says it in its own way, such as never to end."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    run: Callable[["Handler"], None] | None = None


class Handler(BaseHTTPRequestHandler):
    server: "World"

    def do_GET(self):
        self.server.asked.append(f"{self.headers['Host'].partition(':')[0]}{self.path}")
        self.server.headers_sent.append(dict(self.headers))
        path = self.path.partition("?")[0]
        reply = self.server.replies.get(path, self.server.otherwise)
        if reply.run:
            reply.run(self)
            return
        etag = reply.headers.get("ETag")
        if etag and self.headers["If-None-Match"] == etag:
            reply = Reply(status=304)
        self.send_response(reply.status)
        for name, value in ({"Content-Length": str(len(reply.body))} | reply.headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply.body)

    def log_message(self, *arguments):
        """Say nothing."""


class World(ThreadingHTTPServer):
    """`replies` are by path; `asked` are the addresses, each with its host."""

    otherwise = Reply(status=404)

    daemon_threads = True

    def __init__(self):
        super().__init__((HERE, 0), Handler)
        self.replies: dict[str, Reply] = {}
        self.asked: list[str] = []
        self.headers_sent: list[dict[str, str]] = []

    def finish_request(self, request, address):
        """Encryption is for the thread of the request: whoever is slow holds up nobody."""
        request.settimeout(10)
        with server_context().wrap_socket(request, server_side=True) as encrypted:
            super().finish_request(encrypted, address)

    def handle_error(self, request, address):
        """Whoever asked hung up, as is right after what some replies do."""


@cache
def certificate() -> tuple[bytes, bytes]:
    """A certificate for `NAMES` that trusts itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Test")])
    names = x509.SubjectAlternativeName([x509.DNSName(name) for name in NAMES])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1))
        .not_valid_after(datetime(2120, 1, 1))
        .add_extension(names, critical=False)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return made.public_bytes(serialization.Encoding.PEM), secret


@cache
def server_context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with TemporaryDirectory() as folder:
        path = Path(folder, "certificate.pem")
        path.write_bytes(b"".join(certificate()))
        context.load_cert_chain(path)
    return context


@cache
def trusting_context() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.load_verify_locations(cadata=certificate()[0].decode())
    return context


def place(number: str, port: int = 443) -> tuple:
    """As the resolver gives it."""
    family = socket.AF_INET6 if ":" in number else socket.AF_INET
    return family, socket.SOCK_STREAM, 6, "", (number, port)


@contextmanager
def outside_world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    with World() as world:
        Thread(target=world.serve_forever, args=[0.01], daemon=True).start()
        port = world.server_address[1]
        monkeypatch.setattr(outside.PublicConnection, "default_port", port)
        monkeypatch.setattr(outside, "is_public", lambda number: number == HERE)
        monkeypatch.setattr(outside, "create_default_context", trusting_context)
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [place(HERE, port)])
        yield world
        world.shutdown()
