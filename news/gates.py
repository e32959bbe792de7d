"""What keeps a news item from going live."""

from collections.abc import Iterator
from datetime import datetime

from django.db import models
from django.utils import timezone

from core.gates import Objection
from news.models import NewsPage


def update_objections(subject: models.Model, live_at: datetime) -> Iterator[Objection]:
    """A live story can't tell of an update on no day, or on a day that is still to come."""
    if not isinstance(subject, NewsPage):
        return
    goes_live_on = timezone.localdate(live_at)
    for day in subject.update_days:
        if day is None:
            yield Objection("An update has no day. Fill in the day on which you add it.", "updates")
        elif day > goes_live_on:
            yield Objection(
                f"The update of {day:%-d %B %Y} is later than the day on which the page goes live "
                f"({goes_live_on:%-d %B %Y}). Change its day, or set the page to go live then.",
                "updates",
            )
