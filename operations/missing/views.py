"""The list of addresses that were not found, and what to do about each by one press."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Max, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from wagtail.contrib.redirects.views import permission_checker
from wagtail.log_actions import log
from wagtail.models import Page

from operations.missing.counting import KEPT_FROM
from operations.missing.suggestions import Suggestions
from operations.models import IgnoredAddress, MissingAddress
from operations.redirects.addresses import LONGEST
from operations.redirects.forms import RedirectForm
from operations.redirects.table import Table

SHOWN = 100
LOOKED_AT = timedelta(days=30)


def not_found(*, days: timedelta = LOOKED_AT) -> QuerySet:
    """The addresses of the last days with `path`, `total` and `last`, the most asked for first."""
    rows = MissingAddress.objects.filter(day__gt=timezone.localdate() - days)
    totals = rows.values("path").annotate(total=Sum("count"), last=Max("day"))
    return totals.order_by("-total", "path")


def still_missing(found: QuerySet) -> list[dict[str, Any]]:
    """Those of `found` at which there is still nothing, and which no redirect is for."""
    table, rows = Table(), list(found[: SHOWN * 2])
    table.look_up([row["path"] for row in rows])
    return [row for row in rows if not table.answers(row["path"])][:SHOWN]


@require_safe
@permission_checker.require("add")
def report(request: HttpRequest) -> HttpResponse:
    rows, suggestions = still_missing(not_found()), Suggestions()
    for row in rows:
        row["page_id"] = suggestions.for_address(row["path"])
    pages = Page.objects.in_bulk([row["page_id"] for row in rows if row["page_id"]])
    for row in rows:
        row["page"] = pages.get(row["page_id"])
    context = {"rows": rows, "days": LOOKED_AT.days, "kept_from": KEPT_FROM}
    return TemplateResponse(request, "operations/missing/report.html", context)


@require_POST
@permission_checker.require("add")
def lead_on(request: HttpRequest) -> HttpResponse:
    """Make the redirect that the list suggests, by the rules of its form."""
    path = request.POST.get("path", "")
    data = {"old_path": path, "redirect_page": request.POST.get("page"), "is_permanent": "on"}
    form = RedirectForm(data, for_user=request.user)
    if form.is_valid():
        made = form.save()
        log(made, "wagtail.create", user=request.user)
        MissingAddress.objects.filter(path=made.old_path).delete()
        messages.success(request, f"{made.old_path} leads to “{made.redirect_page}” now.")
    else:
        messages.error(request, " ".join(sum(form.errors.values(), [])))
    return redirect("missing_addresses")


@require_POST
@permission_checker.require("add")
def ignore(request: HttpRequest) -> HttpResponse:
    """Neither show nor count an address any more."""
    path = request.POST.get("path", "")[:LONGEST]
    if MissingAddress.objects.filter(path=path).exists():
        ignored, is_new = IgnoredAddress.objects.get_or_create(path=path)
        if is_new:
            log(ignored, "wagtail.create", user=request.user)
        MissingAddress.objects.filter(path=path).delete()
        messages.success(request, f"{path} is no longer counted.")
    return redirect("missing_addresses")
