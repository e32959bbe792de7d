"""Charts drawn on the server from a small table, which stands beside them."""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import models

from publications.drawings import bars, plots
from publications.drawings.shapes import Data, Drawing, Series

# As people type numbers: 12,727 or 12727, 1.5, -3. The minus may be the longer one.
NUMBER = re.compile(r"[-\u2212]?(?:\d{1,3}(?:,\d{3}){1,3}|\d{1,12})(?:\.\d{1,4})?", re.ASCII)
MOST_SERIES = 4
LABEL, NUMBERS = "text", "number"


class ChartKind(models.TextChoices):
    BARS = "bars", "Bars, one below the other"
    COLUMNS = "columns", "Columns, side by side"
    LINES = "lines", "Lines over time"


# How it is drawn, how many rows there is room for, and what to call the drawing.
DRAW = {ChartKind.BARS: bars.bars, ChartKind.COLUMNS: plots.columns, ChartKind.LINES: plots.lines}
MOST_ROWS = {ChartKind.BARS: 30, ChartKind.COLUMNS: 12, ChartKind.LINES: 30}
NAMES = {
    ChartKind.BARS: "Bar chart",
    ChartKind.COLUMNS: "Column chart",
    ChartKind.LINES: "Line chart",
}


class TableRefused(Exception):
    """A table can't be drawn. `messages` are about all of it, `cells` about row and column."""

    def __init__(
        self, messages: Sequence[str] = (), cells: Mapping[tuple[int, int], str] | None = None
    ):
        self.messages = list(messages)
        self.cells = dict(cells or {})
        super().__init__(" ".join([*self.messages, *self.cells.values()]))


@dataclass(frozen=True)
class Chart:
    """What visitors see: a drawing with its name, what it shows, its source and its table."""

    title: str
    kind: str
    data: Data
    says: str
    source: str
    unit: str = ""

    @property
    def name(self) -> str:
        return f"{NAMES[self.kind]}: {self.title}"

    @property
    def identifier(self) -> str:
        """What its parts are called on the page. The same for the same chart."""
        facts = repr((self.title, self.kind, self.data)).encode()
        return f"chart-{hashlib.sha256(facts).hexdigest()[:8]}"

    @property
    def drawing(self) -> Drawing:
        return DRAW[self.kind](self.data)

    @property
    def rows(self) -> Iterator[tuple[str, list[str]]]:
        """Each label with its numbers in words, for the table."""
        for row, label in enumerate(self.data.labels):
            yield label, [one.words(one.numbers[row]) for one in self.data.series]


def number_in(words: str) -> Decimal | None:
    """The number that somebody typed, None if they left it out. Raises `ValueError`."""
    typed = words.strip()
    if not typed:
        return None
    if not NUMBER.fullmatch(typed):
        raise ValueError(f"“{typed}” is not a number that can be drawn.")
    # Adding nothing makes a zero of “-0”.
    return Decimal(typed.replace(",", "").replace("\u2212", "-")) + 0


def read(
    kind: str,
    columns: Sequence[tuple[str, str]],
    rows: Sequence[Sequence[str]],
    *,
    unit: str = "",
) -> Data:
    """The data of a chart from a table: pairs of column type and heading, and rows of words.

    Raises `TableRefused` with all that is wrong.
    """
    if found := [*_wrong_columns(columns), *_wrong_count(kind, rows)]:
        raise TableRefused(found)
    headings = [heading.strip() for _, heading in columns]
    labels = [row[0].strip() for row in rows]
    cells = {
        (row, 0): f"Row {row + 1} has no label. Write what its numbers belong to."
        for row, label in enumerate(labels)
        if not label
    }
    numbers = []
    for column, heading in enumerate(headings[1:], start=1):
        numbers.append([])
        for row, words in enumerate(row[column] for row in rows):
            try:
                numbers[-1].append(number_in(words))
            except ValueError as error:
                cells[row, column] = (
                    f"Row {row + 1}, column “{heading}”: {error} Write only digits, such as "
                    "12,727 or -3.5. What they count belongs under “unit”."
                )
    if cells:
        raise TableRefused(cells=cells)
    known = [number for column in numbers for number in column if number is not None]
    places = max((-number.as_tuple().exponent for number in known), default=0)
    suffix = "%" if unit.strip() == "%" else ""
    series = [
        Series(heading, column, places, suffix)
        for heading, column in zip(headings[1:], numbers, strict=True)
    ]
    data = Data(headings[0], labels, series)
    if found := list(_undrawable(kind, data)):
        raise TableRefused(found)
    return data


def _wrong_columns(columns: Sequence[tuple[str, str]]) -> Iterator[str]:
    if not columns:
        yield "Add a table: first a text column for the labels, then one to four number columns."
        return
    if columns[0][0] != LABEL:
        yield "The first column must be a text column. It holds the label of each row."
    for place, (kind, _) in enumerate(columns[1:], start=2):
        if kind != NUMBERS:
            yield f"Column {place} is a text column. Only the first column may hold text."
    count = len(columns) - 1
    if not count:
        yield "Add a number column. Without one there is nothing to draw."
    if count > MOST_SERIES:
        yield f"There is room for {MOST_SERIES} number columns, and this table has {count}."
    headings = [heading.strip() for _, heading in columns]
    for place, heading in enumerate(headings, start=1):
        if not heading:
            yield f"Column {place} has no heading. Write above it what it holds."
        elif heading in headings[: place - 1]:
            yield f"Two columns are called “{heading}”. Give each a heading of its own."


def _wrong_count(kind: str, rows: Sequence[Sequence[str]]) -> Iterator[str]:
    if kind not in ChartKind:
        yield "Choose a kind of chart: bars, columns or lines."
        return
    if not rows:
        yield "Add at least one row with a label and a number."
    most = MOST_ROWS[kind]
    if len(rows) > most:
        yield (
            f"A chart of this kind has room for {most} rows, and this table has {len(rows)}. "
            "Leave rows out, or make two charts."
        )


def _undrawable(kind: str, data: Data) -> Iterator[str]:
    if not data.numbers:
        yield "There is no number in this table. Write at least one."
    is_sequence = all(label[0].isdigit() for label in data.labels)
    if kind == ChartKind.COLUMNS and not is_sequence and plots.step_of_labels(data) > 1:
        yield "These labels are too long to stand below columns. Shorten them, or choose bars."
