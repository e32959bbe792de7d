"""What HTML must have before a tagged PDF can be made of it. WeasyPrint asks for none of it."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

SVG = "{http://www.w3.org/2000/svg}"
HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}


class CannotMake(Exception):
    """No PDF can be made of this document. The message says why, in words for an editor."""


class DoesNotFit(CannotMake):
    """An element has no room for what it holds. The message names all of them."""


class NotNow(Exception):
    """The machine can't make a PDF just now. The message says why; trying later may work."""


EXIT_STATUS = {CannotMake: 3, NotNow: 4, DoesNotFit: 5}
"""By which `writer` says which of these it was."""


def objections(document: Element) -> list[str]:
    """A sentence for each thing that is missing, in the order of the document."""
    return [
        *_facts_missing(document),
        *_headings_out_of_order(document),
        *_pictures_without_words(document),
        *_tables_without_headers(document),
        *_links_into_nothing(document),
    ]


def words_of(element: Element | None) -> str:
    """The text of an element, spaces tidied."""
    return "" if element is None else " ".join("".join(element.itertext()).split())


def _facts_missing(document: Element) -> Iterator[str]:
    if not document.get("lang", "").strip():
        yield "The document doesn't say which language it is in."
    if not words_of(document.find("head/title")):
        yield "The document has no title."


def _headings_out_of_order(document: Element) -> Iterator[str]:
    before = 0
    for element in (each for each in document.iter() if each.tag in HEADINGS):
        level = HEADINGS[element.tag]
        if level > before + 1:
            yield (
                f"The heading “{words_of(element)}” is of level {level}, after one of level "
                f"{before}: a level is missing."
            )
        before = level


def _pictures_without_words(document: Element) -> Iterator[str]:
    for picture in document.iter("img"):
        if picture.get("alt") is None:
            yield f"The picture “{picture.get('src', '')}” has no description (alt text)."
    for drawing in document.iter(f"{SVG}svg"):
        if drawing.get("aria-hidden") != "true" and not words_of(drawing.find(f"{SVG}title")):
            yield "A chart or drawing has no description."


def _tables_without_headers(document: Element) -> Iterator[str]:
    for table in document.iter("table"):
        if table.find(".//th") is None:
            yield f"The table “{words_of(table.find('caption'))}” has no header cells."


def _links_into_nothing(document: Element) -> Iterator[str]:
    places = {element.get("id") for element in document.iter()}
    for link in document.iter("a"):
        address = link.get("href", "")
        if address.startswith("#") and address[1:] not in places:
            yield f"The link “{words_of(link)}” leads to a place that is not in the document."
