"""From HTML to a tagged PDF, in the process of `writer`: what WeasyPrint does for us."""

import logging
import mimetypes
from collections.abc import Iterator, Mapping

from weasyprint import HTML, Document
from weasyprint.formatting_structure.boxes import BlockBox, LineBox, TextBox
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from core.pdf_writing.checks import SVG, CannotMake, DoesNotFit, objections
from core.pdf_writing.tags import Listener

SCHEME = "bundle:"
VARIANT = "pdf/ua-1"
MOST_SENTENCES = 5
SLACK = 0.5
"""CSS pixels, for what rounding makes of a length."""
# From messages of WeasyPrint.
NOT_IN_FONTS = ".notdef glyph"
BROKEN_PICTURE = "Failed to load image"
# Said of decoration, which becomes an artifact. Of other pictures it was checked before.
NO_DESCRIPTION = "has no required alt description"


class BundleFetcher(URLFetcher):
    """Hands out the parts of the bundle, and refuses all other addresses."""

    def __init__(self, parts: Mapping[str, bytes]) -> None:
        super().__init__(allowed_protocols=[])
        self.parts = parts

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        name = url.removeprefix(SCHEME)
        if not url.startswith(SCHEME) or name not in self.parts:
            raise FatalURLFetchingError(f"The document asks for “{url}”, which is not part of it.")
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, self.parts[name], {"Content-Type": kind})


class Complaints(logging.Handler):
    """Collects what WeasyPrint would only log: a picture it can't read, a letter without a font."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.sentences: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        if NOT_IN_FONTS in message:
            letter, code = record.args
            self.sentences.append(
                f"The letter “{letter}” (U+{code:04X}) is in none of the fonts. Write it otherwise."
            )
        elif BROKEN_PICTURE in message:
            self.sentences.append(f"The picture “{record.args[0]}” can't be read.")
        elif record.levelno >= logging.ERROR and NO_DESCRIPTION not in message:
            self.sentences.append(f"The PDF writer says: {message}.")


def rendered(html: str, parts: Mapping[str, bytes]) -> tuple[bytes, int]:
    """The PDF of this HTML, and the number of its pages. Raises `CannotMake`."""
    complaints = Complaints()
    logging.getLogger("weasyprint").addHandler(complaints)
    listener = Listener()
    try:
        document = HTML(string=html, url_fetcher=BundleFetcher(parts))
        refuse(objections(document.etree_element))
        for drawing in document.etree_element.iter(f"{SVG}svg"):
            drawing.set("font-family", "Text")  # stylesheets don't reach into drawings
        paper = document.render(pdf_variant=VARIANT)
        if overfull := list(_overfull(paper)):
            raise DoesNotFit(", ".join(overfull))
        with listener:
            pdf = paper.write_pdf(pdf_variant=VARIANT, finisher=listener.finish)
    except FatalURLFetchingError as reason:
        raise CannotMake(str(reason)) from reason
    refuse(complaints.sentences)
    return pdf, len(paper.pages)


def _overfull(paper: Document) -> Iterator[str]:
    """What `data-must-fit` says of each box whose content reaches over its edges."""
    for page in paper.pages:
        for box in page._page_box.descendants(placeholders=True):
            # Its lines and letters go by the same element.
            is_block = isinstance(box, BlockBox) and box.element is not None
            name = is_block and box.element.get("data-must-fit")
            if name and _reaches_over(box):
                yield name


def _reaches_over(box: BlockBox) -> bool:
    left, top = box.content_box_x() - SLACK, box.content_box_y() - SLACK
    right, foot = left + box.width + 2 * SLACK, top + box.height + 2 * SLACK
    return any(
        inner.position_x < left
        or inner.position_y < top
        or inner.position_x + inner.width > right
        or inner.position_y + inner.height > foot
        for inner in box.descendants(placeholders=True)
        if isinstance(inner, TextBox | LineBox)
    )


def refuse(sentences: list[str]) -> None:
    """Raise `CannotMake` if there is a sentence."""
    if sentences:
        raise CannotMake(" ".join(dict.fromkeys(sentences[:MOST_SENTENCES])))
