from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from core.media.serving import is_for_visitors, picture_file, sees_early
from core.models import DocumentVersion
from publications.models import PdfFacts
from publications.tasks import have_read


def cover(request: HttpRequest, name: str) -> FileResponse:
    """The picture of a PDF's first page: as public as the file, and only of what it is now."""
    path = f"covers/{name}"
    named = PdfFacts.objects.filter(Q(cover=path) | Q(small_cover=path))
    facts = named.select_related("version__document").first()
    if facts is None or not (
        sees_early(request, facts.version.document) or _is_shown(facts.version)
    ):
        raise Http404("There is no such picture.")
    return picture_file(path)


def _is_shown(version: DocumentVersion) -> bool:
    return version.is_current and is_for_visitors(version)


def read_again(request: HttpRequest, version_id: int) -> HttpResponse:
    """Asks whether a PDF should be looked through again; a POST has it done."""
    versions = DocumentVersion.objects.select_related("document")
    version = get_object_or_404(versions, pk=version_id, facts__isnull=False)
    document = version.document
    if not document.is_editable_by_user(request.user):
        raise PermissionDenied
    if request.method != "POST":
        return render(request, "publications/read_again.html", {"version": version})
    have_read(version)
    messages.success(request, f"“{version.filename}” is being looked through.")
    return HttpResponseRedirect(reverse("wagtaildocs:edit", args=[document.pk]))
