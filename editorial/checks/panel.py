"""What the editor shows of the checks: to put right, and worth a look."""

from dataclasses import dataclass

from wagtail.models import Page

from core import gates
from editorial.checks.rules import findings


@dataclass(frozen=True)
class Entry:
    """One sentence to the writer, and the id of the element on the screen that it is about."""

    words: str
    anchor: str


def entries(page: Page) -> dict[str, list[Entry]]:
    """All that is found in a page as it is in memory: `blocking` and `advice`."""
    advice = [finding for finding in findings(page) if not finding.check.blocks]
    return {
        "blocking": [
            Entry(one.message, _anchor(page, one.field, one.block))
            for one in gates.objections_to_words(page)
        ],
        "advice": [
            Entry(one.message, _anchor(page, one.place.field, one.place.block)) for one in advice
        ],
    }


def _anchor(page: Page, field: str | None, block: str) -> str:
    """As Wagtail names a block of a form, and a field that stands by itself. Empty for others."""
    if block:
        return f"block-{block}-section"
    by_themselves = {getattr(panel, "field_name", None) for panel in page.content_panels}
    return f"panel-child-content-{field}-section" if field in by_themselves else ""
