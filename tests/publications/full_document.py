"""A document with everything in it that a document can have. All of it is invented."""

from datetime import date
from typing import Any

from publications.models import DocumentPage
from tests import builders
from tests.builders import footnote, mark

LONG = (
    "Public authorities told us that they want to act early, and that the rules are not always "
    "plain. Where two rules meet, people wait for each other, and the person who needs help waits "
    "longest. "
)
LIST_IN_ITEM = "<li>Another<ul><li>In it</li></ul></li>"


def table(caption: str, rows: int = 3, **values: Any) -> tuple[str, Any]:
    """A table of regions and numbers."""
    cells = [
        {"values": [f"Region {n}", str(1000 + 37 * n), str(900 + 41 * n)]}
        for n in range(1, rows + 1)
    ]
    columns = [
        {"type": "text", "heading": "Region"},
        {"type": "number", "heading": "2020"},
        {"type": "number", "heading": "2021"},
    ]
    value = {"caption": caption, "table": {"columns": columns, "rows": cells, "caption": ""}}
    return "table", value | {"source": "Invented for a test"} | values


def picture(*, alt: str, decorative: bool = False) -> tuple[str, Any]:
    image = {"image": builders.picture().pk, "alt_text": alt, "decorative": decorative}
    return "picture", {"image": image, "caption": "Figure 1: A plan", "source": "The office"}


def chart(title: str, kind: str = "columns") -> tuple[str, Any]:
    columns = [
        {"type": "text", "heading": "Year"},
        {"type": "number", "heading": "Adults"},
        {"type": "number", "heading": "Children"},
    ]
    rows = [
        {"values": ["2019", "6,012", "3,100"]},
        {"values": ["2020", "5,012", "4,000"]},
        {"values": ["2021", "7,500", "5,200"]},
    ]
    words = {"title": title, "unit": "people", "source": "Invented for a test"}
    table = {"columns": columns, "rows": rows, "caption": ""}
    return "chart", words | {"kind": kind, "table": table, "says": "Children were ever more."}


def full_document(**fields: Any) -> DocumentPage:
    """A report of three sections: all kinds of block, numbers, footnotes and Welsh words."""
    report = builders.publication(
        title="The state of the duty to notify",
        isbn="9781528621175",
        paper_number="HC 123",
        laid_on=date(2022, 1, 25),
    )
    findings = builders.section(
        "What we found",
        ("numbered", {"first": "", "text": f"<p>{LONG}{mark('a')}</p><p>{LONG * 3}</p>"}),
        ("subheading", "How the rules are read"),
        (
            "text",
            f"<p>{LONG}</p><ul><li>One <b>bold</b> thing</li>{LIST_IN_ITEM}</ul>",
        ),
        ("minor_heading", "In the courts"),
        ("numbered", {"first": "", "text": f"<p>{LONG}<i>Slanted words</i>.{mark('b')}</p>"}),
        ("quote", {"text": "I waited for two years.", "speaker": "A person who was helped"}),
        ("callout", {"heading": "What must change", "text": f"<p>{LONG}</p>"}),
        number="1",
        footnotes=[footnote("a", "The first note."), footnote("b", f"The second note. {LONG}")],
    )
    figures = builders.section(
        "Figures by region",
        ("text", f'<p>{LONG * 2}They said: <span lang="cy">Croeso i Gymru</span>.</p>'),
        table("People referred, by region and year", rows=45),
        picture(alt="Three boxes joined by arrows"),
        picture(alt="", decorative=True),
        chart("People referred each year"),
        (
            "numbered",
            {"first": "", "text": f"<p>{LONG}{mark('c')}</p><ol><li>First</li><li>Then</li></ol>"},
        ),
        number="2",
        footnotes=[footnote("c", 'With a <a href="https://example.com/law">law</a>.')],
    )
    annex = builders.section(
        "What people told us in their own words and in writing", number="Annex A"
    )
    values = {"title": "The duty to notify in England and Wales", "numbering": "section"}
    return builders.document_page(
        findings,
        figures,
        annex,
        below=report,
        summary="How the duty works, what stands in its way, and what must change.",
        **values | fields,
    )
