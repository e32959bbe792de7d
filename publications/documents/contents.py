"""What a document consists of: its sections in order, their numbers, addresses and footnotes.

`outline(page)` is all that a template needs, whether it shows one section, the whole document on
one page, or a PDF. Nothing in it depends on a request.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.safestring import SafeString
from django.utils.text import slugify
from wagtail.blocks import StreamValue

from publications.documents import numbering, rich_text
from publications.documents.footnotes import Note, SectionNotes
from publications.documents.numbering import Number, Numbering

RESERVED_ADDRESSES = frozenset(
    ["all", "atom", "bibtex", "citation", "csv", "json", "page", "pdf", "print", "ris", "rss"]
)
"""Words that stand below a document's address for something else, now or one day."""


@dataclass
class Paragraph:
    """A paragraph with the lists that follow it. Without a number where none is printed."""

    anchor: str
    source: str
    number: str = ""
    html: SafeString | str = ""


@dataclass
class Part:
    """One block of a section, ready to be shown. `kind` is the block's name in the stream."""

    kind: str
    block: Any
    anchor: str
    # 1 or 2 for a subheading, below the heading of the section.
    level: int = 0
    paragraphs: list[Paragraph] = field(default_factory=list)

    @property
    def value(self) -> Any:
        return self.block.value


@dataclass
class Section:
    """One section. Its parts' text is there only if the outline was asked to show it."""

    position: int
    heading: str
    number: str
    address: str
    url: str
    parts: list[Part]
    notes: list[Note]

    @property
    def anchor(self) -> str:
        """Where it begins on a page that holds the whole document."""
        return f"section-{self.address}"

    @property
    def subheadings(self) -> list[Part]:
        return [part for part in self.parts if part.level]


@dataclass
class Outline:
    """A document's sections in order."""

    sections: list[Section]

    def section(self, address: str) -> Section | None:
        return next((one for one in self.sections if one.address == address), None)

    def before(self, section: Section) -> Section | None:
        return self.sections[section.position - 1] if section.position else None

    def after(self, section: Section) -> Section | None:
        return next(iter(self.sections[section.position + 1 :]), None)

    @property
    def notes(self) -> list[Note]:
        """The footnotes of the whole document, by number."""
        return [note for section in self.sections for note in section.notes]


def outline(page, *, shown: Collection[str] | None = None) -> Outline:
    """The document `page`, with the text of the sections whose addresses `shown` holds.

    Without `shown`, with all text. The numbers are those of the whole document in any case.
    """
    sections = []
    count, notes_so_far = numbering.FIRST, 0
    addresses = addresses_of(page.sections)
    for position, (child, address) in enumerate(zip(page.sections, addresses, strict=True)):
        value = child.value
        notes = SectionNotes(
            {note["name"]: note["text"].source for note in value["footnotes"]},
            first=notes_so_far + 1,
        )
        if page.numbering == Numbering.SECTION:
            count = numbering.FIRST
        parts, count = _parts(value["body"], notes, page.numbering, value["number"], count)
        notes_so_far += len(notes.used)
        sections.append(
            Section(
                position=position,
                heading=value["heading"],
                number=value["number"],
                address=address,
                url=f"{page.url}{address}/",
                parts=parts,
                notes=notes.used,
            )
        )
    _expand(one for one in sections if shown is None or one.address in shown)
    return Outline(sections)


def _parts(
    body: StreamValue, notes: SectionNotes, mode: str, section_number: str, count: Number
) -> tuple[list[Part], Number]:
    """The parts of one section, and where the count of paragraphs stands behind it."""
    parts = []
    prefix = numbering.prefix(section_number) if mode == Numbering.SECTION else ""
    for place, child in enumerate(body, start=1):
        name = (child.id or "")[:8] or place
        part = Part(child.block_type, child, f"p-{name}")
        groups = grouped(rich_text.elements(text_in(child)))
        if child.block_type in SUBHEADING_LEVELS:
            part.level = SUBHEADING_LEVELS[child.block_type]
            part.anchor = f"h-{name}"
        elif child.block_type == "numbered" and mode != Numbering.NONE:
            numbers = numbering.run(numbering.written(child.value["first"]) or count, len(groups))
            count = numbering.after(numbers, count)
            part.paragraphs = [
                Paragraph(f"p{prefix}{number}", notes.read(group), f"{prefix}{number}")
                for number, group in zip(numbers, groups, strict=True)
            ]
        else:
            part.paragraphs = [
                Paragraph(_anchor(part, group, place), notes.read(group))
                for place, group in enumerate(groups, start=1)
            ]
        parts.append(part)
    return parts, count


SUBHEADING_LEVELS = {"subheading": 1, "minor_heading": 2}


def text_in(child) -> str:
    """The rich text of a block of the body, as the database keeps it. Empty if it has none."""
    if child.block_type == "text":
        return child.value.source
    if child.block_type in ("numbered", "callout"):
        return child.value["text"].source
    return ""


def grouped(elements: Sequence[str]) -> list[str]:
    """Each paragraph with the lists behind it, for which its number and its address stand."""
    groups: list[list[str]] = []
    for element in elements:
        if not groups or (rich_text.is_paragraph(element) and _has_paragraph(groups[-1])):
            groups.append([])
        groups[-1].append(element)
    return ["".join(group) for group in groups]


def _has_paragraph(group: list[str]) -> bool:
    return any(rich_text.is_paragraph(element) for element in group)


def _anchor(part: Part, group: str, place: int) -> str:
    """The editor keeps a paragraph's key for good; text from elsewhere has only its place."""
    return f"{part.anchor}-{rich_text.key_of(group) or place}"


def _expand(sections: Iterable[Section]) -> None:
    """Turn what the texts of these sections name into HTML, by one query for each kind."""
    texts: list[Paragraph | Note] = []
    for section in sections:
        texts += [paragraph for part in section.parts for paragraph in part.paragraphs]
        texts += section.notes
    for text, html in zip(texts, rich_text.expanded([one.source for one in texts]), strict=True):
        text.html = html


def addresses_of(sections: StreamValue) -> list[str]:
    """Each section's word in the address: its own, else one made from its heading."""
    given = [child.value["address"] or "" for child in sections]
    taken = RESERVED_ADDRESSES | set(given)
    addresses = []
    for child, address in zip(sections, given, strict=True):
        if not address:
            address = _free(slugify(child.value["heading"])[:60].strip("-") or "section", taken)
            taken |= {address}
        addresses.append(address)
    return addresses


def _free(word: str, taken: Collection[str]) -> str:
    """`word`, or the first of `word-2`, `word-3` that is not taken."""
    number, address = 1, word
    while address in taken:
        number += 1
        address = f"{word}-{number}"
    return address


def keep_addresses(sections: StreamValue) -> None:
    """Write into each section the address that it has, so that it outlives a new heading."""
    for child, address in zip(sections, addresses_of(sections), strict=True):
        child.value["address"] = address
