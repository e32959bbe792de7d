"""Puts what was found in order. In Python, so that each database gives the same order.

A passage counts for each part of a question that it has: more if its title has it, more if few
passages have it, less if the text is long. What belongs to one page is one hit.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import log
from typing import NamedTuple

from search.asking import Part, Question
from search.words import STOP

IN_TEXT, IN_TITLE = 1.0, 2.4
WHOLE_TITLE, TITLE_BEGINS, ROW_IN_TITLE, ROW_IN_TEXT = 5.0, 1.0, 1.5, 0.6
PART_OF_A_PAGE = 0.4
"""What the title of a part is worth beside that of a page or record."""
SATURATION, SHARE_OF_LENGTH = 1.2, 0.6
SPREAD_OVER_PASSAGES = 0.8
"""What a hit is worth whose passages have the parts only together."""
LISTS = {"front-page": 0.6, "news-list": 0.8, "publication-list": 0.8, "guidance-list": 0.8}
"""Pages that say in short what others say at length."""


class Row(NamedTuple):
    """What the order goes by, of one passage. The names are those of `Passage`."""

    pk: int
    entry: str
    page_id: int
    shown_on_id: int
    type: str
    label: str
    topics: str
    year: int | None
    day: date
    leads: bool
    title_stems: str
    stems: str


@dataclass
class Hit:
    """All that was found of one page or record."""

    entry: str
    rows: list[Row] = field(default_factory=list)
    scores: list[float] = field(default_factory=list)
    score: float = 0.0
    share: float = 0.0  # of what was asked for, by how much each part tells

    @property
    def first(self) -> Row:
        return self.rows[0]

    @property
    def best(self) -> list[int]:
        """The ids of its passages, the best first."""
        ranked = sorted(zip(self.scores, self.rows, strict=True), key=lambda one: -one[0])
        return [row.pk for _, row in ranked]


def ranked(question: Question, rows: Sequence[Row]) -> list[Hit]:
    """The hits, the best first."""
    if not rows:
        return []
    counts = [[_count(part, row.stems) for part in question.parts] for row in rows]
    telling = _telling(counts)
    usual_length = sum(len(row.stems) for row in rows) / len(rows) or 1
    hits: dict[str, Hit] = {}
    values: dict[str, list[list[float]]] = {}
    for row, found in zip(rows, counts, strict=True):
        hit = hits.setdefault(row.entry, Hit(row.entry))
        worth = _worth(question, row, found, telling, usual_length)
        hit.rows.append(row)
        hit.scores.append(sum(worth) + _bonus(question, row))
        values.setdefault(row.entry, []).append(worth)
    for hit in hits.values():
        best = [max(column) for column in zip(*values[hit.entry], strict=True)]
        together = sum(best) * SPREAD_OVER_PASSAGES
        hit.score = max(*hit.scores, together) * LISTS.get(hit.first.type, 1)
        has = sum(weight for value, weight in zip(best, telling, strict=True) if value)
        hit.share = has / sum(telling)
    return sorted(hits.values(), key=_place, reverse=True)


def _place(hit: Hit) -> tuple[float, date, int]:
    """Of two that are nearly as good the newer one comes first."""
    return round(hit.score * hit.share, 1), hit.first.day, -hit.first.pk


def _count(part: Part, stems: str) -> float:
    """How often a text has a part, another name of it counting less."""
    return max(stems.count(way.stems) * way.weight for way in part.ways)


def _telling(counts: Sequence[Sequence[float]]) -> list[float]:
    """How much each part tells: the fewer passages have it, the more."""
    return [
        log(2 + len(counts) / (1 + sum(1 for count in column if count)))
        for column in zip(*counts, strict=True)
    ]


def _worth(
    question: Question,
    row: Row,
    found: Sequence[float],
    telling: Sequence[float],
    usual_length: float,
) -> list[float]:
    """What the passage is worth for each part."""
    long = SATURATION * (1 - SHARE_OF_LENGTH + SHARE_OF_LENGTH * len(row.stems) / usual_length)
    title_worth = IN_TITLE * _worth_of_title(row) * (0.5 + _covered(question, row) / 2)
    worth = []
    for part, count, weight in zip(question.parts, found, telling, strict=True):
        in_text = IN_TEXT * count / (count + long)
        in_title = title_worth * min(1, _count(part, row.title_stems))
        worth.append(weight * (in_text + in_title))
    return worth


def _worth_of_title(row: Row) -> float:
    return 1 if row.leads else PART_OF_A_PAGE


def _covered(question: Question, row: Row) -> float:
    """The share of a title's own words that were asked for."""
    words = [word for word in row.title_stems.split() if word not in STOP]
    return sum(1 for word in words if word in question.marked) / len(words) if words else 0


def _bonus(question: Question, row: Row) -> float:
    """For the words as they were typed, one after the other."""
    asked, title = question.row, row.title_stems
    bonus = _bonus_of_title(question, row) * _worth_of_title(row) if title and asked else 0
    if question.has_many_words and asked in row.stems:
        bonus += ROW_IN_TEXT
    return bonus


def _bonus_of_title(question: Question, row: Row) -> float:
    asked, title = question.row, row.title_stems
    if len(question.parts) == 1:
        names = [way.weight for way in question.parts[0].ways if way.stems == title]
        if names:
            return WHOLE_TITLE * max(names)
    if title == asked:
        return WHOLE_TITLE
    begins = TITLE_BEGINS if title.startswith(asked) else 0
    return begins + (ROW_IN_TITLE if question.has_many_words and asked in title else 0)


def newest_first(hits: Iterable[Hit]) -> list[Hit]:
    return sorted(hits, key=lambda hit: (hit.first.day, hit.first.pk), reverse=True)
