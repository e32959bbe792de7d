"""When pages change by the clock alone, though nobody changes anything."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

from django.db.models import Min, Q
from django.utils import timezone

from core.models import Alert
from home.models import HomePage, Post
from publications.models import CallForEvidencePage

FIELDS = {
    Alert: ("starts_at", "ends_at"),
    CallForEvidencePage: ("opens_at", "closes_at"),
}


def next_moment(seconds: float) -> float:
    """The next such moment after one, both in seconds since 1970.

    What goes live or expires at a set time is not among them: that changes the database. Nor is
    whether a helpline is open, which no page says.
    """
    now = datetime.fromtimestamp(seconds, UTC)
    return min(moment for moment in moments_after(now) if moment > now).timestamp()


def moments_after(now: datetime) -> Iterator[datetime]:
    """Those that are next of their kind, and some that are over."""
    yield midnight_after(now)
    for model, fields in FIELDS.items():
        next_ones = {field: Min(field, filter=Q(**{f"{field}__gt": now})) for field in fields}
        yield from filter(None, model.objects.aggregate(**next_ones).values())
    for front_page in HomePage.objects.live():
        yield from front_page.moments
    for post in Post.objects.with_source():
        yield post.too_old_at


def midnight_after(now: datetime) -> datetime:
    """The end of this day in London: Commissioners and overdue replies go by days."""
    london = timezone.get_default_timezone()
    tomorrow = timezone.localdate(now, london) + timedelta(days=1)
    return timezone.make_aware(datetime.combine(tomorrow, time.min), london)
