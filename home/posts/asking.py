"""Asks the services for posts, and says in plain words what is wrong with an answer."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import Message
from time import monotonic
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.core.exceptions import ValidationError
from django.utils import timezone

from home.posts.words import Found, moment, tidy
from safety.outside import PATIENCE_SECONDS, Answer, ask

MOST_BYTES = 1024 * 1024
MOST_REDIRECTS = 3
HEADERS = {
    "Accept": "application/json, application/atom+xml, application/rss+xml, */*;q=0.5",
    "User-Agent": "Latest posts (reads a feed every 15 minutes)",
}
REFUSED = "The service did not let us in. It may answer only people who are signed in."
ACCOUNT = re.compile(r"[\w.:-]{1,100}", re.ASCII)
LONGEST_PAUSE = timedelta(days=1)
UNREADABLE = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What a program meets in data of another shape than the one it was told of."""


class Unchanged(Exception):
    """The service says that there is nothing new."""


class TooOften(ValidationError):
    """The service asks to be left alone until `until`."""

    def __init__(self, until: datetime):
        super().__init__("The service says that it was asked too often. It is given a rest.")
        self.until = until


@dataclass(frozen=True)
class Answered:
    """What a service said: posts, how to ask next time, and how it calls the account."""

    posts: list[Found]
    headers: Message
    account: str = ""

    def mark(self, name: str) -> str:
        """A header by which the service knows this answer again, if it can be sent back."""
        value = self.headers.get(name, "")
        return value if len(value) <= 100 and value.isascii() and value.isprintable() else ""


def answer_at(url: str, headers: dict[str, str], *, refused: str = REFUSED) -> Answer:
    """A good answer from `url` or from where it leads to on the same host.

    `refused` is what staff read if the service lets nobody in. Raise `Unchanged`, `NotReached` or,
    with words for staff, `ValidationError`.
    """
    until = monotonic() + PATIENCE_SECONDS
    for _ in range(MOST_REDIRECTS + 1):
        answer = ask(url, HEADERS | headers, most_bytes=MOST_BYTES, until=until)
        if answer.status == 304:
            raise Unchanged
        if not answer.leads_on:
            return checked(answer, refused)
        url = next_address(url, answer.headers.get("Location", ""))
    raise ValidationError("The address leads on and on. Write the one where it ends.")


def next_address(url: str, location: str) -> str:
    try:
        target = urljoin(url, location)
        before, after = urlsplit(url), urlsplit(target)
        is_same = (before.scheme, before.netloc) == (after.scheme, after.netloc)
    except ValueError as error:
        raise ValidationError("The address leads on to something that is no address.") from error
    if not is_same:
        raise ValidationError(
            f"The address leads on to another website, {tidy(target)[:200]}. If that is right, "
            "write that address."
        )
    return target


def checked(answer: Answer, refused: str) -> Answer:
    status, headers = answer.status, answer.headers
    if status == 429:
        raise TooOften(rest_until(headers, now=timezone.now()))
    if status in (401, 403):
        raise ValidationError(refused)
    if status in (400, 404, 410):
        raise ValidationError(f"There is nothing at this address ({status}). Look at its spelling.")
    if status != 200:
        raise ValidationError(f"The service has a problem of its own ({status}).")
    if headers.get("Content-Encoding", "identity").lower() != "identity":
        raise ValidationError("The answer came packed, which we had not asked for.")
    if not answer.body.strip():
        raise ValidationError("The answer was empty.")
    return answer


def rest_until(headers: Message, *, now: datetime) -> datetime:
    """When a service that was asked too often may be asked again: within a day."""
    said = headers.get("Retry-After") or headers.get("X-Rate-Limit-Reset") or ""
    said = said or headers.get("X-RateLimit-Reset") or ""
    try:
        if said.isdecimal():
            pause = timedelta(seconds=int(said))
            # Some say for how long, some until when.
            until = (
                now + pause if pause <= LONGEST_PAUSE else datetime.fromtimestamp(int(said), UTC)
            )
        else:
            until = moment(said)
    except (OSError, OverflowError, ValueError):
        until = now
    return min(max(until, now), now + LONGEST_PAUSE)


def account_in(said: Any) -> str:
    """The number or name by which a service knows an account."""
    if not ACCOUNT.fullmatch(said["id"]):
        raise ValueError("This is no account.")
    return said["id"]


def as_json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except UNREADABLE as error:
        raise ValidationError("The service answered with something that is no JSON.") from error
