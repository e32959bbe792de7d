"""What is in a pack and when it is released: each change in one step, kept in the log."""

from datetime import UTC, datetime

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from wagtail.log_actions import log
from wagtail.models import Page, Revision

from core import gates
from core.media.serving import is_public
from core.models import BasePage, CustomDocument
from editorial.models import EmbargoPack, PackItem

PUT_IN, TAKEN_OUT = "editorial.pack_put_in", "editorial.pack_take_out"
TIMED, STOPPED = "editorial.pack_time", "editorial.pack_stop"

KINDS = {
    "page": PackItem.Kind.PAGE,
    "document": PackItem.Kind.FILE,
    "picture": PackItem.Kind.PICTURE,
}


class PackIsReleased(ValidationError):
    def __init__(self):
        super().__init__("This pack is released. Nothing in it can be changed any more.")


def locked(pack_id: int) -> EmbargoPack:
    """The pack as it is now, which nobody else changes until this transaction is over.

    Raises `PackIsReleased`.
    """
    pack = EmbargoPack.objects.select_for_update().get(pk=pack_id)
    if pack.released_at:
        raise PackIsReleased
    return pack


@transaction.atomic
def put_in(pack: EmbargoPack, subject: models.Model, *, by: AbstractBaseUser | None) -> PackItem:
    """Have a page, file or picture wait in `pack`.

    Raises `ValidationError` if it waits in a pack already, or if this one is released.
    """
    pack = locked(pack.pk)
    field = _field_for(subject)
    is_media = field != "page"
    item = PackItem(
        pack=pack,
        kind=KINDS[field],
        title=str(subject)[:255],
        was_public=is_media and is_public(subject),
        **{field: subject},
    )
    try:
        with transaction.atomic():
            item.save()
    except IntegrityError as error:
        other = PackItem.objects.waiting().get(**{field: subject}).pack
        where = "this pack" if other == pack else f"the pack “{other}”"
        raise ValidationError(f"“{subject}” is in {where} already.") from error
    if field == "page":
        hold_to(pack, subject.pk)
    _log(pack, PUT_IN, by, item)
    return item


@transaction.atomic
def take_out(item: PackItem, *, by: AbstractBaseUser | None) -> None:
    """Let `item` go its own way. A page is scheduled no more, and needs another approval.

    Raises `PackIsReleased`.
    """
    pack = locked(item.pack_id)
    item.delete()
    if item.page_id:
        _schedule(item.page_id, None)
    if item.document_id:
        # Else nothing would ever release it.
        item.document.versions.unreleased().update(is_held=True)
    _log(pack, TAKEN_OUT, by, item)


@transaction.atomic
def set_time(
    pack: EmbargoPack, release_at: datetime | None, *, by: AbstractBaseUser | None
) -> EmbargoPack:
    """Release `pack` at another time; at None, not before somebody sets one again.

    Its pages stay approved: whoever read them approved the words. Raises `PackIsReleased`.
    """
    pack = locked(pack.pk)
    pack.release_at, pack.trouble, pack.told_of = release_at, "", EmbargoPack.Told.NOTHING
    pack.save()
    if release_at is None:
        log(pack, STOPPED, user=by)
        return pack
    for page_id in pack.items.filter(page__isnull=False).values_list("page_id", flat=True):
        hold_to(pack, page_id)
    # No link outlives the release; those that ended with it before do so again.
    pack.readers.filter(expires_at__gt=release_at).update(expires_at=release_at)
    log(pack, TIMED, user=by, data={"release": release_at.isoformat()})
    return pack


@transaction.atomic
def dissolve(pack: EmbargoPack, *, by: AbstractBaseUser | None) -> None:
    """Delete `pack`. What was in it stays where it is, as drafts. Raises `PackIsReleased`."""
    for item in locked(pack.pk).items.all():
        take_out(item, by=by)
    log(pack, "wagtail.delete", user=by, deleted=True)
    pack.delete()


def hold_to(pack: EmbargoPack, page_id: int) -> None:
    """Have the latest draft of a page go live with `pack`."""
    page = BasePage.objects.get(pk=page_id).specific
    gates.keep_what_is_live(page, page.latest_revision)
    if page.latest_revision_id is None:
        page.save_revision(changed=False, clean=False)
    if pack.release_at:
        _schedule(page_id, pack.release_at)


def in_content(moment: datetime | None) -> str | None:
    """A moment as the content of a revision holds it."""
    return moment.astimezone(UTC).isoformat() if moment else None


def _schedule(page_id: int, moment: datetime | None) -> None:
    """Write `moment` into the latest draft, and move an approval to it; None takes it back."""
    revisions = Revision.page_revisions.filter(object_id=str(page_id))
    revisions.filter(approved_go_live_at__isnull=False).update(approved_go_live_at=moment)
    if latest := revisions.order_by("-created_at", "-pk").first():
        latest.content["go_live_at"] = in_content(moment)
        latest.save(update_fields=["content"])
    # The row of a live page speaks of what visitors see, not of the draft.
    Page.objects.filter(pk=page_id, live=False).update(go_live_at=moment)


def _field_for(subject: models.Model) -> str:
    if isinstance(subject, Page):
        return "page"
    return "document" if isinstance(subject, CustomDocument) else "picture"


def _log(pack: EmbargoPack, action: str, by: AbstractBaseUser | None, item: PackItem) -> None:
    what = {"kind": item.get_kind_display().lower(), "title": item.title}
    log(pack, action, user=by, data=what)
