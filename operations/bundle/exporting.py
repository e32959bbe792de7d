"""Puts the whole site into a bundle: what is public, what is not, and the state of each.

Accounts, passwords, sessions, packs under embargo, the bin and the audit log are never in it.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.db import models
from django.utils import timezone
from wagtail.models import DraftStateMixin, Page, PageViewRestriction

from core.models import BasePage, CustomDocument, CustomImage
from core.records import Kind
from operations.bundle.fields import values_of
from operations.bundle.kinds import kinds
from operations.bundle.references import Keys
from operations.bundle.writing import Writer

CHUNK = 200
PAGES = "pages"
Say = Callable[[str], object]


def export(path: Path, *, say: Say, tick: Callable[[int, int], object] = lambda *_: None) -> int:
    """Write the site to `path`, which must not exist; how many records that were.

    `say` gets a line for what can't be in a bundle. Raises `FileExistsError` and `OSError`.
    """
    with Writer(path, now=timezone.now()) as writer:
        return Export(writer, say, tick).all()


class Export:
    def __init__(self, writer: Writer, say: Say, tick):
        self.writer, self.say, self.tick = writer, say, tick
        self.keys = Keys()
        self.count = 0

    def all(self) -> int:
        for kind in kinds().values():
            if not issubclass(kind.model, Page) and kind.model.objects.exists():
                self._write(kind.model._meta.label_lower, self._records(kind))
        self._write(PAGES, self._pages())
        return self.count

    def _write(self, name: str, records: Iterator[dict[str, Any]]) -> None:
        with self.writer.lines(name) as lines:
            for record in records:
                lines.write(record)
                self.count += 1
                self.tick(1, 0)

    # Records beside pages

    def _records(self, kind: Kind) -> Iterator[dict[str, Any]]:
        for subject in kind.model.objects.order_by("pk").iterator(chunk_size=CHUNK):
            said = self._common(subject, kind)
            if isinstance(subject, CustomDocument | CustomImage):
                try:
                    said |= self._files(subject)
                except FileNotFoundError:
                    self.say(f"“{subject}” is left out: its file is gone from the storage.")
                    continue
                said["tags"] = sorted(subject.tags.names())
            yield said

    def _common(self, subject: models.Model, kind: Kind) -> dict[str, Any]:
        said = {
            "type": kind.model._meta.label,
            "key": self.keys(kind.model, subject.pk),
            "number": subject.pk,
            "fields": values_of(subject, kind, self.keys),
        }
        if isinstance(subject, DraftStateMixin):
            said |= self._state(subject, kind)
        return said

    def _state(self, subject: Any, kind: Kind) -> dict[str, Any]:
        """Whether it is live, since when, and what staff have written since."""
        newest = self._draft(subject, kind)
        if not subject.live:
            return {"state": "draft"} | ({"fields": newest} if newest else {})
        return {
            "state": "live",
            "first_published_at": said_moment(subject.first_published_at),
            "last_published_at": said_moment(subject.last_published_at),
            "draft": newest,
        }

    def _draft(self, subject: Any, kind: Kind) -> dict[str, Any] | None:
        if not subject.has_unpublished_changes or subject.latest_revision is None:
            return None
        return values_of(subject.latest_revision.as_object(), kind, self.keys)

    def _files(self, media: CustomDocument | CustomImage) -> dict[str, Any]:
        if isinstance(media, CustomImage):
            with media.open_file() as file:
                return {"file": self.writer.keep_file(file, Path(media.file.name).name)}
        versions = [self._version(version) for version in media.versions.order_by("number")]
        return {"versions": versions}

    def _version(self, version) -> dict[str, Any]:
        with version.file.open() as file:
            kept = self.writer.keep_file(file, version.filename)
        return kept | {
            "note": version.note,
            "created_at": said_moment(version.created_at),
            "released_at": said_moment(version.released_at),
            "is_public": version.is_public,
        }

    # Pages

    def _pages(self) -> Iterator[dict[str, Any]]:
        """Each page, those above before those below."""
        pages = BasePage.objects.filter(deleted_at__isnull=True).order_by("path")
        restricted = self._restrictions()
        hidden: list[str] = []
        for page in pages.specific(defer=False).iterator(chunk_size=CHUNK):
            if any(page.path.startswith(path) for path in hidden):
                continue
            if page.alias_of_id:
                hidden.append(page.path)
                self.say(f"“{page}” is left out: it is an alias of another page.")
                continue
            yield self._page(page, restricted)

    def _page(self, page: BasePage, restricted: dict[int, list[str]]) -> dict[str, Any]:
        kind = kinds()[page._meta.label]
        parent = page.get_parent()
        above = "" if parent.is_root() else self.keys(Page, parent.pk)
        record = self._common(page, kind) | {"parent": above}
        if page.pk in restricted:
            record["restricted_to"] = restricted[page.pk]
        return record

    def _restrictions(self) -> dict[int, list[str]]:
        """Who may see the pages that not everybody may: names of groups, none for all staff."""
        found = PageViewRestriction.objects.prefetch_related("groups")
        return {
            restriction.page_id: [group.name for group in restriction.groups.all()]
            for restriction in found
        }


def said_moment(moment) -> str | None:
    return moment.isoformat() if moment else None
