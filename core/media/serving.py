"""The views that hand out files and pictures. One is public when something public uses it.

This is asked on each request and never kept, so a withdrawn page takes its files with it at once.
It is asked before all else: a file that is not public answers as one that does not exist,
whatever the request says that it knows of it.
"""

import logging
from mimetypes import guess_type

from django.apps import apps
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import models
from django.http import FileResponse, Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.deprecation import MiddlewareMixin
from wagtail.models import DraftStateMixin, Page, ReferenceIndex
from wagtail.permissions import policy_registry

from core.media.documents import CustomDocument
from core.media.images import Rendition
from core.media.sending import Sendable, send
from core.media.storing import FilesAreAway
from core.media.versions import DocumentVersion
from core.media.waiting import is_kept_back

logger = logging.getLogger(__name__)

RETRY_SECONDS = 30
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
    is_kept = media.deleted_at or is_kept_back(media)
    if is_kept or media.collection.get_view_restrictions().exists():
        return False
    references = ReferenceIndex.get_references_to(media).select_related("base_content_type")
    users: dict[type[models.Model], set[str]] = {}
    for reference in references:
        model = reference.base_content_type.model_class()
        if model is not None:
            users.setdefault(model, set()).add(reference.object_id)
    return any(_any_is_public(model, ids) for model, ids in users.items())


def _any_is_public(model: type[models.Model], ids: set[str]) -> bool:
    if issubclass(model, Page):
        # Our pages stand on this module, so they can't be imported here.
        return apps.get_model("core.BasePage").objects.listed().filter(pk__in=ids).exists()
    records = model._default_manager.filter(pk__in=ids)
    if issubclass(model, DraftStateMixin):
        records = records.filter(live=True)
    return records.exists()


def is_staff(request: HttpRequest, media: models.Model) -> bool:
    """Whether somebody asks who uses media of this kind in the admin.

    The session is read only where there is one.
    """
    has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
    if has_session and request.user.has_perm("wagtailadmin.access_admin"):
        policy = policy_registry.get_by_type(type(media))
        if policy.user_has_any_permission(request.user, {"add", "change", "choose"}):
            return True
    leave_session_unread(request)
    return False


def leave_session_unread(request: HttpRequest) -> None:
    """Let the answer be as if nobody had looked who asks.

    Its headers would say so otherwise, and thereby that there is something to be kept from them.
    """
    if key := request.COOKIES.get(settings.SESSION_COOKIE_NAME):
        request.session = type(request.session)(key)


def sees_early(request: HttpRequest, media: models.Model) -> bool:
    """Whether who asks sees `media` before everybody may: staff, and those whom a view lets see it,
    which names it as `media_shown` at the request.
    """
    return media in getattr(request, "media_shown", ()) or is_staff(request, media)


def is_for_visitors(version: DocumentVersion) -> bool:
    """Whether everybody may have this version of a file that is public."""
    is_offered = version.is_current or version.is_public
    return is_offered and version.released_at is not None and is_public(version.document)


def document(request: HttpRequest, document_id: int, filename: str) -> HttpResponseBase:
    """A file as it is now. Unknown and private ones answer alike.

    Its number is its address for good: with the name of an earlier version, it leads to today's.
    """
    found = CustomDocument.objects.select_related("current").filter(pk=document_id).first()
    version = found and (found.current or found.newest)
    if version is None:
        raise Http404("There is no such file.")
    version.document = found
    return _version(request, version, filename, address=found.url)


def document_version(
    request: HttpRequest, document_id: int, number: int, filename: str
) -> HttpResponseBase:
    """A file as it was, or as it will be. Unknown and private versions answer alike."""
    versions = DocumentVersion.objects.select_related("document")
    version = versions.filter(document=document_id, number=number).first()
    if version is None:
        raise Http404("There is no such file.")
    answer = _version(request, version, filename, address=version.url)
    if version.is_superseded:
        answer["X-Robots-Tag"] = "noindex"
    return answer


def _version(
    request: HttpRequest, version: DocumentVersion, filename: str, *, address: str
) -> HttpResponseBase:
    # What was found to hold a program is for nobody, staff included.
    is_harmful = version.is_harmless is False
    if is_harmful or not (is_staff(request, version.document) or is_for_visitors(version)):
        raise Http404("There is no such file.")
    if version.filename != filename:
        return HttpResponseRedirect(address)
    try:
        file = version.file.storage.open(version.file.name)
    except FileNotFoundError as error:
        raise Http404("There is no such file.") from error
    kind = guess_type(version.filename)[0] or "application/octet-stream"
    return send(
        request,
        file,
        Sendable(version.filename, kind, version.size, version.sha256, since=version.released_at),
    )


def picture(request: HttpRequest, path: str) -> FileResponse:
    """A picture in one of our sizes. Originals have no public address."""
    if "\0" in path:  # which PostgreSQL can't be asked for
        raise Http404("There is no such picture.")
    rendition = Rendition.objects.filter(file=path).select_related("image").first()
    image = rendition and rendition.image
    if image is None or not (sees_early(request, image) or is_public(image)):
        raise Http404("There is no such picture.")
    return picture_file(path)


def picture_file(path: str) -> FileResponse:
    """The answer that holds a stored picture. Raises `Http404` if the storage has lost it."""
    try:
        file = default_storage.open(path)
    except FileNotFoundError as error:
        raise Http404("There is no such picture.") from error
    suffix = path.rpartition(".")[2].lower()
    return FileResponse(file, content_type=PICTURE_TYPES.get(suffix, "application/octet-stream"))


class FilesAreAwayMiddleware(MiddlewareMixin):
    """Answers 503, with the numbers to call, for a file that can't be had just now.

    That is no error of ours, and nobody gets a letter about it as about those.
    """

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        if not isinstance(error, FilesAreAway):
            return None
        logger.warning("A file can't be had: %s", error.strerror)
        answer = render(request, "500.html", status=503)
        answer["Retry-After"] = RETRY_SECONDS
        return answer
