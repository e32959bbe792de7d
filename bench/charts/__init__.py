"""Charts of figures as SVG, without a program that draws: one of lines, one of dots.

Both say in words what they show, and follow the reader's light or dark screen.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from django.template import Context, Engine

ENGINE = Engine(dirs=[Path(__file__).resolve().parent])
WIDTH, HEIGHT = 800, 460
LEFT, RIGHT, TOP, BOTTOM = 70, 560, 60, 400
LINE = 18
"""The height of a line of text."""
LOOKS = 10


def lines(title: str, series: Mapping[str, Mapping[int, float]], *, x: str, y: str) -> str:
    """One line for each name: by x, on a scale of powers of ten, a figure of at least 0."""
    sizes = sorted({size for points in series.values() for size in points})
    most = nice(max(value for points in series.values() for value in points.values()))
    across = scale(math.log10(sizes[0]), math.log10(sizes[-1]), LEFT, RIGHT)
    up = scale(0, most, BOTTOM, TOP)
    drawn = [
        {
            "name": name,
            "look": number % LOOKS,
            "points": [(across(math.log10(size)), up(points[size])) for size in sorted(points)],
        }
        for number, (name, points) in enumerate(series.items())
    ]
    for line, place in zip(drawn, apart([line["points"][-1][1] for line in drawn]), strict=True):
        line["end"], line["label"] = line["points"][-1], place
    return rendered(
        "lines.svg",
        title=title,
        x=x,
        y=y,
        lines=drawn,
        across=[(across(math.log10(size)), f"{size:,}") for size in sizes],
        up=[(up(most * part / 4), f"{most * part / 4:g}") for part in range(5)],
        words=[f"{name}: {spoken(points)}" for name, points in series.items()],
    )


def dots(title: str, values: Mapping[str, float], *, x: str) -> str:
    """One row for each name, with a dot on a scale of powers of ten. Values are above 0."""
    first = math.floor(math.log10(min(values.values())))
    last = math.ceil(math.log10(max(values.values())))
    across = scale(first, last, 250, WIDTH - 90)
    rows = [
        {
            "name": name,
            "x": across(math.log10(value)),
            "y": TOP + LINE * 1.6 * row,
            "value": f"{value:,.0f}",
        }
        for row, (name, value) in enumerate(values.items())
    ]
    return rendered(
        "dots.svg",
        title=title,
        x=x,
        rows=rows,
        bottom=rows[-1]["y"] + LINE,
        across=[(across(power), f"{10**power:,}") for power in range(first, last + 1)],
        words=[f"{name}: {value:,.0f}" for name, value in values.items()],
    )


def rendered(template: str, **values: Any) -> str:
    frame = {"width": WIDTH, "height": HEIGHT, "left": LEFT, "right": RIGHT}
    return ENGINE.get_template(template).render(Context(frame | values, use_l10n=False))


def scale(least: float, most: float, start: float, end: float) -> Callable[[float], float]:
    """A function from a value to its place, in units of the drawing."""
    span = most - least or 1
    return lambda value: round(start + (value - least) / span * (end - start), 1)


def nice(value: float) -> float:
    """The next of 1, 2, 4 or 8 times a power of ten, so that a quarter of it is a short number."""
    power = 10 ** math.floor(math.log10(value))
    return next(step * power for step in (1, 2, 4, 8, 10) if step * power >= value)


def apart(places: Sequence[float]) -> list[float]:
    """The heights of labels near these places, none less than a line from the next."""
    found, lowest = {}, -math.inf
    for number in sorted(range(len(places)), key=places.__getitem__):
        found[number] = lowest = max(places[number], lowest + LINE)
    over = max(0, lowest - BOTTOM)
    return [round(found[number] - over, 1) for number in range(len(places))]


def spoken(points: Mapping[int, float]) -> str:
    return ", ".join(f"{points[size]:,.0f} at {size:,}" for size in sorted(points))
