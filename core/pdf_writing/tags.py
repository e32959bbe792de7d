"""Finishes the tags of a PDF: what the HTML says, and WeasyPrint drops or cuts into pages.

WeasyPrint makes a tree of tags for each page and each line, forgets `lang` and roles, and lets a
screen reader meet running heads. Here one tree comes out of it: a paragraph or a table that runs
over three pages is one again, a note is a note, a header cell says what it heads, and all that is
not in the tree is marked as an artifact. Words and rules are those of ISO 32000-1, 14.6 to 14.8.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

import pydyf
from weasyprint.pdf import tags as weasyprint_tags

from core.pdf_writing.checks import words_of

# What WeasyPrint has no type for, by the name of the HTML element. Any other is dissolved: its
# content stands in the tag around it.
TYPES = {"aside": "Div", "figure": "Div", "footer": "P", "nav": "Sect"}
NUMBERINGS = {"ol": "/Decimal", "ul": "/Disc"}


@dataclass(frozen=True)
class Mark:
    """Content of a page, by its number there."""

    page: int
    number: int


@dataclass(frozen=True)
class Area:
    """Where on a page a link is active, by the number of its annotation."""

    page: int
    number: int


@dataclass
class Tag:
    """A structure element: its type, the HTML behind it, what it holds in reading order."""

    type: str
    kids: list[Tag | Mark | Area]
    source: Element | None = None
    facts: dict[str, object] = field(default_factory=dict)

    def says(self, attribute: str) -> str:
        """What an attribute of the HTML element says; empty if nothing."""
        return "" if self.source is None else self.source.get(attribute, "")

    def is_one_with(self, other: Tag | Mark | Area) -> bool:
        """Whether both were made of one element, cut by the end of a page or line."""
        is_tag = isinstance(other, Tag) and self.source is not None
        return is_tag and (self.source, self.type) == (other.source, other.type)


class Listener:
    """Hears from which HTML element WeasyPrint makes each tag.

    To be used around `write_pdf`, with `finish` as its `finisher`. It stands in for a private
    function of WeasyPrint, whose version the lock keeps.
    """

    def __init__(self) -> None:
        self.sources: dict[int, tuple[Element, str]] = {}
        self.tags_of = weasyprint_tags._build_box_tree

    def __enter__(self) -> Listener:
        weasyprint_tags._build_box_tree = self.listen
        return self

    def __exit__(self, *error: object) -> None:
        weasyprint_tags._build_box_tree = self.tags_of

    def listen(self, box, *arguments) -> Iterator[pydyf.Dictionary]:
        box = getattr(box, "_box", box)  # an absolutely placed box comes inside a placeholder
        for made in self.tags_of(box, *arguments):
            # Tags of inner boxes pass through those around them, which come later.
            if box.element is not None:
                self.sources.setdefault(made.number, (box.element, box.element_tag))
            yield made

    def finish(self, document: object, pdf: pydyf.PDF) -> None:
        """Give `pdf` one good tree of tags, just before it is written."""
        tree = Reader(pdf, self.sources).tree()
        join(tree)
        Mender(pdf).mend(tree)
        Writer(pdf).write(tree)


def target(pdf: pydyf.PDF, reference: bytes) -> pydyf.Dictionary:
    """The object that a reference such as `12 0 R` leads to."""
    return pdf.objects[int(reference.split()[0])]


class Reader:
    """Reads the tree that WeasyPrint made, tags without meaning left out."""

    def __init__(self, pdf: pydyf.PDF, sources: dict[int, tuple[Element, str]]) -> None:
        self.pdf = pdf
        self.sources = sources
        self.pages = {reference: page for page, reference in enumerate(pdf.page_references)}

    def tree(self) -> Tag:
        root = target(self.pdf, self.pdf.catalog["StructTreeRoot"])
        return self.tag(target(self.pdf, root["K"][0]))

    def tag(self, made: pydyf.Dictionary) -> Tag:
        source, kind = self.sources.get(made.number, (None, ""))
        facts = {name: made[name] for name in ("A", "Alt") if name in made}
        tag = Tag(self.type_of(made, kind), [], source, facts)
        page = self.pages.get(made.get("Pg"), 0)
        for kid in made["K"]:
            tag.kids.extend(self.kids(kid, tag, page))
        made.clear()
        if tag.type == "NonStruct" and tag.says("lang"):
            tag.type = "Div" if any(isinstance(kid, Tag) for kid in tag.kids) else "Span"
        return tag

    def kids(self, kid: int | bytes, tag: Tag, page: int) -> list[Tag | Mark | Area]:
        if isinstance(kid, int):
            return [Mark(page, kid)]
        found = target(self.pdf, kid)
        if found.get("Type") == "/OBJR":
            return [Area(page, int(found["Obj"].split()[0]))]
        below = self.tag(found)
        says_nothing = below.type == "NonStruct" or below.is_one_with(tag)
        is_plain = below.type == "Span" and not below.says("lang")
        return below.kids if says_nothing or is_plain else [below]

    def type_of(self, made: pydyf.Dictionary, kind: str) -> str:
        """The structure type for what was made from this kind of box."""
        own = made["S"].removeprefix("/")
        if "::" in kind:  # what the stylesheet writes: the label of a list item, or nothing much
            return "Lbl" if kind in ("li::marker", "li::before") else "NonStruct"
        return TYPES.get(kind, own)


def join(tag: Tag) -> None:
    """Make one of each element that was cut by the end of a page or line, all the way down."""
    first: dict[tuple[Element, str], Tag] = {}
    kids = []
    for kid in tag.kids:
        if isinstance(kid, Tag) and kid.source is not None:
            before = first.setdefault((kid.source, kid.type), kid)
            if before is not kid:
                # The head of a table is printed again on each page, and read once.
                before.kids.extend([] if kid.type == "THead" else kid.kids)
                continue
        kids.append(kid)
    tag.kids = kids
    for kid in kids:
        if isinstance(kid, Tag):
            join(kid)


def is_decoration(tag: Tag) -> bool:
    """Whether a picture says nothing: it has an empty description, or is hidden."""
    if tag.type != "Figure":
        return False
    return tag.says("aria-hidden") == "true" or (tag.source.tag == "img" and not tag.says("alt"))


class Mender:
    """Gives tags the types and facts that PDF/UA-1 asks for."""

    def __init__(self, pdf: pydyf.PDF) -> None:
        self.pdf = pdf
        self.language = pdf.catalog["Lang"].string

    def mend(self, tag: Tag, *, in_contents: bool = False) -> None:
        """Mend `tag` and all below it, in place."""
        in_contents = in_contents or tag.says("role") == "doc-toc"
        kids = []
        for kid in tag.kids:
            if not isinstance(kid, Tag):
                kids.append(kid)
            elif not is_decoration(kid):
                self.mend(kid, in_contents=in_contents)
                kids.extend(self.contents_part(kid) if in_contents else self.mended(kid))
        tag.kids = kids
        if tag.says("lang") not in ("", self.language):
            tag.facts["Lang"] = pydyf.String(tag.says("lang"))

    def contents_part(self, tag: Tag) -> list[Tag | Mark | Area]:
        """What stands for `tag` in a list of contents."""
        if tag.type == "LBody":
            return tag.kids
        tag.type = {"L": "TOC", "LI": "TOCI"}.get(tag.type, tag.type)
        return [Tag("Reference", self.mended(tag))] if tag.type == "Link" else self.mended(tag)

    def mended(self, tag: Tag) -> list[Tag | Mark | Area]:
        """What stands for `tag`, its kids being mended: itself, what goes around it, or they."""
        match tag.type, tag.says("role"):
            case "L", _:
                if all(isinstance(kid, Tag) and kid.type == "Note" for kid in tag.kids):
                    return tag.kids
                tag.facts["A"] = pydyf.Dictionary(
                    {"O": "/List", "ListNumbering": NUMBERINGS.get(tag.source.tag, "/None")}
                )
            case "LI", "doc-endnote":
                tag.type = "Note"
                tag.facts["ID"] = pydyf.String(tag.says("id"))
                tag.kids = [part for kid in tag.kids for part in out_of(kid, "LBody")]
            case "LI", _:
                tag.kids = with_body(tag.kids)
            case "TH", _:
                scope = "/Row" if tag.says("scope") in ("row", "rowgroup") else "/Column"
                tag.facts["A"]["Scope"] = scope
            case "TD", _:
                # The scope of the header cells says it, and does so across pages.
                tag.facts["A"].pop("Headers", None)
            case "Figure", _:
                self.place(tag)
            case "Link", role:
                self.describe(tag)
                if role == "doc-noteref":
                    return [Tag("Reference", [tag])]
        return [tag]

    def place(self, figure: Tag) -> None:
        """Say where a figure stands in points from the foot of its page, not in CSS pixels."""
        page = next(kid.page for kid in figure.kids if isinstance(kid, Mark))
        height = target(self.pdf, self.pdf.page_references[page])["MediaBox"][3]
        left, top, right, foot = (length * 0.75 for length in figure.facts["A"]["BBox"])
        figure.facts["A"]["BBox"] = pydyf.Array([left, height - foot, right, height - top])

    def describe(self, link: Tag) -> None:
        """Give a link's areas its words, in place of the address that it leads to."""
        words = link.says("aria-label") or words_of(link.source)
        for kid in link.kids:
            if isinstance(kid, Area):
                self.pdf.objects[kid.number]["Contents"] = pydyf.String(words)


def out_of(kid: Tag | Mark | Area, type_: str) -> list[Tag | Mark | Area]:
    """What a tag of this type holds; anything else as it is."""
    return kid.kids if isinstance(kid, Tag) and kid.type == type_ else [kid]


def with_body(kids: list[Tag | Mark | Area]) -> list[Tag | Mark | Area]:
    """The parts of a list item, where all but its label stands in its body."""
    parts = [part for kid in kids for part in out_of(kid, "LBody")]
    labels = [part for part in parts if isinstance(part, Tag) and part.type == "Lbl"]
    return [*labels, Tag("LBody", [part for part in parts if part not in labels])]


class Writer:
    """Puts a tree of tags into a PDF, and marks as an artifact what it does not hold."""

    def __init__(self, pdf: pydyf.PDF) -> None:
        self.pdf = pdf
        self.pages = pdf.page_references
        self.marks: list[dict[int, bytes]] = [{} for _ in self.pages]
        self.areas: list[bytes] = []
        self.names: list[tuple[str, bytes]] = []

    def write(self, tree: Tag) -> None:
        root = target(self.pdf, self.pdf.catalog["StructTreeRoot"])
        root["K"] = pydyf.Array([self.written(tree, root.reference).reference])
        root["ParentTree"] = self.parents()
        root["ParentTreeNextKey"] = len(self.pages) + len(self.areas)
        if self.names:
            pairs = [part for name, tag in sorted(self.names) for part in (pydyf.String(name), tag)]
            root["IDTree"] = pydyf.Dictionary({"Names": pydyf.Array(pairs)})
        for page, reference in enumerate(self.pages):
            contents = target(self.pdf, target(self.pdf, reference)["Contents"])
            mark_artifacts(contents, self.marks[page])
        # The page that is printed is the page that a reader program names.
        numbers = pydyf.Array([0, pydyf.Dictionary({"S": "/D"})])
        self.pdf.catalog["PageLabels"] = pydyf.Dictionary({"Nums": numbers})

    def written(self, tag: Tag, parent: bytes) -> pydyf.Dictionary:
        """A new structure element below `parent`, with all that it holds."""
        element = pydyf.Dictionary({"Type": "/StructElem", "S": f"/{tag.type}", "P": parent})
        element.update(tag.facts)
        self.pdf.add_object(element)
        if "ID" in tag.facts:
            self.names.append((tag.facts["ID"].string, element.reference))
        page = next((kid.page for kid in tag.kids if isinstance(kid, Mark)), None)
        if page is not None:
            element["Pg"] = self.pages[page]
        element["K"] = pydyf.Array([self.kid(kid, element, page) for kid in tag.kids])
        return element

    def kid(
        self, kid: Tag | Mark | Area, parent: pydyf.Dictionary, page: int | None
    ) -> bytes | int | pydyf.Dictionary:
        """The entry for one kid; `page` is the one that `parent` names as its own."""
        if isinstance(kid, Tag):
            return self.written(kid, parent.reference).reference
        where = {"Pg": self.pages[kid.page]}
        if isinstance(kid, Area):
            area = self.pdf.objects[kid.number]
            area["StructParent"] = len(self.pages) + len(self.areas)
            self.areas.append(parent.reference)
            return pydyf.Dictionary({"Type": "/OBJR", "Obj": area.reference} | where)
        self.marks[kid.page][kid.number] = parent.reference
        if kid.page == page:
            return kid.number
        return pydyf.Dictionary({"Type": "/MCR", "MCID": kid.number} | where)

    def parents(self) -> pydyf.Dictionary:
        """For each page, and each area of a link, the tags that its content belongs to."""
        entries: list[object] = []
        for page, marks in enumerate(self.marks):
            tags = [marks.get(number, "null") for number in range(max(marks, default=-1) + 1)]
            entries += [page, pydyf.Array(tags)]
        for number, tag in enumerate(self.areas, start=len(self.pages)):
            entries += [number, tag]
        return pydyf.Dictionary({"Nums": pydyf.Array(entries)})


def mark_artifacts(contents: pydyf.Stream, tagged: dict[int, bytes]) -> None:
    """Mark as an artifact each piece of a page that no tag holds."""
    parts = contents.stream
    for place, part in enumerate(parts):
        if isinstance(part, pydyf.Dictionary) and part.get("MCID", -1) not in {-1, *tagged}:
            parts[place - 1] = "/Artifact"
            parts[place] = pydyf.Dictionary({"Type": "/Pagination"})
