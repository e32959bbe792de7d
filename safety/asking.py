"""Whether an exit's destination is there: asked when staff set it, never for a visitor."""

import socket
from contextlib import closing
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ipaddress import ip_address
from ssl import create_default_context
from threading import Timer
from urllib.parse import urljoin, urlsplit

from django.core.exceptions import ValidationError
from django.utils.encoding import iri_to_uri

from safety.destinations import validate_destination

PATIENCE_SECONDS = 5
MOST_ADDRESSES = 5
"""How many addresses one may lead to, each by the one before."""

HEADERS = {"Accept": "text/html", "User-Agent": "Mozilla/5.0 (compatible; link check)"}


class NotReached(Exception):
    """Nobody answered. Our own network may be what stands in the way."""


class PublicConnection(HTTPSConnection):
    """Reaches the open internet alone, also when a name leads to a machine next to ours."""

    def connect(self) -> None:
        found = socket.getaddrinfo(self.host, self.port, type=socket.SOCK_STREAM)
        places = [place[:2] for *_, place in found]
        if not all(ip_address(number).is_global for number, _ in places):
            raise ValidationError("This address leads to a private network.")
        # The place that was looked at, not the name: a name could lead elsewhere a moment later.
        plain = socket.create_connection(places[0], self.timeout)
        self.sock = create_default_context().wrap_socket(plain, server_hostname=self.host)


def connection_to(host: str) -> HTTPConnection:
    return PublicConnection(host, timeout=PATIENCE_SECONDS)


def ask(url: str) -> tuple[int, str | None]:
    """The status of the answer and where it leads on to. What the page says is not read.

    Raise `NotReached` if no answer comes.
    """
    parts = urlsplit(iri_to_uri(url))
    target = parts._replace(scheme="", netloc="", fragment="", path=parts.path or "/").geturl()
    try:
        with closing(connection_to(parts.hostname)) as connection:
            connection.connect()
            # One answer byte by byte would else take for ever.
            hang_up = Timer(PATIENCE_SECONDS, connection.sock.shutdown, [socket.SHUT_RDWR])
            hang_up.start()
            try:
                connection.request("GET", target, headers=HEADERS)
                answer = connection.getresponse()
            finally:
                hang_up.cancel()
            return answer.status, answer.getheader("Location")
    except (OSError, HTTPException, UnicodeError) as error:
        raise NotReached from error


def check_answer(url: str) -> None:
    """Ask the page at `url`, and those that it leads on to, once each.

    Raise `ValidationError` if a visitor would get an error there, or come to where the exit must
    not lead, and `NotReached` if nobody answers.
    """
    for _ in range(MOST_ADDRESSES):
        status, location = ask(url)
        if 200 <= status < 300:
            return
        if status not in (301, 302, 303, 307, 308) or not location:
            raise ValidationError(
                f"This address answers with an error ({status}). Choose a page that is there."
            )
        url = urljoin(url, location)
        try:
            validate_destination(url)
        except ValidationError as refusal:
            raise ValidationError(
                f"This address leads on to {url}. {refusal.messages[0]}"
            ) from refusal
    raise ValidationError("This address leads on and on. Choose the one where it ends.")
