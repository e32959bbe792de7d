"""Texts as search compares them: words without case, accents and endings, the same on each
database.

Words stand as a row with a space around each, so that a word or a phrase is found by looking for
`" word "`. A number that people write with or without spaces and hyphens is one word.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import Stemmer

LONGEST_WORD = 40
WORD = re.compile(r"[^\W_]+(?:['’ʼ][^\W_]+)*")
# An ISBN, a phone number, a command paper.
NUMBER = re.compile(
    r"\b(?:97[89](?:[ -]?[0-9]){10}|0(?:[ -]?[0-9]){8,11}|[0-9](?:-?[0-9]){8,}"
    r"|(?:hc|cp|cm|cmd)[ .]{0,2}[0-9]{1,5})\b",
    re.IGNORECASE,
)
# Whose endings tell things apart here.
KEPT = {"commissioner": "commissioner", "commissioners": "commissioner", "children": "child"}
# Words that tell nothing, unless nothing else was asked for.
STOP_WORDS = """
a about all am an and any are as at be been but by can could did do does for from get had has have
he her him his how i if in into is it its me my no not of on or our she should so some than that
the their them then there these they this those to us was we were what when where which who whom
whose why will with would you your need now please somebody someone something want
"""
STOP = frozenset(STOP_WORDS.split())


class Token(NamedTuple):
    """One word of a text: where it stands there, as it is written, and as it is compared."""

    start: int
    end: int
    word: str
    stem: str


def tokens(text: str) -> Iterator[Token]:
    """The words of a text, in order."""
    place = 0
    for number in NUMBER.finditer(text):
        yield from _words(text, place, number.start())
        joined = re.sub(r"[ .-]", "", number.group()).lower()
        yield Token(number.start(), number.end(), joined, joined)
        place = number.end()
    yield from _words(text, place, len(text))


def _words(text: str, start: int, end: int) -> Iterator[Token]:
    for found in WORD.finditer(text, start, end):
        word, its_stem = compared(found.group())
        if word:
            yield Token(found.start(), found.end(), word, its_stem)


@lru_cache(maxsize=100_000)
def compared(written: str) -> tuple[str, str]:
    """A word in plain letters, and its stem."""
    word = plain(written)
    return word, stem(word) if word else ""


def plain(word: str) -> str:
    """`word` in small letters, without accents and apostrophes, in ASCII whatever its script.

    So no tokenizer of a database can take it for anything but one word.
    """
    word = re.sub(r"['’ʼ]s?\b", "", word.casefold())
    parts = unicodedata.normalize("NFKD", word)
    letters = [letter for letter in parts if not unicodedata.combining(letter)]
    ascii_only = [
        letter if letter.isascii() else f"u{ord(letter):x}"
        for letter in letters
        if letter.isalnum()
    ]
    return "".join(ascii_only)[:LONGEST_WORD]


def stem(word: str) -> str:
    """What `word`, which is plain, has in common with its other forms."""
    # One that is kept would not bear being used by two threads at once.
    return KEPT.get(word) or Stemmer.Stemmer("english").stemWord(word)


def stems_of(text: str) -> str:
    """The words of a text as they are compared: `" victim of modern slaveri "`."""
    found = " ".join(token.stem for token in tokens(text))
    return f" {found} " if found else ""
