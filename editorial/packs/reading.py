"""What an invited reader gets: the drafts and files of one pack, below the address of that pack.

Whoever has no valid link is answered as if there were nothing. Whose link held until the embargo
ended is led on to what is public.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from io import BytesIO
from mimetypes import guess_type

from django.conf import settings
from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from wagtail.log_actions import log

from core.media.versions import documents_of, pictures_of
from core.models import BasePage, CustomDocument, CustomImage
from core.rich_text import also_leading_to
from editorial.models import EmbargoPack, PackReader
from editorial.packs.history import OPENED
from editorial.packs.inside import inside_pack
from editorial.packs.preflight import drafts_of
from editorial.packs.stamping import CannotStamp, stamped
from safety import headers

COOKIE = "__Secure-reader" if settings.IS_ENCRYPTED else "reader"
NOTHING_HERE = "There is no such page."
# The views behind public addresses that an early reader may be shown the answer of.
OF_PICTURES = {"picture", "cover"}
# A browser sends the cookie a day longer, so that who reads at the minute is led on, and not lost.
LED_ON_FOR = timedelta(days=1)


def door(request: HttpRequest) -> HttpResponse:
    """Where a link leads. A press on its button opens the pack: scanners of mail follow links."""
    token = (request.POST if request.method == "POST" else request.GET).get("link", "")
    readers, now = PackReader.objects.with_token(token), timezone.now()
    reader = readers.admitted(now=now).first()
    if reader is None:
        answer = _led_on(request, readers.at_its_end(now=now).first())
    elif request.method != "POST":
        answer = render(request, "editorial/reader_door.html", {"token": token})
    else:
        address = reverse("reader-pack", args=[reader.pack_id])
        answer = HttpResponseRedirect(address)
        answer.set_cookie(
            COOKIE,
            token,
            expires=reader.expires_at + LED_ON_FOR,
            path=address,
            secure=settings.IS_ENCRYPTED,
            httponly=True,
            samesite="Strict",
        )
        _note(reader, "the link")
    answer.surface = headers.READER_DOOR
    return answer


def for_readers(
    view: Callable[..., HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """Has `view` asked with the reader in place of the number of the pack."""

    @wraps(view)
    def guarded(request: HttpRequest, pack_id: int, **options) -> HttpResponseBase:
        token = request.COOKIES.get(COOKIE, "")
        readers, now = PackReader.objects.with_token(token).filter(pack=pack_id), timezone.now()
        reader = readers.admitted(now=now).select_related("pack").first()
        if reader is None:
            answer = _led_on(request, readers.at_its_end(now=now).first())
        else:
            answer = view(request, reader, **options)
        if not hasattr(answer, "surface"):
            answer.surface = headers.READER
        return answer

    return guarded


def _led_on(request: HttpRequest, reader: PackReader | None) -> HttpResponse:
    """Where the pack of `reader`, whose link ended with the embargo, is public. 404 without one."""
    if reader is None:
        raise Http404(NOTHING_HERE)
    of_pack = BasePage.objects.filter(pack_items__pack=reader.pack_id)
    pages = of_pack.visible_to_public().order_by("path")
    return render(request, "editorial/reader_led_on.html", {"pack": reader.pack, "pages": pages})


def _note(reader: PackReader, what: str) -> None:
    log(reader.pack, OPENED, data={"reader": reader.name, "what": what})


def _shown(pack: EmbargoPack) -> tuple[list[BasePage], Q, Q]:
    """The drafts of `pack`, and which files and pictures belong to it or to one of them."""
    pages = [draft.page for draft in drafts_of(pack)]
    files = {found for page in pages for found in documents_of(page)}
    pictures = {found for page in pages for found in pictures_of(page)}
    of_pack = Q(pack_items__pack=pack)
    return pages, of_pack | Q(pk__in=files), of_pack | Q(pk__in=pictures)


@for_readers
def pack(request: HttpRequest, reader: PackReader) -> HttpResponse:
    pages, of_files, _ = _shown(reader.pack)
    files = CustomDocument.objects.filter(of_files).distinct().order_by("title")
    rows = [
        (file, reverse("reader-document", args=[reader.pack_id, file.pk, file.newest.filename]))
        for file in files
        if file.newest
    ]
    _note(reader, "the list")
    return render(
        request,
        "editorial/reader_pack.html",
        {"reader": reader, "pack": reader.pack, "pages": pages, "files": rows},
    )


@for_readers
def page(request: HttpRequest, reader: PackReader, page_id: int) -> HttpResponseBase:
    """A draft as it will be, in the design of the site."""
    pages, _, _ = _shown(reader.pack)
    draft = next((one for one in pages if one.pk == page_id), None)
    if draft is None:
        raise Http404(NOTHING_HERE)
    request.is_preview, request.preview_mode = True, ""
    with also_leading_to({one.pk for one in pages}):
        answer = draft.serve_preview(request, "")
        if hasattr(answer, "render"):
            answer.render()
    _note(reader, f"the page “{draft}”")
    if answer.get("Content-Type", "").startswith("text/html"):
        note = render(request, "editorial/reader_note.html", {"reader": reader})
        answer.content = inside_pack(
            answer.content.decode(), pack_id=reader.pack_id, pages=pages, note=note.content.decode()
        )
    return answer


@for_readers
def document(
    request: HttpRequest, reader: PackReader, document_id: int, filename: str
) -> HttpResponseBase:
    """The newest version of a file, whether it is released or waits."""
    _, of_files, _ = _shown(reader.pack)
    found = CustomDocument.objects.filter(of_files, pk=document_id).first()
    version = found and found.newest
    if version is None or not version.is_harmless:
        raise Http404(NOTHING_HERE)
    if not version.file.storage.exists(version.file.name):
        raise Http404(NOTHING_HERE)
    is_pdf = version.suffix == "pdf"
    file = version.file.storage.open(version.file.name)
    if is_pdf and reader.has_watermark:
        with file:
            try:
                file = BytesIO(stamped(file.read(), reader.words_on_copy))
            except CannotStamp:
                # Without its mark nobody would know whose copy it was.
                return render(
                    request, "editorial/reader_no_copy.html", {"reader": reader}, status=503
                )
    _note(reader, f"the file “{version.filename}”")
    answer = FileResponse(
        file,
        filename=version.filename,
        content_type=guess_type(version.filename)[0] or "application/octet-stream",
        as_attachment=not is_pdf,
    )
    answer.surface = headers.READER_PDF if is_pdf else headers.READER_FILE
    return answer


@for_readers
def picture(request: HttpRequest, reader: PackReader, path: str) -> HttpResponseBase:
    """What stands at a public address of a picture, for a picture of the pack."""
    try:
        match = resolve(f"/files/{path}")
    except Resolver404 as error:
        raise Http404(NOTHING_HERE) from error
    if match.view_name not in OF_PICTURES:
        raise Http404(NOTHING_HERE)
    _, of_files, of_pictures = _shown(reader.pack)
    request.media_shown = [
        *CustomImage.objects.filter(of_pictures).distinct(),
        *CustomDocument.objects.filter(of_files).distinct(),
    ]
    answer = match.func(request, *match.args, **match.kwargs)
    answer.surface = headers.READER_PICTURE
    return answer
