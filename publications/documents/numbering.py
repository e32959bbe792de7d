"""Paragraph numbers: 12 is followed by 13, and 12A by 12B."""

import re
from dataclasses import dataclass

from django.db import models

WRITTEN = re.compile(r"([1-9][0-9]{0,3})([A-Z]?)")


class Numbering(models.TextChoices):
    """How the paragraphs of a document are numbered."""

    NONE = "none", "Not at all"
    DOCUMENT = "document", "Through the document: 1, 2, 3"
    SECTION = "section", "By section: 4.1, 4.2"


@dataclass(frozen=True, order=True)
class Number:
    """One paragraph's number within its count. Without a letter, `letter` is 0; A is 1."""

    whole: int
    letter: int = 0

    def __str__(self):
        return f"{self.whole}{chr(ord('A') + self.letter - 1) if self.letter else ''}"

    @property
    def next(self) -> "Number":
        """The next within one block. There is none after Z, so a new whole number follows."""
        if 0 < self.letter < 26:
            return Number(self.whole, self.letter + 1)
        return Number(self.whole + 1)


FIRST = Number(1)


def written(number: str) -> Number | None:
    """The number that an editor wrote, such as “12” or “12A”. None if it is not one."""
    found = WRITTEN.fullmatch(number.strip().upper())
    if found is None:
        return None
    return Number(int(found[1]), ord(found[2]) - ord("A") + 1 if found[2] else 0)


def run(first: Number, count: int) -> list[Number]:
    """The numbers of `count` paragraphs in a row."""
    numbers = [first] if count else []
    while len(numbers) < count:
        numbers.append(numbers[-1].next)
    return numbers


def after(numbers: list[Number], otherwise: Number) -> Number:
    """Where the block behind `numbers` begins: 12A and 12B are followed by 13."""
    return Number(numbers[-1].whole + 1) if numbers else otherwise


def prefix(printed_number: str) -> str:
    """What a section's paragraph numbers begin with: “4.” in section 4, “A.” in Annex A."""
    words = printed_number.rstrip(".").split()
    return f"{words[-1]}." if words else ""
