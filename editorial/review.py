"""A second pair of eyes: nobody puts their own words before the public alone.

Whoever wrote none of the words that visitors don't read yet may approve or publish them. Whoever
wrote some publishes only as urgent, with a reason, and a colleague looks at it afterwards.
"""

from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AbstractUser
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.log_actions import log
from wagtail.models import Page, Revision
from wagtail.permissions import policy_registry

from core import gates
from core.gates import Objection, WayOut
from editorial.letters import write_to_each
from editorial.models import UrgentPublish, User, writers_of

URGENT, REVIEWED = "editorial.urgent_publish", "editorial.urgent_reviewed"
NAMED = 3


def needs_second_person(subject: models.Model) -> bool:
    """Whether somebody else has to read it first. Records have rules of their own."""
    return isinstance(subject, Page)


def second_person_objections(
    subject: models.Model, revision: Revision | None, user: AbstractBaseUser
) -> Iterator[Objection]:
    """Nobody publishes what they wrote themselves, unless a reason for urgency stands."""
    if not needs_second_person(subject):
        return
    if revision is None:
        yield Objection(
            "It is new, so a second person has to approve it. "
            f"{whom_to_ask(subject, {user.pk})} Make it a draft, and submit it for approval."
        )
        return
    writers = writers_of(revision)
    if user.pk in writers and not _is_urgent(revision):
        yield Objection(
            "You wrote some of it yourself, so a second person has to approve it. "
            f"{whom_to_ask(subject, writers)} Your draft is saved: submit it for approval.",
            way_out=WayOut("It can’t wait", urgent_url(revision)),
        )


def _is_urgent(revision: Revision) -> bool:
    return UrgentPublish.objects.filter(revision=revision).exists()


def urgent_url(revision: Revision) -> str:
    return reverse("urgent_publish", args=[revision.pk])


def may_publish(user: AbstractBaseUser, subject: models.Model) -> bool:
    if isinstance(subject, Page):
        return subject.permissions_for_user(user).can_publish()
    return policy_registry.get(subject).user_has_permission_for_instance(user, "publish", subject)


def approvers_of(subject: models.Model) -> models.QuerySet[User]:
    """All who may publish `subject`, if they did not write it themselves."""
    policy = policy_registry.get(subject)
    return policy.users_with_permission("publish").filter(is_active=True).order_by("username")


def name_of(user: AbstractUser | None, *, unknown: str = "Somebody") -> str:
    """As colleagues call `user`; `unknown` if the account is gone."""
    return (user.get_full_name() or user.get_username()) if user else unknown


def names_of_approvers(subject: models.Model, not_these: set[int]) -> str:
    """Some who may publish `subject`, other than those with these ids: “Ana, Ben or Cleo”.

    Empty for nobody.
    """
    found = approvers_of(subject).exclude(pk__in=not_these)[:NAMED]
    *names, last = [name_of(user) for user in found] or [""]
    return f"{', '.join(names)} or {last}" if names else last


def whom_to_ask(subject: models.Model, not_these: set[int]) -> str:
    """A sentence that names some who may publish `subject`, other than those with these ids."""
    if names := names_of_approvers(subject, not_these):
        return f"Ask {names}."
    return "Nobody else may publish it yet. Ask an administrator for a second publisher."


@transaction.atomic
def publish_as_urgent(revision: Revision, *, reason: str, by: User) -> UrgentPublish:
    """Put live what `by` wrote, and have colleagues look at it afterwards.

    A second press of the button does nothing more. Raises `PublishRefused` if another gate objects;
    then nothing is noted either.
    """
    subject = revision.as_object()
    urgent, is_new = UrgentPublish.objects.get_or_create(
        revision=revision, defaults={"title": str(subject)[:255], "reason": reason, "by": by}
    )
    if not is_new:
        return urgent
    revision.publish(user=by)
    log(subject, URGENT, user=by, revision=revision, data={"reason": reason})
    transaction.on_commit(lambda: tell_colleagues(urgent), robust=True)
    return urgent


def tell_colleagues(urgent: UrgentPublish) -> None:
    """By e-mail to each who may publish. Raises what the mail server raises."""
    others = approvers_of(urgent.subject).exclude(pk=urgent.by_id).exclude(email="")
    address = settings.WAGTAILADMIN_BASE_URL + reverse("urgent_review", args=[urgent.pk])
    words = (
        f"{name_of(urgent.by)} published “{urgent}” without a second person, because it could "
        f"not wait:\n\n{urgent.reason}\n\nPlease look at it: {address}\n"
    )
    write_to_each(others, f"Published as urgent: {urgent.title}", words)


@transaction.atomic
def note_review(urgent: UrgentPublish, *, by: User, note: str) -> bool:
    """That `by` has looked at it. False if somebody had before."""
    found = UrgentPublish.objects.select_for_update().to_review().filter(pk=urgent.pk)
    if not found.update(reviewed_by=by, reviewed_at=timezone.now(), review_note=note):
        return False
    if subject := urgent.subject:
        log(subject, REVIEWED, user=by, revision=urgent.revision, data={"note": note})
    return True


def may_review(user: AbstractBaseUser, urgent: UrgentPublish) -> bool:
    """Whoever may publish it, if the words are not their own."""
    subject = urgent.subject
    if subject is None or user.pk == urgent.by_id:
        return False
    return may_publish(user, subject)


def objections_to_urgent(revision: Revision) -> list[Objection]:
    """What stands in its way for everybody. A second person is what it does without."""
    return gates.objections(revision.as_object())


def address_in_admin(subject: models.Model, user: AbstractBaseUser) -> str | None:
    """Where `user` can change it; None if they may not."""
    return AdminURLFinder(user).get_edit_url(subject)
