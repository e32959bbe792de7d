"""What a document's PDF is made of: HTML for paper, and all that this asks for, in one bundle."""

import hashlib
from functools import cache
from pathlib import Path

from django.template.loader import render_to_string
from wagtail.models import Site

from core.media.images import CustomImage
from core.models import OfficeSettings
from core.pdf_writing.source import MADE_BY, Source
from publications.documents.contents import outline

FOLDER = Path(__file__).resolve().parent
DESIGN = {
    "report.css": FOLDER / "report.css",
    **{f"fonts/{path.name}": path for path in sorted(FOLDER.glob("fonts/*.woff2"))},
}
PICTURE_SIZE = "max-1700x2200"
"""Pixels for 300 dots per inch on the width of our text."""

EDITION = "1"
"""To be raised when templates change what the same document looks like or says."""

LANGUAGES = {"en": "en-GB"}


class DocumentSource(Source):
    """A document as the PDF writer takes it."""

    def add_picture(self, picture: CustomImage) -> str:
        """The name that this picture has in the bundle from now on."""
        rendition = picture.get_rendition(PICTURE_SIZE)
        name = f"pictures/{picture.pk}{Path(rendition.file.name).suffix}"
        with rendition.file.open("rb") as file:
            self.parts[name] = file.read()
        return name


def edition_of(document) -> str:
    """A word for the state in which a live document, and the work it belongs to, are public.

    It is known without reading the text. Editions may differ and still have the same content.
    """
    pages = [document, document.publication]
    states = [(p.pk, p.live_revision_id, p.last_published_at, p.url_path) for p in pages]
    return hashlib.sha256(f"{states} {EDITION} {MADE_BY} {_design()}".encode()).hexdigest()


@cache
def _design() -> str:
    """SHA-256 of stylesheet and fonts."""
    return hashlib.sha256(b"".join(path.read_bytes() for path in DESIGN.values())).hexdigest()


def source_of(document) -> DocumentSource:
    """The live text of a document page, with the facts of its publication. Asks for no request."""
    parts = {name: path.read_bytes() for name, path in DESIGN.items()}
    source = DocumentSource(parts=parts, edition=EDITION)
    site = Site.objects.get(is_default_site=True)
    source.html = render_to_string(
        "publications/pdf/document.html",
        {
            "document": document,
            "publication": document.publication,
            "office": OfficeSettings.for_site(site),
            "outline": outline(document),
            "language": LANGUAGES.get(document.language, document.language),
            "source": source,
        },
    )
    return source
