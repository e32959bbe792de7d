"""The record of recommendations: its rules, and what lists and exports show of each.

Any list is one query, whose rows are entries here.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.db import models

from core.addresses import address_of

# As printed: 4, 4a, A1, 3.2. In addresses a hyphen stands for the point.
NUMBER = r"[A-Za-z]?[0-9]+[A-Za-z]?(?:\.[0-9]+[A-Za-z]?)*"


class Status(models.TextChoices):
    """How far a recommendation has come."""

    MADE = "made", "Made"
    ACCEPTED = "accepted", "Accepted"
    PARTLY_ACCEPTED = "partly_accepted", "Partly accepted"
    REJECTED = "rejected", "Rejected"
    IMPLEMENTED = "implemented", "Implemented"
    SUPERSEDED = "superseded", "Superseded"

    @property
    def word(self) -> str:
        """In addresses and exports."""
        return self.value.replace("_", "-")

    @property
    def today(self) -> str:
        """As the state of things: nobody answered one that was only made."""
        return "No answer recorded yet" if self is Status.MADE else str(self.label)


@dataclass(frozen=True)
class Problem:
    """What is wrong with one line of a history: its place from 0, the field, and what to do."""

    place: int
    field: str
    message: str


def problems_of(history: Sequence[tuple[str, date]], *, today: date) -> Iterator[Problem]:
    """What is wrong with statuses and their days, in the order in which they stand."""
    if history and history[0][0] != Status.MADE:
        yield Problem(0, "status", "The first status must be “Made”: the day of the publication.")
    for place, (status, day) in enumerate(history):
        if place and status == Status.MADE:
            yield Problem(place, "status", "A recommendation is made once. Choose another status.")
        if day > today:
            yield Problem(
                place, "changed_on", "This day is still to come. Write the day when it happened."
            )
    for place, ((_, before), (_, day)) in enumerate(pairwise(history), start=1):
        if day < before:
            yield Problem(
                place,
                "changed_on",
                f"The status before it is of {before:%-d %B %Y}, which is later. Put the statuses "
                "in the order of their days.",
            )


def order_of(number: str) -> str:
    """What puts numbers in the order of counting: 2 before 10, 3.2 before 3.10."""
    return re.sub(r"\d+", lambda digits: digits.group().zfill(6), number.lower())


@dataclass(frozen=True)
class Body:
    """An organisation that a recommendation is addressed to."""

    slug: str
    name: str
    short_name: str

    def __str__(self) -> str:
        return self.short_name or self.name


@dataclass(frozen=True)
class Entry:
    """A recommendation as lists and exports show it. `root` is the address of the record."""

    pk: int
    number: str
    text: str
    source: str
    status: Status
    status_on: date
    made_on: date
    publication_slug: str
    publication_title: str
    publication_path: str
    bodies: Sequence[Body]
    root: str

    @property
    def url(self) -> str:
        """Its own place for good; empty while the site has no page for the record."""
        return self.root and f"{self.root}{self.publication_slug}/{word_of(self.number)}/"

    @property
    def publication_url(self) -> str:
        return address_of(self.publication_path)

    def words(self, part: str) -> list[tuple[str, str]]:
        """What it has of a part of addresses: word in the address, and what visitors read."""
        return {
            "body": [(body.slug, str(body)) for body in self.bodies],
            "status": [(self.status.word, self.status.today)],
            "publication": [(self.publication_slug, self.publication_title)],
            "year": [(str(self.made_on.year), str(self.made_on.year))],
        }[part]


@dataclass(frozen=True)
class Step:
    """One status as visitors see it; `address` leads to its evidence if that can be seen."""

    recommendation_id: int
    status: Status
    on: date
    evidence: str
    address: str
    is_elsewhere: bool


def word_of(number: str) -> str:
    """The number in an address."""
    return number.lower().replace(".", "-")
