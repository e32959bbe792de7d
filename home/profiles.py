"""What staff write to name a place with posts: an address, or somebody's name on a service."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError

HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]", re.IGNORECASE)
MASTODON = re.compile(r"(?:https://(?P<site>[^/]+)/)?@?(?P<name>\w[\w.-]*)(?:@(?P<host>[^/@]+))?/?")
BLUESKY = re.compile(
    r"(?:https://bsky\.app/profile/|@)?(?P<name>did:[a-z]+:[\w.:-]+|[\w.-]+\.\w+)/?"
)
X = re.compile(r"(?:https://(?:www\.)?(?:x|twitter)\.com/|@)?(?P<name>\w{1,15})/?")


@dataclass(frozen=True)
class Profile:
    """Somebody on a service: the host to ask, where each site has its own, and their name there."""

    name: str
    host: str = ""


def feed(address: str) -> Profile:
    """The host of a feed's address. Raise `ValidationError` for what can't be asked."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port = "", None
    if not HOST.fullmatch(host) or parts.scheme != "https":
        raise ValidationError("Write the whole address of the feed. It begins with https://.")
    if port or "@" in parts.netloc:
        raise ValidationError("The address must have no user name, password or port in it.")
    return Profile(name=address, host=host)


def mastodon(address: str) -> Profile:
    found = MASTODON.fullmatch(address)
    host = found and (found["host"] or found["site"])
    if not host or not HOST.fullmatch(host):
        raise ValidationError("Write the name and the server, like @name@server.example.")
    return Profile(name=found["name"], host=host.lower())


def bluesky(address: str) -> Profile:
    found = BLUESKY.fullmatch(address)
    if not found:
        raise ValidationError("Write the whole name, like @name.bsky.social.")
    return Profile(name=found["name"])


def x(address: str) -> Profile:
    found = X.fullmatch(address)
    if not found:
        raise ValidationError("Write the name on X, like @name.")
    return Profile(name=found["name"])
