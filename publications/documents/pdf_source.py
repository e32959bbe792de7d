"""What a document's PDF is made of: HTML for paper, and all that this asks for, in one bundle."""

import hashlib
import zipfile
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from io import BytesIO
from pathlib import Path

from django.template.loader import render_to_string
from wagtail.models import Site

from core.media.images import CustomImage
from core.models import OfficeSettings
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

MADE_BY = f"{EDITION} weasyprint {version('weasyprint')}"
LANGUAGES = {"en": "en-GB"}


@dataclass
class Source:
    """A document as the PDF writer takes it. `parts` are pictures, fonts and the stylesheet."""

    html: str = ""
    parts: dict[str, bytes] = field(default_factory=dict)

    def add_picture(self, picture: CustomImage) -> str:
        """The name that this picture has in the bundle from now on."""
        rendition = picture.get_rendition(PICTURE_SIZE)
        name = f"pictures/{picture.pk}{Path(rendition.file.name).suffix}"
        with rendition.file.open("rb") as file:
            self.parts[name] = file.read()
        return name

    @property
    def digest(self) -> str:
        """SHA-256 of all that decides what the PDF looks like and says."""
        whole = hashlib.sha256(MADE_BY.encode())
        for name, content in [("", self.html.encode()), *sorted(self.parts.items())]:
            whole.update(f"\0{name}\0{len(content)}\0".encode())
            whole.update(content)
        return whole.hexdigest()

    @property
    def bundle(self) -> bytes:
        """The zip file that `pdf_writer` reads."""
        written = BytesIO()
        with zipfile.ZipFile(written, "w") as archive:
            archive.writestr("document.html", self.html)
            for name, content in self.parts.items():
                archive.writestr(name, content)
        return written.getvalue()


def edition_of(document) -> str:
    """A word for the state in which a live document, and the work it belongs to, are public.

    It is known without reading the text. Editions may differ and still have the same content.
    """
    pages = [document, document.publication]
    states = [(p.pk, p.live_revision_id, p.last_published_at, p.url_path) for p in pages]
    return hashlib.sha256(f"{states} {MADE_BY} {_design()}".encode()).hexdigest()


@cache
def _design() -> str:
    """SHA-256 of stylesheet and fonts."""
    return hashlib.sha256(b"".join(path.read_bytes() for path in DESIGN.values())).hexdigest()


def source_of(document) -> Source:
    """The live text of a document page, with the facts of its publication. Asks for no request."""
    source = Source(parts={name: path.read_bytes() for name, path in DESIGN.items()})
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
