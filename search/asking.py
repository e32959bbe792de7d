"""What somebody asks: their words made into what search compares, whatever they typed."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from search.names import Names
from search.words import STOP, Token, stems_of, tokens

MOST_LETTERS = 200
MOST_WORDS = 20
QUOTES = re.compile(r'["“”„«»]([^"“”„«»]*)["“”„«»]')
OTHER_NAME_WEIGHT = 0.6


@dataclass(frozen=True)
class Way:
    """One way to say a thing: a word or a phrase, and how much it counts if a text says it so."""

    stems: str
    weight: float = 1.0


@dataclass(frozen=True)
class Part:
    """One thing that is asked for, and the ways to say it. `word` is as somebody typed it."""

    word: str
    ways: tuple[Way, ...]
    is_quoted: bool = False

    @property
    def own(self) -> str:
        return self.ways[0].stems


@dataclass(frozen=True)
class Question:
    """A query as it is searched."""

    text: str = ""
    parts: Sequence[Part] = ()
    was_cut: bool = False
    marked: frozenset[str] = field(default_factory=frozenset)

    @property
    def row(self) -> str:
        """All words in order, as texts have them."""
        return stems_of(self.text)

    @property
    def has_many_words(self) -> bool:
        return self.row.count(" ") > 2

    @property
    def has_phrase(self) -> bool:
        return bool(QUOTES.search(self.text))

    def without_quotes(self, names: Names) -> "Question":
        """The same words, wherever they stand."""
        return question_of(QUOTES.sub(r" \1 ", self.text), names)

    def in_words(self) -> "Question":
        """The same with each word for itself, also of a name of several words."""
        parts = []
        for part in self.parts:
            stems = [stem for stem in part.own.split() if stem not in STOP]
            apart = [Part(stem, (Way(f" {stem} "),)) for stem in stems]
            parts += [part] if part.is_quoted or len(stems) < 2 else apart
        return replace(self, parts=parts)

    def with_words(self, better: dict[str, str], names: Names) -> "Question":
        """The same question with other words in the place of some."""
        text = self.text
        for token in reversed(list(tokens(text))):
            if token.word in better:
                text = text[: token.start] + better[token.word] + text[token.end :]
        return question_of(text, names)


def question_of(typed: str, names: Names) -> Question:
    """Reads what was typed. Nothing in it is a command, and what is too long is cut."""
    text = readable(typed)
    was_cut = len(text) > MOST_LETTERS
    text = text[:MOST_LETTERS].rpartition(" ")[0] or text[:MOST_LETTERS] if was_cut else text
    found = list(tokens(text))
    if len(found) > MOST_WORDS:
        text, was_cut = text[: found[MOST_WORDS - 1].end], True
    parts = list(_parts(text, names))
    stems = {stem for part in parts for way in part.ways for stem in way.stems.split()}
    return Question(text, parts, was_cut, frozenset(stems - STOP or stems))


def readable(typed: str) -> str:
    """Without control characters, halves of letters and marks of direction."""
    kept = [
        letter if unicodedata.category(letter)[0] != "C" else " "
        for letter in typed[: 10 * MOST_LETTERS]
    ]
    return " ".join("".join(kept).replace("\ufffd", " ").split())


def _parts(text: str, names: Names) -> Iterable[Part]:
    """Phrases first, as they say most; then the words outside of them."""
    rest = text
    for phrase in QUOTES.finditer(text):
        if stems := stems_of(phrase[1]):
            yield Part(phrase[1], (Way(stems),), is_quoted=True)
            rest = rest.replace(phrase[0], " | ", 1)
    outside = list(tokens(rest))
    has_phrase = rest != text
    telling = [token for token in outside if token.word not in STOP]
    yield from _words(telling or ([] if has_phrase else outside), names)


def _words(found: list[Token], names: Names) -> Iterable[Part]:
    """Each word, and names of several words as one thing with its other names."""
    row, place = [token.stem for token in found], 0
    while place < len(found):
        length = names.length_at(row, place)
        stems = " ".join(row[place : place + length])
        others = names.others(stems)
        word = " ".join(token.word for token in found[place : place + length])
        if length > 1 or others:
            yield Part(word, _ways(row[place : place + length], others))
        else:
            yield Part(word, (Way(f" {stems} "),))
        place += length


def _ways(stems: list[str], others: Iterable[str]) -> tuple[Way, ...]:
    own = Way(f" {' '.join(stems)} ")
    return (own, *[Way(f" {other} ", OTHER_NAME_WEIGHT) for other in others])
