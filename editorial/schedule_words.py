"""The words in which staff are told what will happen to a page, and when."""

from collections.abc import Iterator
from datetime import datetime

from django.contrib.auth.models import AbstractUser
from django.db.models import Model
from django.utils import timezone
from wagtail.models import DraftStateMixin, Page, Revision

from core import gates
from editorial import review, schedule
from editorial.models import EmbargoPack, MissedMoment, words_differ, writers_of
from editorial.moments import in_words
from editorial.packs.embargo import pack_of


def moment_ahead(moment: datetime | None, *, now: datetime | None = None) -> str:
    """In words, if it is still to come; else empty."""
    return in_words(moment) if moment and moment > (now or timezone.now()) else ""


def sentences(subject: Model, *, user: AbstractUser, now: datetime | None = None) -> list[str]:
    """What will happen to a page or record, when, and what it waits for.

    Never says more than is arranged. Nothing of what has no drafts.
    """
    now = now or timezone.now()
    is_alias = getattr(subject, "alias_of_id", None)
    if not subject.pk or is_alias or not isinstance(subject, DraftStateMixin):
        return []
    stored = type(subject)._base_manager.get(pk=subject.pk)
    draft = stored.get_latest_revision_as_object()
    approved = Revision.objects.for_instance(stored).filter(approved_go_live_at__isnull=False)
    scheduled = approved.order_by("-pk").first()
    pack = pack_of(stored.pk) if isinstance(stored, Page) else None
    held = _held_by(pack, scheduled, now) if pack else ""
    told = [
        *([f"Goes live only together with all of the pack “{pack}”."] if pack else ()),
        *_about_missed(stored),
        *([held] if held else _about_going_live(stored, draft, scheduled, user, now)),
        *_about_coming_down(stored, draft, now),
    ]
    if draft.go_live_at and draft.go_live_at > now and schedule.has_stopped(now=now):
        told.append("The scheduler is not running. Tell whoever looks after the website.")
    return told


def _held_by(pack: EmbargoPack, scheduled: Revision | None, now: datetime) -> str:
    """Why neither an approval nor the hour puts a page of `pack` live. Empty if they do."""
    if pack.release_at is None and scheduled is None:
        return "The pack has no release time yet. Nobody can approve the page before it has one."
    if pack.release_at is None:
        return "It is approved. The pack has no release time any more."
    if scheduled is not None and pack.release_at <= now:
        due = in_words(pack.release_at)
        return f"It is approved and was due {due}. The pack says what stands in the way."
    return ""


def _about_missed(stored: Model) -> Iterator[str]:
    for missed in MissedMoment.objects.about(stored):
        yield (
            f"It was to {missed.get_deed_display()} on {in_words(missed.due_at)}, and did not. "
            f"{missed.reason}"
        )


def _about_going_live(
    stored: Model, draft: Model, scheduled: Revision | None, user: AbstractUser, now: datetime
) -> Iterator[str]:
    latest = stored.latest_revision
    if scheduled is not None:
        due = in_words(scheduled.approved_go_live_at)
        if scheduled.approved_go_live_at > now:
            yield f"Goes live {due}. It is approved."
        else:
            yield f"It is approved and was due {due}: it goes live when the scheduler looks next."
        if latest and scheduled.pk != latest.pk and words_differ(scheduled, latest):
            yield "Changes made after the approval stay a draft until they are approved too."
        return
    if stored.live and not stored.has_unpublished_changes:
        yield "Live. Visitors read what you see here."
        return
    if stored.live:
        since = stored.last_published_at
        yield (
            f"Visitors still read the version of {in_words(since)}."
            if since
            else ("Visitors still read the version before these changes.")
        )
    set_to = moment_ahead(draft.go_live_at, now=now)
    when = f"Goes live {set_to}, once" if set_to else "Goes live as soon as"
    if review.needs_second_person(stored):
        told = _what_page_waits_for(stored, when, set_to, user)
    else:
        told = _what_record_waits_for(stored, draft, when, user)
    if draft.go_live_at is not None and not set_to:
        told += f" The time that was set, {in_words(draft.go_live_at)}, has passed."
    yield told


def _what_record_waits_for(stored: Model, draft: Model, when: str, user: AbstractUser) -> str:
    """Somebody who may publish, whom no rule of this kind of record keeps from it."""
    latest = stored.latest_revision
    if review.may_publish(user, stored):
        refused = gates.objections_to_person(draft, latest, user) if latest else []
        if not refused:
            return f"A draft. {when} you publish it."
    names = review.names_of_approvers(stored, {user.pk}) or "somebody"
    return f"A draft. {when} {names} has published it."


def _what_page_waits_for(stored: Page, when: str, set_to: str, user: AbstractUser) -> str:
    writers = writers_of(stored.latest_revision) if stored.latest_revision else set()
    may_approve = user.pk not in writers and review.may_publish(user, stored)
    names = review.names_of_approvers(stored, writers) or "a second person"
    if stored.workflow_in_progress:
        who = "you, or another second person, have" if may_approve else f"{names} has"
        return f"{when} {who} approved it."
    if may_approve:
        return f"{when} you publish it as it is: the words are somebody else’s."
    if set_to:
        return (
            f"Not scheduled yet. It is set to {set_to}, but nobody has been asked to approve it: "
            "submit it for approval."
        )
    return f"A draft. {when} {names} has approved it: submit it for approval."


def _about_coming_down(stored: Model, draft: Model, now: datetime) -> Iterator[str]:
    if stored.live and (moment := moment_ahead(stored.expire_at, now=now)):
        yield f"Comes down {moment}."
    if draft.expire_at != stored.expire_at or not stored.live:
        if moment := moment_ahead(draft.expire_at, now=now):
            yield f"Once this draft is live, it comes down {moment}."
        elif draft.expire_at and draft.expire_at <= now:
            yield (
                f"The day on which it comes down, {in_words(draft.expire_at)}, has passed: "
                "clear it, or choose another."
            )
