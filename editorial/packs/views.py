"""What publishers do with a pack, each asked once on one clear page where it can't be undone."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST
from wagtail.log_actions import log

from core.models import BasePage
from editorial.models import EmbargoPack, PackItem, PackReader
from editorial.packs import contents
from editorial.packs.forms import PutInForm, ReaderForm, WhichPackForm
from editorial.packs.history import REVOKED
from editorial.packs.invitations import invite, link_for
from editorial.packs.preflight import obstacles_of
from editorial.packs.release import Hindered, release

PERMISSION = "editorial.change_embargopack"


def may_keep_packs(user: AbstractBaseUser) -> bool:
    return user.has_perm(PERMISSION)


def for_publishers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def guarded(request: HttpRequest, *args, **options) -> HttpResponse:
        if not may_keep_packs(request.user):
            raise PermissionDenied
        return view(request, *args, **options)

    return guarded


def back_to(pack_id: int) -> HttpResponse:
    return redirect("embargopack:edit", pack_id)


def confirm(request: HttpRequest, pack: EmbargoPack, **words: object) -> HttpResponse:
    return render(request, "editorial/pack_confirm.html", {"pack": pack} | words)


@for_publishers
@require_POST
def put_in(request: HttpRequest, pack_id: int) -> HttpResponse:
    pack = get_object_or_404(EmbargoPack, pk=pack_id)
    form = PutInForm(request.POST)
    if not form.is_valid():
        for problem in form.non_field_errors() or ["Choose a page, a file or a picture."]:
            messages.error(request, problem)
        return back_to(pack_id)
    for subject in form.chosen:
        _put_in(request, pack, subject)
    return back_to(pack_id)


def _put_in(request: HttpRequest, pack: EmbargoPack, subject) -> None:
    try:
        contents.put_in(pack, subject, by=request.user)
    except ValidationError as problem:
        messages.error(request, problem.message)
    else:
        messages.success(request, f"“{subject}” is in the pack “{pack}”.")


@for_publishers
def put_page_in(request: HttpRequest, page_id: int) -> HttpResponse:
    """From the editor of a page: asks into which pack."""
    page = get_object_or_404(BasePage, pk=page_id).specific
    form = WhichPackForm(request.POST or None)
    if form.is_valid():
        pack = form.cleaned_data["pack"]
        _put_in(request, pack, page)
        return back_to(pack.pk)
    return render(request, "editorial/pack_for_page.html", {"page": page, "form": form})


@for_publishers
def take_out(request: HttpRequest, pack_id: int, item_id: int) -> HttpResponse:
    item = get_object_or_404(PackItem.objects.select_related("pack"), pk=item_id, pack=pack_id)
    if request.method != "POST":
        says = "It stays where it is, as a draft, and does not go live with the pack."
        if item.page_id:
            says += " Its approval is taken back: whoever wants it live submits it again."
        title = f"Take out “{item}”?"
        return confirm(request, item.pack, title=title, says=says, button="Take it out")
    try:
        contents.take_out(item, by=request.user)
    except contents.PackIsReleased as problem:
        messages.error(request, problem.message)
    else:
        messages.success(request, f"“{item}” is no longer in the pack.")
    return back_to(pack_id)


@for_publishers
def release_now(request: HttpRequest, pack_id: int) -> HttpResponse:
    pack = get_object_or_404(EmbargoPack.objects.unreleased(), pk=pack_id)
    if request.method != "POST":
        in_the_way = [found for found in obstacles_of(pack) if found.item or pack.release_at]
        says = (
            "All that is in the pack goes live at once, and visitors can read it from then on. "
            "That can’t be taken back. The links of its readers end."
        )
        return confirm(
            request,
            pack,
            title=f"Release “{pack}” now?",
            says=says,
            button="Release it now",
            obstacles=in_the_way,
        )
    try:
        is_done = release(pack.pk, now=timezone.now(), by=request.user)
    except Hindered as hindered:
        messages.error(request, f"Nothing went live. {hindered}")
        return back_to(pack_id)
    if is_done:
        messages.success(request, f"“{pack}” is live.")
    return back_to(pack_id)


@for_publishers
def stop(request: HttpRequest, pack_id: int) -> HttpResponse:
    pack = get_object_or_404(EmbargoPack.objects.unreleased(), pk=pack_id)
    if request.method != "POST":
        says = "Nothing of the pack goes live until somebody sets a new release time."
        if pack.release_at:
            says = f"It was due on {pack.release_words}. {says} Its pages stay approved."
        title = f"Stop the release of “{pack}”?"
        return confirm(request, pack, title=title, says=says, button="Stop the release")
    try:
        contents.set_time(pack, None, by=request.user)
    except contents.PackIsReleased:
        messages.error(request, f"“{pack}” is live already. It could not be stopped any more.")
    else:
        messages.success(request, "The release is stopped. Nothing goes live until you set a time.")
    return back_to(pack_id)


@for_publishers
def invite_reader(request: HttpRequest, pack_id: int) -> HttpResponse:
    """Asks whom to invite. The link is sent, and shown once: nobody can look it up later."""
    pack = get_object_or_404(EmbargoPack.objects.unreleased(), pk=pack_id)
    blank = PackReader(pack=pack, expires_at=pack.release_at)
    form = ReaderForm(request.POST or None, instance=blank, for_user=request.user)
    if not form.is_valid():
        return render(request, "editorial/pack_invite.html", {"pack": pack, "form": form})
    reader = form.save(commit=False)
    token, is_sent = invite(reader, by=request.user)
    return render(
        request,
        "editorial/pack_invited.html",
        {"pack": pack, "reader": reader, "link": link_for(token), "is_sent": is_sent},
    )


@for_publishers
@require_POST
def revoke_reader(request: HttpRequest, pack_id: int, reader_id: int) -> HttpResponse:
    reader = get_object_or_404(
        PackReader.objects.select_related("pack"), pk=reader_id, pack=pack_id
    )
    now = timezone.now()
    if PackReader.objects.filter(pk=reader.pk, revoked_at__isnull=True).update(revoked_at=now):
        log(reader.pack, REVOKED, user=request.user, data={"reader": reader.name})
    messages.success(request, f"The link of {reader} opens nothing any more.")
    return back_to(pack_id)
