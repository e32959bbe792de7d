"""The piece of a text around the words that were asked for, with these marked."""

from collections.abc import Collection, Iterable, Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from search.words import Token, tokens

LENGTH = 220
"""Letters of a piece."""


def marked(text: str, stems: Collection[str]) -> SafeString:
    """All of `text`, with the words marked whose stems were asked for."""
    return _with_marks(text, 0, len(text), [one for one in tokens(text) if one.stem in stems])


def snippet(text: str, stems: Collection[str]) -> SafeString:
    """The piece of `text` that has most of the words. Its beginning, if it has none of them."""
    places = [token for token in tokens(text) if token.stem in stems]
    start = _densest(places)
    begin = text.rfind(" ", 0, max(0, start - LENGTH // 4)) + 1 if start > LENGTH // 4 else 0
    end = len(text) if len(text) - begin <= LENGTH else text.rfind(" ", begin, begin + LENGTH)
    end = end if end > begin else begin + LENGTH
    piece = _with_marks(text, begin, end, places)
    return format_html("{}{}{}", "… " if begin else "", piece, " …" if end < len(text) else "")


def _densest(places: Sequence[Token]) -> int:
    """Where a piece should begin: it has the most different words, then the most words."""
    best, start = (0, 0), 0
    for number, first in enumerate(places):
        within = []
        for token in places[number:]:
            if token.end > first.start + LENGTH * 3 // 4:
                break
            within.append(token.stem)
        worth = (len(set(within)), len(within))
        if worth > best:
            best, start = worth, first.start
    return start


def _with_marks(text: str, begin: int, end: int, places: Iterable[Token]) -> SafeString:
    """`text[begin:end]`, with the words at `places` marked; neighbours under one mark."""
    pieces, at = [], begin
    runs: list[list[int]] = []
    for token in places:
        if token.start < begin or token.end > end:
            continue
        if runs and not text[runs[-1][1] : token.start].strip():
            runs[-1][1] = token.end
        else:
            runs.append([token.start, token.end])
    for start, stop in runs:
        pieces.append((text[at:start], text[start:stop]))
        at = stop
    return format_html("{}{}", format_html_join("", "{}<mark>{}</mark>", pieces), text[at:end])
