"""Helplines that nobody has checked for too long, and the one click that says they are right."""

from datetime import date

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from wagtail.admin.ui.components import Component
from wagtail.permission_policies import ModelPermissionPolicy

from helpline.models import Service
from helpline.models.services import CHECKED_EVERY


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


class HelplinesToCheck(Component):
    """On the dashboard: helplines that somebody should call, or keep right, for those who may."""

    template_name = "helpline/panels/helplines_to_check.html"

    def get_context_data(self, parent_context):
        user, today = parent_context["request"].user, timezone.localdate()
        permissions = ModelPermissionPolicy(Service)
        if not permissions.user_has_permission(user, "change"):
            return {"rows": []}
        return {
            "csrf_token": parent_context["csrf_token"],
            "days": CHECKED_EVERY.days,
            "may_publish": permissions.user_has_permission(user, "publish"),
            "rows": [
                {"service": service, "is_overdue": service.is_overdue(on=today)}
                for service in needing_a_look(on=today)
            ],
        }
