"""Putting a thing into the bin, bringing it back, and deleting it for good.

A page goes with all that stands below it. In the bin it stands beside the front page, not below
it, so it has no address; it is no longer live, and every list, chooser and search leaves it out.
Its row stays, and with it its history, its comments and what refers to it.
"""

import logging
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from wagtail.actions.delete_page import DeletePageAction
from wagtail.actions.move_page import MovePageAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.coreutils import find_available_slug
from wagtail.log_actions import log
from wagtail.models import Collection, Page, Revision, Site, WorkflowState
from wagtail.search import index

from core.models import BasePage, CustomDocument
from editorial import review
from editorial.models import Deletion, PackItem, User

logger = logging.getLogger(__name__)

FRONT_PAGE = "The front page can’t be deleted: the whole website stands below it."


@transaction.atomic
def delete(subject: models.Model, *, by: User | None = None) -> Deletion | None:
    """Put a page, picture or file into the bin. None if it is in there already.

    Raises `ValidationError` for the front page, and for what somebody else has locked.
    """
    if isinstance(subject, Page):
        return _delete_page(subject.pk, by)
    return _delete_file(subject, by)


def _delete_page(page_id: int, by: User | None) -> Deletion | None:
    page = BasePage.objects.select_for_update(of=("self",)).get(pk=page_id)
    if page.deleted_at:
        return None
    if Site.objects.filter(root_page=page).exists():
        raise ValidationError(FRONT_PAGE)
    _stop_if_locked(page, by)
    parent = page.get_parent()
    deletion = Deletion(
        kind=Deletion.Kind.PAGE,
        title=page.get_admin_display_title(),
        page=page,
        parent=parent,
        place=_way_to(parent),
        slug=page.slug,
        pages_below=page.get_descendant_count(),
        was_live=page.live,
        by=by,
        at=timezone.now(),
    )
    _take_down(page, by)
    # Two pages side by side can't have the same one, in the bin either.
    Page.objects.filter(pk=page.pk).update(slug=f"deleted-{page.pk}")
    _move(page, Page.get_first_root_node(), by)
    with_below = BasePage.objects.filter(path__startswith=_path_of(page))
    with_below.update(deleted_at=deletion.at)
    PackItem.objects.waiting().filter(page__in=with_below.values("pk")).update(page=None)
    deletion.save()
    _log(page.specific, "editorial.delete", by, place=deletion.place)
    return deletion


def _stop_if_locked(page: BasePage, by: User | None) -> None:
    """Whoever locked a page is at work on it. Wagtail would let others delete it meanwhile."""
    locked = page.get_descendants(inclusive=True).filter(locked=True)
    others = locked.exclude(locked_by=by) if by else locked.none()
    if theirs := others.select_related("locked_by").first():
        name = review.name_of(theirs.locked_by, unknown="somebody")
        raise ValidationError(
            f"“{theirs}” is locked by {name}. Ask them, or unlock it first. Nothing was deleted."
        )


def _take_down(page: BasePage, by: User | None) -> None:
    """Nothing of `page` and the pages below it is live, waits for its hour, or for a person."""
    pages = page.get_descendants(inclusive=True)
    for found in pages.live().specific().order_by("-depth"):
        UnpublishPageAction(found, user=by).execute(skip_permission_checks=True)
    ids = [str(found) for found in pages.values_list("pk", flat=True)]
    of_page = {"base_content_type": page.get_base_content_type(), "object_id__in": ids}
    Revision.objects.filter(**of_page).update(approved_go_live_at=None)
    for state in WorkflowState.objects.active().filter(**of_page):
        state.cancel(user=by)


def _move(page: Page, to: Page, by: User | None) -> None:
    MovePageAction(page, to, pos="last-child", user=by).execute(skip_permission_checks=True)


def _path_of(page: Page) -> str:
    return Page.objects.values_list("path", flat=True).get(pk=page.pk)


def _way_to(page: Page) -> str:
    """Where `page` is, as staff read it: “Home › News”."""
    above = page.get_ancestors(inclusive=True).filter(depth__gt=1)
    return " › ".join(above.values_list("draft_title", flat=True))[:500] or "Nowhere"


def _delete_file(subject: models.Model, by: User | None) -> Deletion | None:
    stored = type(subject)._base_manager.select_for_update(of=("self",)).get(pk=subject.pk)
    if stored.deleted_at:
        return None
    is_file = isinstance(stored, CustomDocument)
    deletion = Deletion(
        kind=Deletion.Kind.FILE if is_file else Deletion.Kind.PICTURE,
        title=stored.title,
        document=stored if is_file else None,
        picture=None if is_file else stored,
        collection=stored.collection,
        place=stored.collection.name,
        by=by,
        at=timezone.now(),
    )
    deletion.save()
    # A collection can be deleted once nobody finds anything in it, and takes what it holds along.
    _update(stored, collection=Collection.get_first_root_node(), deleted_at=deletion.at)
    index.remove_object(stored)
    # Those of a pack that is released already stay as a record of it.
    waiting = PackItem.objects.waiting().filter(**_in_pack(stored))
    waiting.update(document=None, picture=None)
    _log(stored, "editorial.delete", by, place=deletion.place)
    return deletion


def _update(stored: models.Model, **values: Any) -> None:
    """Without a word to Wagtail's own tasks, which would look for it where it is not found."""
    type(stored)._base_manager.filter(pk=stored.pk).update(**values)
    for name, value in values.items():
        setattr(stored, name, value)


def _in_pack(subject: models.Model) -> dict[str, models.Model]:
    return {"document" if isinstance(subject, CustomDocument) else "picture": subject}


@transaction.atomic
def bring_back(
    deletion_id: int, *, by: User | None = None, below: Page | None = None
) -> models.Model | None:
    """Bring a thing back to where it was; a page `below` another one, if it is given.

    A page comes back as a draft. None if it is no longer in the bin: a second press does nothing.
    Raises `ValidationError` if the page can't stand there, or where it was is gone.
    """
    deletion = Deletion.objects.select_for_update(of=("self",)).filter(pk=deletion_id).first()
    if deletion is None:
        return None
    if deletion.page:
        return _bring_back_page(deletion, by, below)
    return _bring_back_file(deletion, by)


def _bring_back_page(deletion: Deletion, by: User | None, below: Page | None) -> BasePage:
    page = deletion.page.specific
    if below is None and not deletion.parent_is_there:
        raise ValidationError("The page above it is gone. Choose another place for it.")
    parent = (below or deletion.parent).specific
    if below is not None and not page.can_move_to(parent):
        problem = f"A {page._meta.verbose_name} can’t stand below “{parent}”. Choose another page."
        raise ValidationError(problem)
    BasePage.objects.filter(path__startswith=page.path).update(deleted_at=None)
    page.deleted_at = None
    deletion.delete()
    slug = find_available_slug(parent, deletion.slug)
    Page.objects.filter(pk=page.pk).update(slug=slug)
    if slug != deletion.slug:
        _give_draft_slug(page, slug, by)
    _move(page, parent, by)
    found = page.specific_class.objects.get(pk=page.pk)
    _log(found, "editorial.bring_back", by, place=_way_to(parent))
    return found


def _give_draft_slug(page: BasePage, slug: str, by: User | None) -> None:
    """Another page has taken the address meanwhile, so the draft gets a free one as well."""
    draft = page.get_latest_revision_as_object()
    draft.slug = slug
    draft.save_revision(user=by, clean=False)


def _bring_back_file(deletion: Deletion, by: User | None) -> models.Model:
    stored = deletion.subject
    _update(stored, collection=deletion.collection or stored.collection, deleted_at=None)
    deletion.delete()
    index.insert_or_update_object(stored)
    _log(stored, "editorial.bring_back", by, place=stored.collection.name)
    return stored


@transaction.atomic
def delete_for_good(deletion_id: int, *, by: User | None = None) -> bool:
    """Delete what is in the bin with its history and its files. False if it is gone already.

    Raises `ProtectedError` if something refers to it that can't do without.
    """
    deletion = Deletion.objects.select_for_update(of=("self",)).filter(pk=deletion_id).first()
    if deletion is None:
        return False
    subject = deletion.subject
    _log(subject, "editorial.delete_for_good", by, place=deletion.place)
    if isinstance(subject, Page):
        DeletePageAction(subject, user=by).execute(skip_permission_checks=True)
    else:
        subject.delete()
    return True


def empty(*, now: datetime | None = None) -> None:
    """Delete for good what has lain in the bin for 90 days. What is still needed stays."""
    for deletion in Deletion.objects.over(now=now or timezone.now()):
        try:
            delete_for_good(deletion.pk)
        except Exception:
            logger.exception(
                "Number %s in the bin is 90 days old and could not be deleted.", deletion.pk
            )


def _log(subject: models.Model, action: str, by: User | None, **data: str) -> None:
    log(instance=subject, action=action, user=by, data=data)
