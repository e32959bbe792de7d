"""What the editor shows of the checks: to put right, and worth a look."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest
from wagtail.models import Page

from core import gates
from core.page_forms import SUBMISSIONS
from editorial.checks.rules import findings

SENDING = SUBMISSIONS | {"action-publish"}


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


def tell_after_save(request: HttpRequest, page: Page) -> None:
    """Say what was found once a person has saved: what blocks a draft, advice on what they sent.

    A draft that the editor saves by itself asks for JSON alone, and only the panel says it.
    """
    if not request.accepts("text/html"):
        return
    found = entries(page)
    is_draft = SENDING.isdisjoint(request.POST)
    if is_draft and (count := len(found["blocking"])):
        things = "One thing has" if count == 1 else f"{count} things have"
        messages.warning(
            request,
            f"{things} to be put right before this page can be submitted or "
            "published. “Checks” at the top says what.",
        )
    for entry in [] if is_draft else found["advice"]:
        messages.info(request, f"Worth a look: {entry.words}")
