"""What visitors in need read takes no more schooling than a child of 12 has.

The measure is the one that staff have for their summaries.
"""

import re
from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup

from editorial.checks.reading_age import SENTENCE_END, grade
from operations.starter_content.pieces import Piece, pieces

# The American grade of children aged 11 to 12, and for professionals two years more.
GRADES = {"everyone": 6, "professionals": 8}


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
