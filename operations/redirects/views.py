"""Wagtail's screens for redirects, with our rules; files of them; and which do nothing."""

from collections import Counter

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe
from wagtail.contrib.redirects import views
from wagtail.contrib.redirects.views import permission_checker

from operations.redirects.forms import ImportForm, RedirectForm
from operations.redirects.importing import as_csv, look_at, save
from operations.redirects.table import may_leave_the_site, problems

SHOWN = 500
ORDER = ["refused", "changed", "made", "the same"]


class AddView(views.CreateView):
    """May be opened with an old address filled in, from the list of those not found."""

    form_class = RedirectForm

    def get_initial(self):
        return super().get_initial() | {"old_path": self.request.GET.get("from", "")}


class EditView(views.EditView):
    form_class = RedirectForm


@permission_checker.require("add")
def import_file(request: HttpRequest) -> HttpResponse:
    """Shows what each line of a file would do, and then does it."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return TemplateResponse(request, "operations/redirects/import.html", {"form": form})
    lines = form.cleaned_data["lines"]
    look_at(lines, may_leave=may_leave_the_site(request.user))
    counts = Counter(line.fate for line in lines)
    if "save" in request.POST:
        save(lines, by=request.user)
        messages.success(
            request, f"Redirects made: {counts['made']}, changed: {counts['changed']}."
        )
        return redirect("wagtailredirects:index")
    context = {
        "content": form.cleaned_data["content"],
        "counts": [(fate, counts[fate]) for fate in ORDER],
        "is_of_use": counts["made"] or counts["changed"],
        "lines": sorted(lines, key=lambda line: ORDER.index(line.fate))[:SHOWN],
        "left_out": max(0, len(lines) - SHOWN),
    }
    return TemplateResponse(request, "operations/redirects/preview.html", context)


@require_safe
@permission_checker.require("change")
def file(request: HttpRequest) -> HttpResponse:
    headers = {"Content-Disposition": 'attachment; filename="redirects.csv"'}
    return HttpResponse(as_csv(), content_type="text/csv; charset=utf-8", headers=headers)


@require_safe
@permission_checker.require("change")
def check(request: HttpRequest) -> HttpResponse:
    return TemplateResponse(request, "operations/redirects/check.html", {"found": list(problems())})
