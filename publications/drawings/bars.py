"""Bars: one below the other, each with its words above it."""

from decimal import Decimal
from textwrap import wrap

from publications.drawings.shapes import (
    DESCENT,
    LINE,
    SCREEN,
    Bar,
    Data,
    Drawing,
    Stroke,
    Text,
    em,
    letters_in,
    percent,
    scale_of,
)


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
    drawing.bottom = y
    return drawing
