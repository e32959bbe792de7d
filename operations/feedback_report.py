"""How useful visitors found the pages, for staff: on the screen, and as CSV."""

import csv
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from wagtail.admin.menu import MenuItem
from wagtail.models import Page
from wagtail.permissions import policy_registry

from core.spreadsheets import one_line, safe_cell
from safety.models import PageFeedback

SPANS = {"30": "the last 30 days", "365": "the last 365 days"}
COLUMNS = ["page", "address", "yes", "no"]


def may_read(user: Any) -> bool:
    """Whoever works on pages can make them more useful."""
    return policy_registry.get_by_type(Page).user_has_any_permission(
        user, {"add", "change", "publish"}
    )


class FeedbackMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_read(request.user)


@require_safe
def report(request: HttpRequest) -> HttpResponse:
    if not may_read(request.user):
        raise PermissionDenied
    days = request.GET.get("days") if request.GET.get("days") in SPANS else "30"
    rows = totals(int(days))
    if request.GET.get("as") == "csv":
        return as_csv(rows)
    context = {"rows": rows, "days": days, "spans": SPANS, "span": SPANS[days]}
    return TemplateResponse(request, "operations/feedback_report.html", context)


def totals(days: int) -> list[dict[str, Any]]:
    """Each page with its answers of the last `days`: most “no” first, as these want work."""
    since = timezone.localdate() - timedelta(days=days)
    answers = PageFeedback.objects.filter(day__gt=since).values("page")
    found = list(answers.annotate(yes=Sum("yes_count"), no=Sum("no_count")).order_by("-no", "-yes"))
    pages = Page.objects.in_bulk([row["page"] for row in found])
    return [row | {"page": pages[row["page"]]} for row in found]


def as_csv(rows: Iterable[dict[str, Any]]) -> HttpResponse:
    headers = {"Content-Disposition": 'attachment; filename="was-it-useful.csv"'}
    response = HttpResponse(content_type="text/csv; charset=utf-8", headers=headers)
    writer = csv.writer(response)
    writer.writerow(COLUMNS)
    for row in rows:
        page = row["page"]
        words = (one_line(page.title), page.specific_deferred.full_url or "")
        writer.writerow([*map(safe_cell, words), row["yes"], row["no"]])
    return response
