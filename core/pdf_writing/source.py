"""What the PDF writer takes: HTML for paper, and all that this asks for."""

import hashlib
import zipfile
from dataclasses import dataclass, field
from importlib.metadata import version
from io import BytesIO

MADE_BY = f"weasyprint {version('weasyprint')}"


@dataclass
class Source:
    """HTML and its `parts`: pictures, fonts, stylesheets, which it asks for as `bundle:NAME`.

    `edition` is to be raised when something else changes what the same source looks like.
    """

    html: str = ""
    parts: dict[str, bytes] = field(default_factory=dict)
    edition: str = ""

    @property
    def digest(self) -> str:
        """SHA-256 of all that decides what the PDF looks like and says."""
        whole = hashlib.sha256(f"{self.edition} {MADE_BY}".encode())
        for name, content in [("", self.html.encode()), *sorted(self.parts.items())]:
            whole.update(f"\0{name}\0{len(content)}\0".encode())
            whole.update(content)
        return whole.hexdigest()

    @property
    def bundle(self) -> bytes:
        """The zip file that `writer` reads."""
        written = BytesIO()
        with zipfile.ZipFile(written, "w") as archive:
            archive.writestr("document.html", self.html)
            for name, content in self.parts.items():
                archive.writestr(name, content)
        return written.getvalue()
