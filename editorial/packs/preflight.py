"""What stands in the way of a pack, told beforehand: what it is and where to mend it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from wagtail.models import Page, PageViewRestriction

from core import gates
from core.media.versions import DocumentVersion, documents_of, pictures_of
from core.models import BasePage
from editorial.models import EmbargoPack, PackItem


@dataclass(frozen=True)
class Obstacle:
    """Why a pack can't be released. `url` leads to where that can be mended."""

    message: str
    item: PackItem | None = None
    url: str = ""

    def __str__(self):
        return f"“{self.item}”: {self.message}" if self.item else self.message


@dataclass(frozen=True)
class Draft:
    """A page of a pack as it would go live."""

    item: PackItem
    page: BasePage
    revision_id: int | None


def drafts_of(pack: EmbargoPack) -> list[Draft]:
    """The pages of `pack` that still exist, those above others first."""
    items = pack.items.filter(page__isnull=False).select_related("page__latest_revision")
    return [
        Draft(
            item,
            item.page.specific.get_latest_revision_as_object(),
            item.page.latest_revision_id,
        )
        for item in sorted(items, key=lambda item: item.page.path)
    ]


def obstacles_of(pack: EmbargoPack) -> list[Obstacle]:
    """All that stands in the way of `pack` as of its release time. Empty: it is ready."""
    items = list(pack.items.select_related("page", "document", "picture"))
    drafts = drafts_of(pack)
    found = []
    if pack.release_at is None:
        found.append(Obstacle("The pack has no release time. Set one."))
    if not items:
        found.append(Obstacle("There is nothing in the pack yet."))
    for item in items:
        if item.subject is None:
            kind = item.get_kind_display().lower()
            found.append(Obstacle(f"This {kind} was deleted. Take it out of the pack.", item))
    for draft in drafts:
        url = reverse("wagtailadmin_pages:edit", args=[draft.page.pk])
        for message in _with_page(draft, pack, drafts):
            found.append(Obstacle(message, draft.item, url))
    used = _used_by(drafts)
    for item in items:
        if item.document:
            url = reverse("wagtaildocs:edit", args=[item.document_id])
            is_used = item.was_public or item.document_id in used[0]
            found += [Obstacle(words, item, url) for words in _with_file(item, is_used=is_used)]
        elif item.picture:
            url = reverse("wagtailimages:edit", args=[item.picture_id])
            is_used = item.was_public or item.picture_id in used[1]
            found += [Obstacle(words, item, url) for words in _with_picture(item, is_used=is_used)]
    return found


def _used_by(drafts: list[Draft]) -> tuple[set[int], set[int]]:
    """The ids of the files and of the pictures that the drafts refer to."""
    pages = [draft.page for draft in drafts]
    files = {found for page in pages for found in documents_of(page)}
    return files, {found for page in pages for found in pictures_of(page)}


def _with_page(draft: Draft, pack: EmbargoPack, drafts: list[Draft]) -> Iterator[str]:
    page = draft.page
    if problem := _approval_problem(page):
        yield problem
    if pack.release_at:
        # As of the release, so that what is true only from then on is no obstacle.
        page.go_live_at = pack.release_at
        for objection in gates.objections(page, now=pack.release_at):
            yield objection.message
    if pack.release_at and page.expire_at and page.expire_at <= pack.release_at:
        yield "It is set to go offline before the release. Change that date."
    yield from _with_place(page, drafts)


def _approval_problem(page: BasePage) -> str:
    """Why nobody's approval holds for the latest draft. Empty if one does."""
    revisions = page.revisions.filter(approved_go_live_at__isnull=False)
    if revisions.filter(pk=page.latest_revision_id).exists():
        return ""
    if page.live and not page.has_unpublished_changes:
        return "All of it is live already. Take it out of the pack, or change it."
    if revisions.exists():
        return "It was changed after somebody approved it. It needs approval again."
    if page.current_workflow_state and page.workflow_in_progress:
        return "It waits for approval."
    return "It is not approved. Submit it for approval."


def _with_place(page: BasePage, drafts: list[Draft]) -> Iterator[str]:
    """What is wrong with where the page would stand."""
    with_it = {draft.page.pk for draft in drafts}
    above = BasePage.objects.filter(pk__in=page.get_ancestors().values("pk"))
    for parent in above:
        if parent.hides_what_stands_below and parent.pk not in with_it:
            yield f"It stands below “{parent}”, which visitors can’t read."
    ways = page.get_ancestors(inclusive=True).values("pk")
    if PageViewRestriction.objects.filter(page__in=ways).exists():
        yield "It stands in a section that only some people may see."
    parent = page.get_parent()
    twins = [other.page for other in drafts if other.page.pk != page.pk]
    is_twice = any(
        twin.slug == page.slug and twin.path[: -Page.steplen] == page.path[: -Page.steplen]
        for twin in twins
    )
    if is_twice or not Page._slug_is_available(page.slug, parent, page):
        yield f"Another page has its address “{page.slug}”. Change one of the two under Promote."


def _with_file(item: PackItem, *, is_used: bool) -> Iterator[str]:
    version: DocumentVersion | None = item.document.newest
    if version is None or not version.file.storage.exists(version.file.name):
        yield "The file is missing in the storage. Upload it again."
        return
    if version.is_harmless is None:
        yield "The file is still being looked through. Wait a minute."
    elif not version.is_harmless:
        yield "The file holds a program, so visitors can’t have it. Upload a clean one."
    if not is_used:
        yield "No page of the pack uses this file. Put it on one, or take it out of the pack."
    elif item.was_public and version.released_at:
        yield "This file is public already, and no new version of it waits. Take it out."


def _with_picture(item: PackItem, *, is_used: bool) -> Iterator[str]:
    file = item.picture.file
    if not file.storage.exists(file.name):
        yield "The picture is missing in the storage. Upload it again."
    if not is_used:
        yield "No page of the pack uses this picture. Put it on one, or take it out of the pack."
