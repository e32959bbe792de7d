"""What keeps the content of a pack from visitors until the pack is released."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db import models
from django.db.models.signals import pre_save
from wagtail.models import Page, Revision

from core import gates
from core.gates import Objection
from core.media import waiting
from core.media.versions import documents_of, pictures_of
from core.models import CustomDocument, CustomImage
from editorial.models import EmbargoPack, PackItem
from editorial.packs.contents import in_content


def pack_of(page_id: int | str | None) -> EmbargoPack | None:
    """The unreleased pack in which a page stands."""
    waiting = PackItem.objects.waiting().select_related("pack")
    item = waiting.filter(page=page_id).first() if page_id else None
    return item and item.pack


def embargo_objections(subject: models.Model, live_at: datetime) -> Iterator[Objection]:
    """A page of a pack goes live with it alone, and its files and pictures with no other page."""
    waiting = PackItem.objects.waiting()
    if not waiting.exists():
        return  # at once, since an import asks this thousands of times
    items = list(waiting.select_related("pack", "document", "picture"))
    pack = _pack_among(items, subject) if isinstance(subject, Page) else None
    if pack and pack.release_at is None:
        yield Objection(
            f"This page is in the embargo pack “{pack}”, which has no release time. Set one there, "
            "or take the page out of the pack."
        )
    elif pack and live_at != pack.release_at:
        yield Objection(
            f"This page is in the embargo pack “{pack}” and goes live with it: "
            f"{pack.release_words}. To publish it by itself, take it out of the pack."
        )
    # Files and pictures that nobody outside has had.
    for item in items:
        is_new = item.page_id is None and not item.was_public
        if is_new and item.pack != pack and _refers_to(subject, item):
            yield Objection(
                f"“{item.subject}” is under embargo in the pack “{item.pack}”. Take it out of "
                "this page, or put the page into the pack as well."
            )


def _pack_among(items: Iterable[PackItem], page: Page) -> EmbargoPack | None:
    """The unreleased pack in which a page stands, of those with these items."""
    return next((item.pack for item in items if page.pk and item.page_id == page.pk), None)


def _refers_to(subject: models.Model, item: PackItem) -> bool:
    if item.document_id:
        return item.document_id in documents_of(subject)
    return item.picture_id is not None and item.picture_id in pictures_of(subject)


def has_next_version_wait(document: CustomDocument, **kwargs) -> bool:
    """Whether the next version of a file waits for the release of a pack."""
    return bool(document.pk) and PackItem.objects.waiting().filter(document=document).exists()


def keeps_back(media: CustomDocument | CustomImage, **kwargs) -> bool:
    """Whether a file or picture that nobody outside has had waits for the release of a pack."""
    field = "document" if isinstance(media, CustomDocument) else "picture"
    waiting = PackItem.objects.waiting().filter(was_public=False, **{field: media.pk})
    return media.pk is not None and waiting.exists()


def keep_to_time_of_pack(
    instance: Revision, update_fields: frozenset[str] | None = None, **kwargs
) -> None:
    """Whoever saves a draft of a page in a pack, its go-live moment stays that of the pack."""
    if update_fields is not None or "go_live_at" not in instance.content:
        return
    if instance.base_content_type.model_class() is not Page:
        return
    pack = pack_of(instance.object_id)
    if pack and pack.release_at:
        instance.content["go_live_at"] = in_content(pack.release_at)


def stand_guard() -> None:
    """Have all this asked, from the start of the site on."""
    gates.register(embargo_objections)
    waiting.asked_about_media.connect(keeps_back, dispatch_uid="packs")
    waiting.asked_about_next_version.connect(has_next_version_wait, dispatch_uid="packs")
    pre_save.connect(keep_to_time_of_pack, sender=Revision, dispatch_uid="packs")
