"""Small bundles for tests, and a site without any content to take them in."""

import hashlib
import json
from pathlib import Path
from typing import Any

from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from operations.bundle.importing import take_in
from operations.bundle.kinds import kinds
from operations.bundle.outcomes import Wishes
from operations.bundle.report import Outcome, Report
from operations.models import ImportedRecord, StarterRecord

MANIFEST = {"format": "iasc-bundle", "version": 1, "made_at": "2026-01-01T00:00:00Z"}


def bundle(folder: Path, *records: dict[str, Any] | str, files: dict[str, bytes] | None = None):
    """A bundle in `folder` with these lines, and files by their names."""
    folder.mkdir(exist_ok=True)
    lines = [line if isinstance(line, str) else json.dumps(line) for line in records]
    (folder / "manifest.json").write_text(json.dumps(MANIFEST))
    (folder / "records.jsonl").write_text("\n".join(lines) + "\n")
    for name, content in (files or {}).items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def news(key: str = "old/1", **changes: Any) -> dict[str, Any]:
    """A live news item below the news list; `changes` are of its fields, or of the record."""
    record = {"type": "news.NewsPage", "key": key, "parent": "/news/", "state": "live"}
    fields = {"title": f"Story {key}", "slug": key.replace("/", "-"), "display_date": "2019-05-01"}
    of_record = {"type", "parent", "state", "old_addresses", "draft", "restricted_to"}
    of_record |= {"first_published_at", "last_published_at"}
    for name, value in changes.items():
        (record if name in of_record else fields)[name] = value
    return record | {"fields": fields}


def text(html: str) -> list[dict[str, Any]]:
    return [{"type": "text", "value": html}]


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


class Told(Report):
    """A report that a test can read."""

    def __init__(self):
        super().__init__()
        self.rows: list[tuple[int, str, Outcome, str]] = []

    def note(self, place, key, outcome, *words):
        super().note(place, key, outcome, *words)
        self.rows.append((place.line, key, outcome, " ".join(words)))

    def of(self, key: str) -> tuple[Outcome, str]:
        (found,) = [row[2:] for row in self.rows if row[1] == key]
        return found

    @property
    def refusals(self) -> dict[str, str]:
        return {key: why for _, key, outcome, why in self.rows if outcome == Outcome.REFUSED}


def imported(path: Path, **wishes: bool) -> Told:
    told = Told()
    take_in(path, Wishes(**wishes), told)
    return told


def wipe() -> None:
    """Leave what a new site has: Wagtail's own first page, and nothing else."""
    root = Page.get_first_root_node()
    welcome = root.add_child(instance=Page(title="Welcome", slug="welcome"))
    Site.objects.all().delete()
    Redirect.objects.all().delete()
    ImportedRecord.objects.all().delete()
    StarterRecord.objects.all().delete()
    for kind in reversed(kinds().values()):
        if issubclass(kind.model, Page):
            for page in root.get_children().exclude(pk=welcome.pk):
                page.delete()
        else:
            kind.model._base_manager.all().delete()
    Site.objects.create(hostname="testserver", root_page=welcome, is_default_site=True)
