"""When something was first and last published, which may be long before it came here."""

from datetime import datetime, time

from django.db import models
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from wagtail.models import Revision

from operations.bundle.layout import Misfit, Record


def moment(text: str | None) -> datetime | None:
    """Raises `Misfit` unless `text` is a moment with its zone, or nothing."""
    try:
        found = parse_datetime(text) if text else None
    except ValueError:
        found = None
    if text and (found is None or found.tzinfo is None):
        raise Misfit(f"“{text}” is no moment. Write it as 2022-01-25T09:00:00Z.")
    return found


def first_published(record: Record, subject: models.Model) -> datetime | None:
    """As the record says. Else, what is shown with a day in the past was published on that day."""
    day = getattr(subject, "display_date", None)
    if record.first_published_at is None and day and day < timezone.localdate():
        return timezone.make_aware(datetime.combine(day, time()))
    return moment(record.first_published_at)


def publish_backdated(
    revision: Revision, record: Record, subject: models.Model, *, is_new: bool
) -> None:
    """Publish, and keep when it was first and last published elsewhere."""
    last = moment(record.last_published_at)
    given = {"last_published_at": last} if last else {}
    if first := moment(record.first_published_at) or (is_new and first_published(record, subject)):
        given = {"last_published_at": first if is_new else timezone.now()} | given
        given["first_published_at"] = first
    revision.publish()
    if given:
        type(subject)._base_manager.filter(pk=subject.pk).update(**given)
