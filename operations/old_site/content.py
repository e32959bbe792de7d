"""The content of a saved page as blocks of ours: its words and links, without its markup."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bs4 import BeautifulSoup, NavigableString, Tag
from bs4.element import PreformattedString
from django.utils.html import escape

# As our text editor writes what others write too.
SAME = {
    "strong": "b",
    "b": "b",
    "em": "i",
    "i": "i",
    "h3": "h3",
    "h4": "h4",
    "h5": "h4",
    "h6": "h4",
}
KEPT = {"p", "ul", "ol", "li", "br"}
PARAGRAPHS = {"p", "h3", "h4", "ul", "ol"}
LONGEST_HEADING, LONGEST_CAPTION = 120, 250

Block = dict[str, Any]
Lead = Callable[[str], str]
"""From an address to the attributes of a link to it, such as `linktype="page" id="…"`, or none."""
Show = Callable[[str], str]
"""From the address of a picture to its key; empty if there is none."""


@dataclass
class Blocks:
    """Blocks in the making."""

    title: str
    lead: Lead
    show: Show
    made: list[Block] = field(default_factory=list)
    _text: list[str] = field(default_factory=list)
    _loose: list[str] = field(default_factory=list)
    _heading: str = ""

    def of(self, content: Tag) -> list[Block]:
        self._walk(content)
        self._end_text()
        return self.made

    def _walk(self, parent: Tag) -> None:
        for part in parent.children:
            if isinstance(part, NavigableString):
                if not isinstance(part, PreformattedString):
                    self._loose.append(escape(str(part)))
            elif part.name in {"h2", "h1"}:
                self._add_heading(part.get_text(" ", strip=True))
            elif part.name == "img":
                self._add_picture(part)
            elif part.name == "table":
                self._add_table(part)
            elif SAME.get(part.name, part.name) in PARAGRAPHS:
                self._add_paragraph(part)
            elif part.name in SAME or part.name in {"a", "br", "span"}:
                self._loose.append(self._inline(part))
            else:
                self._end_paragraph()
                self._walk(part)
                self._end_paragraph()

    def _add_paragraph(self, part: Tag) -> None:
        self._end_paragraph()
        html = self._inline(part)
        if BeautifulSoup(html, "html.parser").get_text(strip=True):
            self._text.append(html)
        for picture in part.find_all("img"):
            self._add_picture(picture)

    def _inline(self, part: Tag) -> str:
        """`part` with all that is within it, in tags of ours."""
        within = "".join(
            self._inline(child)
            if isinstance(child, Tag)
            else ("" if isinstance(child, PreformattedString) else escape(str(child)))
            for child in part.children
        )
        if part.name == "br":
            return "<br/>"
        if part.name == "a" and part.get("href") and within.strip():
            attributes = self.lead(str(part["href"]))
            return f"<a {attributes}>{within}</a>" if attributes else within
        name = SAME.get(part.name, part.name)
        if name in KEPT or part.name in SAME:
            return f"<{name}>{within}</{name}>"
        return within

    def _end_paragraph(self) -> None:
        """Words that stand in no paragraph get one."""
        words, self._loose = "".join(self._loose).strip(), []
        if words:
            self._text.append(f"<p>{words}</p>")

    def _end_text(self) -> None:
        self._end_paragraph()
        if self._text:
            self.made.append({"type": "text", "value": "".join(self._text)})
        self._text = []

    def _add_heading(self, words: str) -> None:
        self._end_text()
        self._heading = " ".join(words.split())
        if self._heading:
            self.made.append({"type": "heading", "value": self._heading[:LONGEST_HEADING]})

    def _add_picture(self, picture: Tag) -> None:
        key = self.show(str(picture.get("src", "")))
        if not key:
            return
        self._end_text()
        words = str(picture.get("alt", "")).strip()
        image = {"image": key, "alt_text": words, "decorative": not words}
        self.made.append({"type": "picture", "value": {"image": image, "caption": ""}})

    def _add_table(self, table: Tag) -> None:
        rows = [
            [" ".join(cell.get_text(" ").split()) for cell in row.find_all(["td", "th"])]
            for row in table.find_all("tr")
        ]
        rows = [row for row in rows if row]
        if not rows:
            return
        self._end_text()
        width = max(map(len, rows))
        head, *body = [row + [""] * (width - len(row)) for row in rows]
        caption = table.caption.get_text(" ", strip=True) if table.caption else ""
        value = {
            "caption": (caption or self._heading or self.title)[:LONGEST_CAPTION],
            "table": {
                "columns": [{"type": "text", "heading": heading} for heading in head],
                "rows": [{"values": row} for row in body],
            },
        }
        self.made.append({"type": "table", "value": value})
