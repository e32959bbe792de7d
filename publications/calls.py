"""What a call for evidence says of itself before it opens, while it is open, and afterwards."""

from datetime import datetime

from django.utils import timezone
from django.utils.text import Truncator
from wagtail.rich_text import get_text_for_indexing

OUTCOME_WORDS = 30


def day(moment: datetime) -> str:
    """The day in London, such as “3 March 2026”."""
    return f"{timezone.localtime(moment):%-d %B %Y}"


def clock(moment: datetime) -> str:
    """What London's clocks show, such as “09:00”."""
    return f"{timezone.localtime(moment):%H:%M}"


def is_closed(closes_at: datetime | None, *, now: datetime) -> bool:
    """Whether the time is over: the minute in which it closes is the first without it."""
    return closes_at is not None and closes_at <= now


def words(opens_at: datetime | None, closes_at: datetime | None, *, now: datetime) -> str:
    """Whether people can respond, as a short sentence. Empty while a draft has no times."""
    if opens_at is None or closes_at is None:
        return ""
    if now < opens_at:
        return f"Opens on {day(opens_at)} at {clock(opens_at)}"
    if not is_closed(closes_at, now=now):
        return f"Open until {clock(closes_at)} on {day(closes_at)}"
    return f"Closed on {day(closes_at)}"


def outcome_words(outcome: str) -> str:
    """The first words of what was done with the evidence, given as HTML, for lists."""
    text = Truncator(get_text_for_indexing(outcome)).words(OUTCOME_WORDS)
    return f"Closed. What we did with it: {text}"
