"""Guides that somebody should read again: on the dashboard, in a report, and done at one press."""

from calendar import monthrange
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.views.decorators.http import require_POST
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column, TitleColumn, UserColumn
from wagtail.admin.views.reports import ReportView
from wagtail.log_actions import log
from wagtail.models import Page
from wagtail.permissions import policy_registry

from core.models import DatePrecision
from editorial.models import User
from helpline.models import GuidePage

MONTHS_UNTIL_NEXT = 6
# The dashboard is for what comes first; the report has them all.
SHOWN_ON_DASHBOARD = 8


def next_review_after(day: date) -> date:
    """The same day six months on, or the last of that month where it is shorter."""
    years, month = divmod(day.month - 1 + MONTHS_UNTIL_NEXT, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def guides_of(user: User):
    """The guides that `user` may change or publish."""
    policy = policy_registry.get_by_type(Page)
    pages = policy.instances_user_has_any_permission_for(user, {"change", "publish"})
    return GuidePage.objects.filter(pk__in=pages.values("pk"))


def obstacle(guide: GuidePage, user: User) -> str:
    """Why `user` can't confirm it at one press. Empty if nothing stands in the way."""
    permissions = guide.permissions_for_user(user)
    if not permissions.can_publish():
        return "A publisher can confirm it."
    if guide.has_unpublished_changes or guide.scheduled_revision or guide.workflow_in_progress:
        return "It has changes that are not live. Set the dates in its form, with them."
    if permissions.page_locked():
        return "It is locked."
    return ""


def confirm(guide: GuidePage, *, by: User, on: date) -> None:
    """Have the live guide say that it was read again, and put down the next day for it.

    Raises `PublishRefused` if a gate objects, `ValidationError` if what is live no longer passes.
    """
    guide.display_date, guide.date_precision = on, DatePrecision.DAY
    guide.review_on = next_review_after(on)
    if not guide.is_kept:
        guide.guide_owner = by
    with transaction.atomic():
        revision = guide.save_revision(user=by)
        revision.publish(user=by)
        log(
            instance=guide,
            action="helpline.read_again",
            user=by,
            revision=revision,
            data={"review_on": guide.review_on.isoformat()},
        )


@require_POST
def confirm_view(request: HttpRequest, page_id: int) -> HttpResponse:
    """“I have read it again”, from the dashboard."""
    guide = get_object_or_404(GuidePage.objects.listed(), pk=page_id)
    if not guide.permissions_for_user(request.user).can_publish():
        raise PermissionDenied
    if problem := obstacle(guide, request.user):
        messages.error(request, f"“{guide}” was left as it is. {problem}")
        return redirect("wagtailadmin_pages:edit", guide.pk)
    try:
        confirm(guide, by=request.user, on=timezone.localdate())
    except ValidationError as error:
        messages.error(request, f"“{guide}” was left as it is. {' '.join(error.messages)}")
        return redirect("wagtailadmin_pages:edit", guide.pk)
    keeper = guide.guide_owner.get_full_name() or guide.guide_owner
    messages.success(
        request,
        f"“{guide}” now says that it was reviewed today. The next review is due by "
        f"{date_format(guide.review_on, 'j F Y')}, and {keeper} keeps it right.",
    )
    return redirect("wagtailadmin_home")


class GuidesToReadAgain(Component):
    """The panel of the dashboard. Empty while there is nothing to do."""

    template_name = "helpline/guides_to_read_again.html"

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        user, today = parent_context["request"].user, timezone.localdate()
        guides = guides_of(user).to_read_again(on=today).most_urgent_first()
        shown = guides.select_related("guide_owner")[:SHOWN_ON_DASHBOARD]
        return {
            "rows": [
                (guide, guide.why_to_read_again(on=today), obstacle(guide, user)) for guide in shown
            ],
            "count": guides.count(),
            "csrf_token": parent_context["csrf_token"],
        }


class GuideReport(ReportView):
    """All guides with their dates, the most urgent first."""

    model = GuidePage
    page_title = "Guides and their reviews"
    header_icon = "calendar-check"
    index_url_name = "guide_report"
    index_results_url_name = "guide_report_results"
    results_template_name = "wagtailadmin/reports/base_report_results.html"
    any_permission_required = ["add", "change", "publish"]
    columns = [
        TitleColumn(
            "title", get_url=lambda guide: reverse("wagtailadmin_pages:edit", args=[guide.pk])
        ),
        Column("audience", label="For", accessor="get_audience_display"),
        Column("display_date", label="Last reviewed"),
        Column("review_on", label="Review by"),
        UserColumn("guide_owner", label="Who keeps it right", blank_display_name="Nobody"),
        Column(
            "why",
            label="To do",
            accessor=lambda guide: guide.why_to_read_again(on=timezone.localdate()),
        ),
    ]
    list_export = ["title", "audience", "display_date", "review_on", "guide_owner"]
    export_headings = {"display_date": "Last reviewed", "guide_owner": "Who keeps it right"}

    def get_queryset(self):
        guides = guides_of(self.request.user).live()
        self.queryset = guides.most_urgent_first().select_related("guide_owner")
        return super().get_queryset()

    def get_filename(self):
        return f"guides-{timezone.localdate()}"
