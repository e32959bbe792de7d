"""What visitors in need read takes no more schooling than a child of 12 has.

The measure is that of Flesch and Kincaid: years at school from the length of sentences and words.
Syllables are counted by their vowels, which is right within a few in a hundred.
"""

import re
from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup

from operations.starter_content.pieces import Piece, pieces

# The American grade of children aged 11 to 12, and for professionals two years more.
GRADES = {"everyone": 6, "professionals": 8}
VOWELS = re.compile(r"[aeiouy]+")
SILENT_END = re.compile(r"(?:[^laeiouy]e|[^dt]ed|[^szxcg]es)$")
SENTENCE_END = re.compile(r"[.!?:](?:\s|$)")


def syllables(word: str) -> int:
    groups = len(VOWELS.findall(word))
    return max(1, groups - (1 if SILENT_END.search(word) else 0))


def grade(text: str) -> float:
    """Years at school that it takes to read `text` with ease."""
    sentences = [part for part in SENTENCE_END.split(text) if part.strip()]
    words = [word for part in sentences for word in re.findall(r"[a-z]+", part.lower())]
    per_sentence = len(words) / len(sentences)
    per_word = sum(map(syllables, words)) / len(words)
    return 0.39 * per_sentence + 11.8 * per_word - 15.59


def blocks(html: str) -> Iterator[str]:
    """Paragraphs and entries of lists, each as sentences of its own. Names of laws stay out."""
    for block in BeautifulSoup(html, "html.parser").find_all(["p", "li"]):
        for link in block.find_all("a", href=re.compile("legislation.gov.uk")):
            link.replace_with("the law")
        yield block.get_text(" ", strip=True).rstrip(".") + "."


def html_in(value) -> Iterator[str]:
    if isinstance(value, dict):
        for name, content in value.items():
            if name == "text":
                yield content if isinstance(content, str) else " ".join(html_in(content))
            else:
                yield from html_in(content)
    elif isinstance(value, list):
        for content in value:
            yield from html_in(content)


def text_of(piece: Piece) -> str:
    if piece.model.__name__ == "GlossaryTerm":
        return piece.values["meaning"]
    body = " ".join(html_in(piece.values.get("parts") or piece.values))
    return " ".join([piece.values["summary"], *blocks(body)])


GUIDES = [piece for piece in pieces() if piece.model.__name__ in {"GuidePage", "HelpPage"}]
TERMS = [piece for piece in pieces() if piece.model.__name__ == "GlossaryTerm"]


@pytest.mark.parametrize("piece", GUIDES, ids=lambda piece: piece.key)
def test_a_guide_can_be_read_by_those_it_is_for(piece):
    audience = piece.values.get("audience", "everyone")

    assert grade(text_of(piece)) <= GRADES[audience]


def test_the_glossary_can_be_read_by_everyone():
    assert grade(" ".join(map(text_of, TERMS))) <= 8


@pytest.mark.parametrize("piece", [*GUIDES, *TERMS], ids=lambda piece: piece.key)
def test_no_sentence_is_longer_than_a_breath(piece):
    long = [
        sentence for sentence in SENTENCE_END.split(text_of(piece)) if len(sentence.split()) > 30
    ]

    assert long == []


def test_the_measure_tells_plain_words_from_officialese():
    plain = "Call us. We will help you. You can stop at any time."
    stiff = "Notification of the competent authority constitutes a statutory responsibility."

    assert grade(plain) < 3 < 15 < grade(stiff)
