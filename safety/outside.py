"""Asks other websites, and never a machine next to ours.

Python's own client does the talking: it follows nothing, keeps no cookie, unpacks nothing and knows
no proxy. What is ours is where it may connect, how long it waits and how much it takes.
"""

import socket
from contextlib import closing, suppress
from dataclasses import dataclass
from email.message import Message
from http.client import HTTPException, HTTPSConnection
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from ssl import create_default_context
from threading import Timer
from time import monotonic
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.encoding import iri_to_uri

PATIENCE_SECONDS = 5

# Where all public machines are in version 6. Other spellings of an address, such as those that hold
# one of version 4, lie elsewhere, 6to4 apart.
PUBLIC_V6 = ip_network("2000::/3")
# Ways through to version 4, and what is set aside, as clouds do for machines that tell secrets. Not
# every Python knows all of it.
SET_ASIDE = [
    ip_network(network)
    for network in ("192.0.0.0/24", "192.88.99.0/24", "2001::/23", "2002::/16", "3fff::/20")
]


class NotReached(Exception):
    """Nobody answered. Our own network may be what stands in the way."""


@dataclass(frozen=True)
class Answer:
    """What another website said. `body` is as it came, and empty if nobody wanted it."""

    status: int
    headers: Message
    body: bytes = b""

    @property
    def leads_on(self) -> bool:
        return self.status in (301, 302, 303, 307, 308)


def is_public(number: str) -> bool:
    """Whether an address, as the resolver writes it, is that of a machine on the open internet."""
    address: IPv4Address | IPv6Address = ip_address(number)
    if address.version == 6 and address not in PUBLIC_V6:
        return False
    is_set_aside = any(address in network for network in SET_ASIDE)
    return address.is_global and not address.is_multicast and not is_set_aside


class PublicConnection(HTTPSConnection):
    """Reaches the open internet alone, also when a name leads to a machine next to ours."""

    def __init__(self, host: str, until: float):
        super().__init__(host, self.default_port, timeout=PATIENCE_SECONDS)
        self.until = until
        self.line: socket.socket | None = None

    def connect(self) -> None:
        found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
        places = [place[:2] for *_, place in found]
        if not all(is_public(number) for number, _ in places):
            raise ValidationError("This address leads to a private network.")
        # The place that was looked at, not the name: a name could lead elsewhere a moment later.
        left = max(0.001, self.until - monotonic())
        plain = socket.create_connection(places[0], left)
        context = create_default_context()
        self.line = self.sock = context.wrap_socket(
            plain, server_hostname=self.host, do_handshake_on_connect=False
        )
        self.sock.do_handshake()

    def hang_up(self) -> None:
        """End whatever is waited for. Whoever waits closes the line.

        It is kept apart from `sock`, which is gone while a body of unknown length is read.
        """
        if self.line:
            with suppress(OSError):
                # The encrypted line's own would fail while somebody reads from it.
                socket.socket.shutdown(self.line, socket.SHUT_RDWR)


def ask(
    url: str, headers: dict[str, str], *, most_bytes: int = 0, until: float | None = None
) -> Answer:
    """What is answered at `url`, an address that begins with https://, with its words up to a size.

    Raise `NotReached` if no answer comes `until` then, by the monotonic clock, and
    `ValidationError` if the address must not be asked or says too much.
    """
    parts = urlsplit(iri_to_uri(url))
    target = parts._replace(scheme="", netloc="", fragment="", path=parts.path or "/").geturl()
    until = until or monotonic() + PATIENCE_SECONDS
    try:
        with closing(PublicConnection(parts.hostname, until)) as connection:
            # One answer byte by byte would else take for ever.
            timer = Timer(max(0, until - monotonic()), connection.hang_up)
            timer.start()
            try:
                connection.request("GET", target, headers=headers)
                response = connection.getresponse()
                body = response.read(most_bytes + 1) if most_bytes else b""
            finally:
                timer.cancel()
    except (OSError, HTTPException, UnicodeError) as error:
        raise NotReached from error
    if monotonic() >= until:
        raise NotReached
    if len(body) > most_bytes:
        raise ValidationError("The answer is too long.")
    return Answer(response.status, response.headers, body)
