"""What staff do with pages beyond Wagtail's own views."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse

from core import welsh
from core.models import BasePage


def start_welsh(request: HttpRequest, page_id: int) -> HttpResponse:
    """Asks whether to start the Welsh version of a page, and then does."""
    page = get_object_or_404(BasePage, pk=page_id).specific
    if not welsh.may_start(page, request.user):
        raise PermissionDenied
    if page.is_welsh or not page.can_be_welsh:
        raise Http404("There is no Welsh version of such a page.")
    found = welsh.version_of(page)
    if request.method == "POST" and found is None:
        found = welsh.start(page, by=request.user)
        messages.success(request, "The Welsh version is a draft now. Write over the English words.")
    if found:
        return redirect("wagtailadmin_pages:edit", found.pk)
    return TemplateResponse(request, "core/start_welsh.html", {"page": page})
