"""What goes live and comes down by itself: each thing once, at its minute or as soon as can be."""

import logging
import socket
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import DraftStateMixin, Page, Revision

from core import gates
from editorial import review
from editorial.letters import write_to_each
from editorial.models import MissedMoment, SchedulerBeat, pages_in_unreleased_packs

logger = logging.getLogger(__name__)

LATE, MISSED = "editorial.late", "editorial.missed_moment"
GO_LIVE, COME_DOWN = MissedMoment.Deed.GO_LIVE, MissedMoment.Deed.COME_DOWN
# The scheduler looks every 15 seconds; nobody minds a minute.
LATE_AFTER = timedelta(minutes=1)
STOPPED_AFTER = timedelta(minutes=2)
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=1)
FORGET_NODES_AFTER = timedelta(days=7)


def run_due(*, now: datetime) -> None:
    """Take down what is over at `now`, and publish what is due.

    Each thing has a transaction of its own, in which it is looked at again under a lock, so two
    schedulers never do the same twice. One that fails is noted, keeps its schedule and is tried
    again later; the others go on.
    """
    for found in _over(now):
        _attempt(COME_DOWN, found, found.expire_at, now, _take_down)
    for revision in _due(now):
        _attempt(GO_LIVE, revision, revision.approved_go_live_at, now, _put_live)


def _over(now: datetime) -> Iterator[models.Model]:
    kinds = [model for model in apps.get_models() if issubclass(model, DraftStateMixin)]
    for model in [Page, *[kind for kind in kinds if not issubclass(kind, Page)]]:
        yield from list(model.objects.filter(live=True, expire_at__lte=now).order_by("expire_at"))


def _due(now: datetime) -> list[Revision]:
    """What is approved and due, without what waits in a pack: that goes live with all of it."""
    in_packs = [str(page_id) for page_id in pages_in_unreleased_packs()]
    pages = ContentType.objects.get_for_model(Page)
    due = Revision.objects.filter(approved_go_live_at__lte=now).exclude(
        base_content_type=pages, object_id__in=in_packs
    )
    return list(due.order_by("approved_go_live_at", "pk"))


def _attempt(
    deed: MissedMoment.Deed,
    found: models.Model,
    due_at: datetime,
    now: datetime,
    do: Callable[[models.Model, datetime], str],
) -> None:
    """Do it, unless it failed lately. A failure is told and never stops the others.

    `do` gives the reasons for which it was refused: trying again is no use before somebody has
    done something about them.
    """
    key = _key_of(found) | {"deed": deed}
    if MissedMoment.objects.to_be_left_alone(now=now).filter(due_at=due_at, **key).exists():
        return
    try:
        with transaction.atomic():
            refusal = do(found, now)
            if refusal:
                _note(key, found_title(found), due_at, refusal, next_try_at=None)
            else:
                MissedMoment.objects.filter(**key).delete()
    except Exception as error:
        logger.exception("“%s” was to %s and did not.", found_title(found), deed.label)
        tries = MissedMoment.objects.filter(**key).values_list("tries", flat=True).first() or 0
        wait = min(FIRST_WAIT * 2 ** min(tries, 10), LONGEST_WAIT)
        reason = f"The website failed ({type(error).__name__}). It is tried again by itself."
        _note(key, found_title(found), due_at, reason, next_try_at=now + wait)


def _key_of(found: models.Model) -> dict:
    if isinstance(found, Revision):
        return {"content_type_id": found.content_type_id, "object_id": found.object_id}
    kind = getattr(found, "content_type", None) or ContentType.objects.get_for_model(found)
    return {"content_type_id": kind.pk, "object_id": str(found.pk)}


def found_title(found: models.Model) -> str:
    return found.object_str if isinstance(found, Revision) else str(found)


def _note(
    key: dict, title: str, due_at: datetime, reason: str, *, next_try_at: datetime | None
) -> None:
    """Keep what was missed for the dashboard, and tell who may do something about it, once."""
    try:
        with transaction.atomic():
            missed, is_new = MissedMoment.objects.update_or_create(
                **key,
                defaults={
                    "title": title[:255],
                    "due_at": due_at,
                    "reason": reason,
                    "next_try_at": next_try_at,
                },
            )
            MissedMoment.objects.filter(pk=missed.pk).update(tries=models.F("tries") + 1)
            if is_new and missed.subject:
                log(missed.subject, MISSED, data={"deed": missed.deed, "reason": reason})
                transaction.on_commit(lambda: _tell(missed), robust=True)
    except Exception:
        logger.exception("That “%s” missed its moment could not be noted either.", title)


def _tell(missed: MissedMoment) -> None:
    words = (
        f"{missed}, and did not. It was due on "
        f"{timezone.localtime(missed.due_at):%-d %B %Y at %H:%M}.\n\n{missed.reason}\n\n"
        f"{settings.WAGTAILADMIN_BASE_URL}/admin/\n"
    )
    people = review.approvers_of(missed.subject).exclude(email="")
    write_to_each(people, f"Not done on time: {missed.title}", words)


def _put_live(found: Revision, now: datetime) -> str:
    revision = (
        Revision.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(pk=found.pk, approved_go_live_at__lte=now)
        .first()
    )
    if revision is None:  # somebody else was quicker, or has changed their mind
        return ""
    due_at = revision.approved_go_live_at
    objections = gates.objections(revision.as_object())
    revision.publish(log_action="wagtail.publish.scheduled")
    if objections:
        return " ".join(objection.message for objection in objections)
    _log_lateness(revision.content_object, due_at, now)
    return ""


def _take_down(found: models.Model, now: datetime) -> str:
    rows = type(found).objects.select_for_update(skip_locked=True, of=("self",))
    subject = rows.filter(pk=found.pk, live=True, expire_at__lte=now).first()
    if subject is not None:
        due_at = subject.expire_at
        subject = subject.specific if isinstance(subject, Page) else subject
        subject.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
        _log_lateness(subject, due_at, now)
    return ""


def _log_lateness(subject: models.Model, due_at: datetime, now: datetime) -> None:
    if now - due_at > LATE_AFTER:
        minutes = round((now - due_at).total_seconds() / 60)
        log(subject, LATE, data={"due_at": due_at.isoformat(), "minutes": minutes})


# Whether anybody looks


def beat(*, now: datetime) -> None:
    """Note that the scheduler of this machine has looked for what is due."""
    node = socket.gethostname()[:100]
    SchedulerBeat.objects.update_or_create(node=node, defaults={"beat_at": now})
    SchedulerBeat.objects.filter(beat_at__lt=now - FORGET_NODES_AFTER).delete()


def last_beat() -> datetime | None:
    """When a scheduler last looked. None if none ever did."""
    return SchedulerBeat.objects.aggregate(last=models.Max("beat_at"))["last"]


def has_stopped(*, now: datetime) -> bool:
    """Whether nobody has looked for what is due for too long."""
    last = last_beat()
    return last is None or now - last > STOPPED_AFTER
