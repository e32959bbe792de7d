"""The record of recommendations: its rules, its filters and what each list of it shows.

Any list is one query, whose rows are entries here; filters and counts are made from them.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.db import models
from django.http import Http404

from core.addresses import address_of
from core.listings import (
    FIRST_YEAR,
    LAST_YEAR,
    PAGE_SIZE,
    Facet,
    Option,
    Slice,
    first_screen,
    full_page,
    page_asked,
)
from publications.charts import Chart, ChartKind
from publications.drawings import Data, Series

# As printed: 4, 4a, A1, 3.2. In addresses a hyphen stands for the point.
NUMBER = r"[A-Za-z]?[0-9]+[A-Za-z]?(?:\.[0-9]+[A-Za-z]?)*"
PARTS = ("body", "status", "publication", "year")
"""What addresses filter by, in this order."""


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


STATUSES = {status.word: status for status in Status}


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


class UnknownPart(Http404):
    """An address names something that the record does not have. `known` holds what it has."""

    def __init__(self, part: str, asked: str, known: Sequence[str]):
        self.part = part
        self.asked = asked
        self.known = known
        super().__init__(f"There is no {part} “{asked}” in the record of recommendations.")


LABELS = {
    "body": ("Addressed to", "Everybody"),
    "status": ("Status", "Every status"),
    "publication": ("Publication", "All publications"),
    "year": ("Made in", "All years"),
}


@dataclass(frozen=True)
class Selection:
    """What an address chooses of all that the public may see. Raises `UnknownPart`."""

    everything: Sequence[Entry]
    chosen: dict[str, str | None]

    def __post_init__(self):
        for part, asked in self.chosen.items():
            if asked and asked not in (known := self.known(part)) and not is_year(part, asked):
                raise UnknownPart(part, asked, list(known))

    def known(self, part: str) -> dict[str, str]:
        """All that the record has of a part: words of addresses, and what visitors read."""
        if part == "status":
            return {status.word: status.today for status in Status}
        found = {word: label for one in self.everything for word, label in one.words(part)}
        in_order = sorted(found.items(), key=lambda pair: pair[1].casefold())
        return dict(reversed(in_order) if part == "year" else in_order)

    def entries(self, *, without: str = "") -> list[Entry]:
        """Those that have every chosen part; a part named `without` counts for nothing."""
        wanted = {name: word for name, word in self.chosen.items() if word and name != without}
        return [
            one
            for one in self.everything
            if all(word in dict(one.words(name)) for name, word in wanted.items())
        ]

    @property
    def words(self) -> list[str]:
        """The filters in use, as visitors read them."""
        return [self.known(name).get(word, word) for name, word in self.chosen.items() if word]

    @property
    def is_filtered(self) -> bool:
        return any(self.chosen.values())

    @property
    def body(self) -> Body | None:
        """Whose own page this is: that of a body, if nothing else is chosen."""
        if [part for part, word in self.chosen.items() if word] != ["body"]:
            return None
        bodies = {body.slug: body for one in self.everything for body in one.bodies}
        return bodies[self.chosen["body"]]

    def address(self, root: str, **changes: str | None) -> str:
        """The address of this choice, with some parts changed."""
        parts = self.chosen | changes
        named = [f"{name}/{parts[name]}/" for name in PARTS[:3] if parts[name]]
        return root + "".join(named) + (f"{parts['year']}/" if parts["year"] else "")

    def facets(self, root: str) -> list[Facet]:
        """The ways to filter on, each of which leads to some entry."""
        return [self._facet(part, root) for part in PARTS]

    def _facet(self, part: str, root: str) -> Facet:
        current = self.chosen[part]
        used = {word for one in self.entries(without=part) for word, _ in one.words(part)}
        labels = ({current: current} if current else {}) | self.known(part)
        options = [
            Option(label, self.address(root, **{part: word}), word == current)
            for word, label in labels.items()
            if word in used or word == current
        ]
        return Facet(*LABELS[part], self.address(root, **{part: None}), options)

    def chart(self) -> Chart | None:
        """How many have which status, whichever status is chosen; None without any entry."""
        counts = Counter(one.status for one in self.entries(without="status"))
        if not counts:
            return None
        return Chart(
            title="Recommendations by their status today",
            kind=ChartKind.BARS,
            data=Data(
                "Status",
                [status.today for status in Status],
                [Series("Recommendations", [counts[status] for status in Status])],
            ),
            says=sentence_about(counts),
            source="Our own record. Each recommendation names the evidence for its status.",
        )


def is_year(part: str, asked: str) -> bool:
    """Whether an address asks for a year that may simply have no entry."""
    return part == "year" and FIRST_YEAR <= int(asked) <= LAST_YEAR


def sentence_about(counts: Counter) -> str:
    """Such as “Of 3 recommendations, 2 are accepted and 1 has no answer recorded yet.”"""
    total = counts.total()
    found = []
    for status in Status:
        count = counts[status]
        if status is Status.MADE and count:
            found.append(f"{count} {'has' if count == 1 else 'have'} no answer recorded yet")
        elif count:
            found.append(f"{count} {'is' if count == 1 else 'are'} {status.label.lower()}")
    *most, last = found
    listed = f"{', '.join(most)} and {last}" if most else last
    return f"Of {total} recommendation{'' if total == 1 else 's'}, {listed}."


def slice_of(entries: Sequence[Entry], asked: str | None) -> Slice:
    """One page of a list, counted from the oldest as in `core.listings`. Raises `Http404`."""
    total = len(entries)
    if asked is None:
        return first_screen(entries, total)
    page = page_asked(asked)
    if not 0 < page <= total // PAGE_SIZE:
        raise Http404("There is no such page.")
    start = total - page * PAGE_SIZE
    return full_page(entries[start : start + PAGE_SIZE], page, total)
