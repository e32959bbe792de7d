"""What staff do with sources of posts beside the forms."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from wagtail.permission_policies import ModelPermissionPolicy

from home.models import PostSource
from home.tasks import have_fetched


def fetch_now(request: HttpRequest, source_id: int) -> HttpResponse:
    """Asks whether a source should be asked now; a POST has it done."""
    if not ModelPermissionPolicy(PostSource).user_has_permission(request.user, "change"):
        raise PermissionDenied
    source = get_object_or_404(PostSource.objects.filter(is_on=True), pk=source_id)
    if request.method != "POST":
        return render(request, "home/fetch_now.html", {"source": source})
    have_fetched(source)
    messages.success(request, f"“{source}” is being asked. Load this page again in a moment.")
    return redirect("postsource:edit", source.pk)
