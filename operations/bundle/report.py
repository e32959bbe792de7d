"""What became of each line of a bundle."""

import csv
from collections import Counter
from enum import StrEnum
from typing import TextIO

from core.spreadsheets import one_line, safe_cell
from operations.bundle.layout import Place


class Outcome(StrEnum):
    MADE = "made"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    KEPT_BACK = "made as a draft"
    REFUSED = "refused"


COLUMNS = ["file", "line", "key", "outcome", "why, and what to do"]


class Report:
    """Counts outcomes, and writes a row for each into a CSV file if there is one."""

    def __init__(self, file: TextIO | None = None, *, say=None):
        self.counts: Counter[Outcome] = Counter()
        self.writer = csv.writer(file) if file else None
        self.say = say
        if self.writer:
            self.writer.writerow(COLUMNS)

    def note(self, place: Place, key: str, outcome: Outcome, *words: str) -> None:
        self.counts[outcome] += 1
        why = " ".join(words)
        if self.writer:
            row = [place.file, str(place.line), key, outcome, why]
            self.writer.writerow([safe_cell(one_line(cell)) for cell in row])
        if self.say and outcome in {Outcome.REFUSED, Outcome.KEPT_BACK}:
            self.say(f"{place.file}, line {place.line}, {key or 'no key'}: {outcome}. {why}")

    def __str__(self):
        return ", ".join(f"{self.counts[outcome]} {outcome}" for outcome in Outcome)
