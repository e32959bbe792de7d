"""Panels of the dashboard: what was published in a hurry, and what was missed."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.admin.ui.components import Component

from editorial import review, schedule
from editorial.models import MissedMoment, UrgentPublish


class UrgentPanel(Component):
    """What colleagues published alone, for those who may say that it is right."""

    template_name = "editorial/urgent_panel.html"

    def __init__(self, user: AbstractUser):
        self.user = user

    @cached_property
    def urgents(self) -> list[UrgentPublish]:
        waiting = UrgentPublish.objects.waiting_for(self.user).select_related("by", "revision")
        return [urgent for urgent in waiting if review.may_review(self.user, urgent)]

    @property
    def is_shown(self) -> bool:
        return bool(self.urgents)

    def get_context_data(self, parent_context: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"urgents": self.urgents}


class MissedPanel(Component):
    """What was due and did not happen, and whether the scheduler runs."""

    template_name = "editorial/missed_panel.html"

    def __init__(self, user: AbstractUser):
        self.user = user

    @cached_property
    def missed(self) -> list[MissedMoment]:
        found = MissedMoment.objects.prefetch_related("subject")
        return [moment for moment in found if moment.subject is not None]

    @cached_property
    def has_stopped(self) -> bool:
        return schedule.has_stopped(now=timezone.now())

    @property
    def is_shown(self) -> bool:
        return self.has_stopped or bool(self.missed)

    def get_context_data(self, parent_context: Mapping[str, Any]) -> Mapping[str, Any]:
        links = [review.address_in_admin(moment.subject, self.user) for moment in self.missed]
        return {
            "missed": list(zip(self.missed, links, strict=True)),
            "has_stopped": self.has_stopped,
            "last_beat": schedule.last_beat(),
        }
