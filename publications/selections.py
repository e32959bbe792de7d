"""What an address chooses of the record of recommendations: filters, counts, pages of a list."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404

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
from publications.drawings.shapes import Data, Series
from publications.recommendations import Body, Entry, Status

PARTS = ("body", "status", "publication", "year")
"""What addresses filter by, in this order."""

LABELS = {
    "body": ("Addressed to", "Everybody"),
    "status": ("Status", "Every status"),
    "publication": ("Publication", "All publications"),
    "year": ("Made in", "All years"),
}


class UnknownPart(Http404):
    """An address names something that the record does not have. `known` holds what it has."""

    def __init__(self, part: str, asked: str, known: Sequence[str]):
        self.part = part
        self.asked = asked
        self.known = known
        super().__init__(f"There is no {part} “{asked}” in the record of recommendations.")


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
