"""Helplines that nobody has checked for too long, and the one click that says they are right."""

from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from helpline.models import Service


def needing_a_look(*, on: date) -> list[Service]:
    """Live ones that are overdue or have no owner, those that were checked longest ago first."""
    found = Service.objects.overdue(on=on) | Service.objects.without_owner()
    return list(found.select_related("owner").order_by("verified_on", "name"))


@transaction.atomic
def note_check(service: Service, *, on: date, user: AbstractBaseUser) -> None:
    """Say on every page that what visitors see of `service` was right on that day.

    A draft that waits stays a draft, with the new day in it.
    """
    draft = service.get_latest_revision_as_object()
    service.verified_on = draft.verified_on = on
    if service.has_unpublished_changes:
        service.save(update_fields=["verified_on"])
        draft.save_revision(user=user, log_action=True, clean=False)
    else:
        service.save_revision(user=user, log_action=True).publish(user=user)
