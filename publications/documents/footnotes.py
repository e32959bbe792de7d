"""Footnotes: a mark in running text, and the note of that name in the same section.

In the database a mark is `<embed embedtype="footnote" id="12"/>`. The name is for editors; what
visitors see is counted through the document, in the order of first use.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.rich_text.rewriters import extract_attrs

FEATURE = "footnote"
MARK = re.compile(r'<embed\b([^>]*\bembedtype="footnote"[^>]*)/>')


@dataclass
class Note:
    """A footnote as visitors see it. `marks` are the ids of its marks, one for each way back."""

    number: int
    source: str
    marks: list[str] = field(default_factory=list)
    html: SafeString | str = ""

    @property
    def anchor(self) -> str:
        return f"note-{self.number}"


def names_marked_in(source: str) -> list[str]:
    """The names of the notes that a text refers to, in order, as often as it does."""
    return [extract_attrs(attributes).get("id", "") for attributes in MARK.findall(source)]


class SectionNotes:
    """The notes of one section, numbered in the order of first use from `first` on."""

    def __init__(self, texts: dict[str, str], *, first: int):
        """`texts` holds the rich text of each note by its name."""
        self._texts = texts
        self._first = first
        self._used: dict[str, Note] = {}

    def read(self, source: str) -> str:
        """`source` with the marks that visitors see. A mark without a note leaves nothing."""
        return MARK.sub(self._mark, source)

    def _mark(self, found: re.Match) -> str:
        name = extract_attrs(found[1]).get("id", "")
        if name not in self._texts:
            return ""
        if name not in self._used:
            self._used[name] = Note(self._first + len(self._used), self._texts[name])
        note = self._used[name]
        note.marks.append(f"mark-{note.number}-{len(note.marks) + 1}")
        return format_html(
            '<sup class="mark"><a id="{}" href="#{}" role="doc-noteref"'
            ' aria-label="Footnote {}">{}</a></sup>',
            note.marks[-1],
            note.anchor,
            note.number,
            note.number,
        )

    @property
    def used(self) -> list[Note]:
        """The notes that have a mark, in the order of their numbers."""
        return list(self._used.values())


def without_mark(names: Iterable[str], sources: Iterable[str]) -> list[str]:
    """Those of the notes' `names` that no text refers to."""
    marked = {name for source in sources for name in names_marked_in(source)}
    return [name for name in names if name not in marked]
