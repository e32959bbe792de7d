"""Columns and lines: side by side over labels, with room for numbers beside or above them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from textwrap import wrap

from publications.drawings.shapes import (
    DESCENT,
    LETTER,
    LINE,
    SCREEN,
    Bar,
    Data,
    Dot,
    Drawing,
    Scale,
    Series,
    Stroke,
    Text,
    em,
    letters_in,
    percent,
    scale_of,
)

# How high columns and lines are at most, in em.
PLOT = 14
# At most so much of the width goes to the names at the end of lines.
NAMES = 0.3


def round_steps(scale: Scale, *, most: int = 5) -> list[Decimal]:
    """The round numbers from the lowest to the highest and just beyond, zero among them."""
    rough = (scale.high - scale.low) / most
    size = Decimal(10) ** rough.adjusted()
    step = next(size * times for times in (1, 2, 5, 10) if size * times >= rough)
    first, last = math.floor(scale.low / step), math.ceil(scale.high / step)
    return [step * number for number in range(first, last + 1)]


@dataclass(frozen=True)
class Plot:
    """The field that columns and lines stand in. Shares across, em down."""

    data: Data
    scale: Scale
    top: float
    left: float
    right: float

    @property
    def slot(self) -> float:
        """The share of the width that belongs to one row."""
        return (self.right - self.left) / len(self.data.labels)

    def middle(self, row: int) -> float:
        return self.left + (row + 0.5) * self.slot

    def down(self, number: Decimal) -> float:
        return self.top + (1 - self.scale.share(number)) * PLOT

    @property
    def foot(self) -> float:
        return self.top + PLOT


def room_for_values(data: Data, *, beside: int) -> bool:
    """Whether each number can stand at its own column or point."""
    known = [one.words(n) for one in data.series for n in one.numbers if n is not None]
    longest = max(len(words) for words in known)
    return longest + 1 <= letters_in(SCREEN / len(data.labels) / beside)


def step_of_labels(data: Data, width: float = SCREEN) -> int:
    """1 if all labels fit below so many em, 2 if every second does, and so on."""
    longest = max(len(word) for label in data.labels for word in label.split())
    slot = letters_in(width) / len(data.labels)
    every = math.ceil((longest + 1) / slot)
    # Where some are left out, the last moves in by up to half of itself: see `draw_frame`.
    return every if every == 1 else math.ceil((1.5 * longest + 1) / slot)


def plot_of(data: Data, *, top: float, right: float, has_steps: bool) -> tuple[Plot, list[Decimal]]:
    """The field, and the round numbers at its side; none where each number has its own place."""
    scale = scale_of(data)
    steps = round_steps(scale) if has_steps else []
    left = 0.0
    if steps:
        scale = Scale(steps[0], steps[-1])
        left = (max(len(_as_step(step, data)) for step in steps) + 1.5) * LETTER / SCREEN
    return Plot(data, scale, top, left, right), steps


def _as_step(step: Decimal, data: Data) -> str:
    """A round number with no more digits than it needs."""
    places = max(0, -step.normalize().as_tuple().exponent)
    return Series("", [], places, data.series[0].suffix).words(step)


def draw_frame(drawing: Drawing, plot: Plot, steps: Sequence[Decimal]) -> None:
    """The zero line, the round numbers with their lines, and the labels below."""
    for step in steps:
        y = plot.down(step)
        drawing.texts.append(
            Text(_as_step(step, plot.data), percent(plot.left), em(y + DESCENT), "end", dx="-0.5em")
        )
        if step:
            ends = percent(plot.left), percent(plot.right)
            drawing.helping.append(Stroke(ends[0], em(y), ends[1], em(y)))
    zero = em(plot.down(Decimal(0)))
    drawing.helping.append(
        Stroke(percent(plot.left), zero, percent(plot.right), zero, is_zero=True)
    )
    width = (plot.right - plot.left) * SCREEN
    every = step_of_labels(plot.data, width)
    # A number below the lowest column needs a line of its own.
    top = plot.foot + (LINE if plot.scale.low < 0 and not steps else 0) + LINE
    lowest = top
    last = len(plot.data.labels) - 1
    for row, label in enumerate(plot.data.labels):
        if (last - row) % every:
            continue
        room = letters_in(plot.slot * every * SCREEN)
        x, anchor = percent(plot.middle(row)), "middle"
        if every > 1 and row == last:
            x, anchor = percent(plot.right), "end"
        for place, line in enumerate(wrap(label, room)):
            y = top + place * LINE
            drawing.texts.append(Text(line, x, em(y), anchor))
            lowest = max(lowest, y)
    drawing.bottom = lowest + DESCENT


def draw_key(drawing: Drawing, data: Data) -> float:
    """What each pattern stands for, one below the other; gives where it ends, in em."""
    y = 0.0
    for place, series in enumerate(data.series, start=1):
        drawing.bars.append(Bar("0%", em(y + LINE - 1), "1.4em", "0.85em", place))
        for line in wrap(series.heading, letters_in(SCREEN - 2)):
            y += LINE
            drawing.texts.append(Text(line, "0%", em(y - DESCENT), dx="2em"))
    return y + 0.5


def columns(data: Data) -> Drawing:
    drawing = Drawing()
    count = len(data.series)
    foot_of_key = draw_key(drawing, data) if count > 1 else 0
    has_values = room_for_values(data, beside=count)
    plot, steps = plot_of(data, top=foot_of_key + LINE, right=1, has_steps=not has_values)
    draw_frame(drawing, plot, steps)
    width = min(plot.slot * 0.8 / count, 0.22)
    zero = plot.down(Decimal(0))
    for row in range(len(data.labels)):
        start = plot.middle(row) - width * count / 2
        for place, series in enumerate(data.series):
            number = series.numbers[row]
            x = start + place * width
            if number is not None:
                upper, lower = sorted([zero, plot.down(number)])
                bar = Bar(
                    percent(x), em(upper), percent(width * 0.94), em(lower - upper), place + 1
                )
                drawing.bars.append(bar)
            if has_values:
                at = plot.down(number or Decimal(0))
                y = at + LINE - DESCENT if number and number < 0 else at - DESCENT
                words = series.words(number) if number is not None else "–"
                drawing.texts.append(Text(words, percent(x + width * 0.47), em(y), "middle"))
    return drawing


def lines(data: Data) -> Drawing:
    drawing = Drawing()
    is_plain = len(data.series) == 1
    names = [wrap(one.heading, letters_in(NAMES * SCREEN) - 2) for one in data.series]
    longest = max(len(line) for name in names for line in name)
    right = 1 if is_plain else 1 - min(NAMES, (longest + 2.5) * LETTER / SCREEN)
    has_values = is_plain and room_for_values(data, beside=1)
    plot, steps = plot_of(data, top=LINE, right=right, has_steps=not has_values)
    draw_frame(drawing, plot, steps)
    for place, series in enumerate(data.series, start=1):
        points = [
            None if number is None else (percent(plot.middle(row)), em(plot.down(number)))
            for row, number in enumerate(series.numbers)
        ]
        drawing.strokes += [Stroke(*a, *b, series=place) for a, b in pairwise(points) if a and b]
        drawing.dots += [Dot(*points[row], series=place) for row in marked(points, plot)]
        if has_values:
            for point, number in zip(points, series.numbers, strict=True):
                if point:
                    y = em(plot.down(number) - 0.7)
                    drawing.texts.append(Text(series.words(number), point[0], y, "middle"))
    if not is_plain:
        name_lines(drawing, plot, names)
    return drawing


def marked(points: Sequence[tuple[str, str] | None], plot: Plot) -> list[int]:
    """The rows whose points get a mark: all, or where they are crowded the last and lone ones."""
    known = [row for row, point in enumerate(points) if point]
    if plot.slot * SCREEN >= 1:
        return known
    return [row for row in known if row == known[-1] or not {row - 1, row + 1} & {*known}]


def name_lines(drawing: Drawing, plot: Plot, names: Sequence[Sequence[str]]) -> None:
    """The name of each line beside its last point, after its mark, and none over another."""
    wanted = []
    for place, (series, name) in enumerate(zip(plot.data.series, names, strict=True), start=1):
        known = [number for number in series.numbers if number is not None]
        end = plot.down(known[-1] if known else Decimal(0))
        wanted.append((end - len(name) * LINE / 2, place, name))
    wanted.sort()
    rest = sum(len(name) * LINE for _, _, name in wanted)
    y = 0.0
    for top, place, name in wanted:
        # As near to its line as the names above it, and those still to come, allow.
        y = max(y, min(top, plot.foot + DESCENT - rest))
        x = percent(plot.right + 0.01)
        drawing.dots.append(Dot(x, em(y + LINE - 2 * DESCENT), place))
        for number, line in enumerate(name, start=1):
            at = em(y + number * LINE - DESCENT)
            drawing.texts.append(Text(line, x, at, is_strong=True, dx="0.7em"))
        y += len(name) * LINE
        rest -= len(name) * LINE
    drawing.bottom = max(y, drawing.bottom)
