"""What a chart is made of: bars, columns or lines, with their words, as plain shapes.

Places across are in per cent and places down in `em`, so a chart fills any width and grows with
the reader's text, and no word is ever scaled. Room for words is reckoned for the narrowest phone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

# In em: the narrowest screen without its margins, a letter or digit on average, a line of text.
SCREEN = 20
LETTER = 0.6
LINE = 1.35
# From the foot of a line of text to the line that the letters stand on.
DESCENT = 0.35
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
    """All shapes of a chart. `bottom` is where it ends, in em."""

    bottom: float = 0.0
    helping: list[Stroke] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)
    strokes: list[Stroke] = field(default_factory=list)
    dots: list[Dot] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)

    @property
    def height(self) -> str:
        return em(self.bottom)

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
