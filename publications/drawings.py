"""What a chart is made of: bars, columns or lines, with their words, as plain shapes.

Places across are in per cent and places down in `em`, so a chart fills any width and grows with
the reader's text, and no word is ever scaled. Room for words is reckoned for the narrowest phone.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from textwrap import wrap

# In em: the narrowest screen without its margins, a letter or digit on average, a line of text.
SCREEN = 20
LETTER = 0.6
LINE = 1.35
# From the foot of a line of text to the line that the letters stand on.
DESCENT = 0.35
# How high columns and lines are at most, in em.
PLOT = 14
NO_FIGURE = "no figure"
# On paper and in PDF. Stylesheets give screens their own, and patterns do without.
COLOURS = ("#0d4a57", "#a8541f", "#3d5f9c", "#7d4a73")


@dataclass(frozen=True)
class Series:
    """One column of numbers, with its heading. None stands where no figure is known."""

    heading: str
    numbers: Sequence[Decimal | None]
    # How many digits stand after the point, and what follows each number, such as “%”.
    places: int = 0
    suffix: str = ""

    def words(self, number: Decimal | None) -> str:
        """The number as people write it: `12,727`, `−3.5`."""
        if number is None:
            return NO_FIGURE
        return f"{number:,.{self.places}f}{self.suffix}".replace("-", "\u2212")


@dataclass(frozen=True)
class Data:
    """A small table: a label for each row, and one to four columns of numbers."""

    label_heading: str
    labels: Sequence[str]
    series: Sequence[Series]

    @property
    def numbers(self) -> list[Decimal]:
        return [number for one in self.series for number in one.numbers if number is not None]


@dataclass(frozen=True)
class Text:
    words: str
    x: str
    y: str
    anchor: str = "start"
    is_strong: bool = False
    # How far it stands to the right of `x`.
    dx: str = "0"


@dataclass(frozen=True)
class Bar:
    """A bar or a column; `series` counts from 1 and chooses colour and pattern."""

    x: str
    y: str
    width: str
    height: str
    series: int


@dataclass(frozen=True)
class Stroke:
    """A straight line. Without a series it is the zero line, or one that helps the eye."""

    x1: str
    y1: str
    x2: str
    y2: str
    series: int = 0
    is_zero: bool = False


@dataclass(frozen=True)
class Dot:
    x: str
    y: str
    series: int


@dataclass
class Drawing:
    """All shapes of a chart, and its height."""

    height: str = ""
    helping: list[Stroke] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)
    strokes: list[Stroke] = field(default_factory=list)
    dots: list[Dot] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)

    @property
    def marks(self) -> list["Marks"]:
        """What is drawn for each series, without the words."""
        return [
            Marks(
                number,
                colour,
                [bar for bar in self.bars if bar.series == number],
                [stroke for stroke in self.strokes if stroke.series == number],
                [dot for dot in self.dots if dot.series == number],
            )
            for number, colour in enumerate(COLOURS, start=1)
        ]


@dataclass(frozen=True)
class Marks:
    """What is drawn for one series; its number chooses colour, pattern, dashes and shape."""

    series: int
    colour: str
    bars: Sequence[Bar]
    strokes: Sequence[Stroke]
    dots: Sequence[Dot]


def percent(share: float) -> str:
    return f"{share * 100:.2f}".rstrip("0").rstrip(".") + "%"


def em(size: float) -> str:
    return f"{size:.2f}".rstrip("0").rstrip(".") + "em"


def letters_in(width: float) -> int:
    """How many letters stand side by side in so many em."""
    return max(1, int(width / LETTER))


@dataclass(frozen=True)
class Scale:
    """Where numbers stand between the lowest and the highest, zero always among them."""

    low: Decimal
    high: Decimal

    def share(self, number: Decimal) -> float:
        """0 for the lowest, 1 for the highest."""
        return float((number - self.low) / (self.high - self.low))


def scale_of(data: Data) -> Scale:
    low, high = min(0, *data.numbers, 0), max(0, *data.numbers, 0)
    return Scale(Decimal(low), Decimal(high if high > low else 1))


def round_steps(scale: Scale, *, most: int = 5) -> list[Decimal]:
    """The round numbers from the lowest to the highest and just beyond, zero among them."""
    rough = (scale.high - scale.low) / most
    size = Decimal(10) ** rough.adjusted()
    step = next(size * times for times in (1, 2, 5, 10) if size * times >= rough)
    first, last = math.floor(scale.low / step), math.ceil(scale.high / step)
    return [step * number for number in range(first, last + 1)]


# Bars: one below the other, each with its words above it.


def bars(data: Data) -> Drawing:
    scale = scale_of(data)
    zero = scale.share(Decimal(0))
    drawing, y = Drawing(), 0.0
    is_plain = len(data.series) == 1
    thickness = 0.85 if is_plain else 0.6
    for row, label in enumerate(data.labels):
        if not is_plain:
            for line in wrap(label, letters_in(SCREEN)):
                y += LINE
                drawing.texts.append(Text(line, "0%", em(y - DESCENT), is_strong=True))
        for place, series in enumerate(data.series, start=1):
            number = series.numbers[row]
            value = series.words(number)
            name = label if is_plain else series.heading
            for line in wrap(name, letters_in(SCREEN) - len(value) - 2):
                y += LINE
                drawing.texts.append(Text(line, "0%", em(y - DESCENT)))
            drawing.texts.append(Text(value, "100%", em(y - DESCENT), "end", is_strong=True))
            y += 0.1
            if number is not None:
                start, end = sorted([zero, scale.share(number)])
                bar = Bar(percent(start), em(y), percent(end - start), em(thickness), place)
                drawing.bars.append(bar)
                ends = em(y - 0.15), em(y + thickness + 0.15)
                drawing.helping.append(
                    Stroke(percent(zero), ends[0], percent(zero), ends[1], is_zero=True)
                )
            y += thickness + (0.7 if is_plain else 0.35)
        y += 0 if is_plain else 0.8
    drawing.height = em(y)
    return drawing


# Columns and lines: side by side over labels, with room for numbers beside or above them.


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
    drawing.height = em(lowest + DESCENT)


def columns(data: Data) -> Drawing:
    drawing = Drawing()
    count = len(data.series)
    has_key = count > 1
    top = LINE + (count * LINE + 0.5 if has_key else 0)
    has_values = room_for_values(data, beside=count)
    plot, steps = plot_of(data, top=top, right=1, has_steps=not has_values)
    if has_key:
        for place, series in enumerate(data.series, start=1):
            y = place * LINE
            drawing.bars.append(Bar("0%", em(y - 1), "1.4em", "0.85em", place))
            drawing.texts.append(Text(series.heading, "0%", em(y - DESCENT), dx="2em"))
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


# At most so much of the width goes to the names at the end of lines.
NAMES = 0.3


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
    drawing.height = em(max(y, float(drawing.height.removesuffix("em"))))


DRAW: dict[str, Callable[[Data], Drawing]] = {"bars": bars, "columns": columns, "lines": lines}
