"""What rich text may hold when it is shown: the tags that our text editor writes, and no others.

The editor's own list holds when a text is saved. A text that came into the database another way,
such as by an import or an older release, never met that list, so it is asked again here.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from bs4 import BeautifulSoup, Tag
from bs4.element import PreformattedString
from wagtail import rich_text

TAGS = {
    *("a", "b", "blockquote", "br", "code", "em", "embed", "h2", "h3", "h4", "h5", "h6", "hr"),
    *("i", "li", "ol", "p", "span", "strong", "sub", "sup", "ul"),
}
# Marks of footnotes are there already when a document is shown: they have a class, role and label.
ATTRIBUTES = {
    "a": {"aria-label", "href", "id", "linktype", "parent_id", "role"},
    "embed": {"embedtype", "id"},
    "sup": {"class"},
}
EVERYWHERE = {"data-block-key", "lang"}
MARK_CLASS = ["mark"]
# What stands in these is no text either.
WITH_ALL_WITHIN = ["iframe", "math", "noscript", "object", "script", "style", "svg", "template"]
ADDRESS = re.compile(r"(?:https?://|mailto:|tel:|#|/(?!/))\S*", re.IGNORECASE)

# Almost every text has these alone, and is told from others at once. The pattern never goes back.
USUAL = re.compile(
    r"(?:[^<]++"
    r"|<(?:b|blockquote|br|code|em|h[2-6]|hr|i|li|ol|p|span|strong|sub|sup|ul)"
    r'(?: data-block-key="[\w-]+"| lang="[\w-]+"| class="mark")? ?/?>'
    r"|</(?:a|b|blockquote|code|em|embed|h[2-6]|i|li|ol|p|span|strong|sub|sup|ul)>"
    r'|<a(?: (?:id|linktype|parent_id|role)="[\w-]*"| aria-label="Footnote \d+"'
    r'| href="(?:https?://|mailto:|tel:|#|/(?!/))[^"<>\s]*")*>'
    r'|<embed(?: (?:embedtype|id)="[\w-]*")* ?/?>'
    r")*+"
)


def cleaned(html: str) -> str:
    """The text without all that may not stand in it. Words stay, whatever stood around them."""
    if USUAL.fullmatch(html):
        return html
    soup = BeautifulSoup(html, "html.parser")
    # Comments and the like, which can hold what a browser takes for a tag.
    for piece in soup.find_all(string=lambda text: isinstance(text, PreformattedString)):
        piece.extract()
    for element in soup.find_all(WITH_ALL_WITHIN):
        element.decompose()
    for element in soup.find_all(True):
        _clean(element)
    return soup.decode(formatter="minimal")


def _clean(element: Tag) -> None:
    if element.name not in TAGS:
        element.unwrap()
        return
    allowed = ATTRIBUTES.get(element.name, set()) | EVERYWHERE
    element.attrs = {name: value for name, value in element.attrs.items() if name in allowed}
    if element.get("class", MARK_CLASS) != MARK_CLASS:
        del element["class"]
    if not ADDRESS.fullmatch(str(element.get("href", "/"))):
        del element["href"]


class CleaningRewriter:
    """Wagtail's rewriter, which is given cleaned text alone."""

    def __init__(self, rewriter: Callable[[str], str]):
        self.rewriter = rewriter

    def __call__(self, html: str) -> str:
        return self.rewriter(cleaned(html))

    def extract_references(self, html: str) -> Iterator[tuple]:
        return self.rewriter.extract_references(html)


def clean_when_shown() -> None:
    """Every way to show rich text asks for the rewriter, and Wagtail has no setting for it."""
    of_wagtail = rich_text.get_rewriter
    rich_text.get_rewriter = lru_cache(lambda: CleaningRewriter(of_wagtail()))
