"""The one view that hands out files and pictures. A file is public when something public uses it.

This is asked on each request and never kept, so a withdrawn page takes its files with it at once.
"""

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import models
from django.http import FileResponse, Http404, HttpRequest, HttpResponseRedirect
from wagtail.models import DraftStateMixin, Page, ReferenceIndex

from core.media.documents import CustomDocument
from core.media.images import Rendition

PICTURE_TYPES = {
    "avif": "image/avif",
    "gif": "image/gif",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
}


def is_public(media: models.Model) -> bool:
    """Whether a page or record that everybody may see refers to this picture or file."""
    references = ReferenceIndex.get_references_to(media).select_related("base_content_type")
    users: dict[type[models.Model], set[str]] = {}
    for reference in references:
        model = reference.base_content_type.model_class()
        if model is not None:
            users.setdefault(model, set()).add(reference.object_id)
    return any(_any_is_public(model, ids) for model, ids in users.items())


def _any_is_public(model: type[models.Model], ids: set[str]) -> bool:
    if issubclass(model, Page):
        return Page.objects.live().public().filter(pk__in=ids).exists()
    records = model._default_manager.filter(pk__in=ids)
    if issubclass(model, DraftStateMixin):
        records = records.filter(live=True)
    return records.exists()


def may_see(request: HttpRequest, media: models.Model) -> bool:
    """Staff see all media. The session is read only where there is one."""
    has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
    if has_session and request.user.has_perm("wagtailadmin.access_admin"):
        return True
    return is_public(media)


def document(
    request: HttpRequest, document_id: int, filename: str
) -> FileResponse | HttpResponseRedirect:
    """A document's file. Unknown and private ones answer alike.

    Its number is its address for good: with the name of an earlier version, it leads to today's.
    """
    found = CustomDocument.objects.filter(pk=document_id).first()
    if found is None or not may_see(request, found):
        raise Http404("There is no such file.")
    if found.filename != filename:
        return HttpResponseRedirect(found.url)
    try:
        file = found.file.open("rb")
    except FileNotFoundError as error:
        raise Http404("There is no such file.") from error
    return FileResponse(
        file,
        filename=found.filename,
        content_type=found.content_type,
        as_attachment=found.content_disposition != "inline",
    )


def picture(request: HttpRequest, path: str) -> FileResponse:
    """A picture in one of our sizes. Originals have no public address."""
    if "\0" in path:  # which PostgreSQL can't be asked for
        raise Http404("There is no such picture.")
    rendition = Rendition.objects.filter(file=path).select_related("image").first()
    if rendition is None or not may_see(request, rendition.image):
        raise Http404("There is no such picture.")
    try:
        file = default_storage.open(path)
    except FileNotFoundError as error:
        raise Http404("There is no such picture.") from error
    suffix = path.rpartition(".")[2].lower()
    return FileResponse(file, content_type=PICTURE_TYPES.get(suffix, "application/octet-stream"))
