"""How our records stand in a bundle, where their fields alone don't say it.

A bundle is what `export_content` writes and `import_content` reads; `docs/moving-in.md` describes
it. Each app says the same of its own models in its `records.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.dateparse import parse_datetime

from core.languages import CheckedTranslation
from core.models import Alert, BasePage, Commissioner, CustomDocument, CustomImage, Topic

Values = dict[str, Any]


@dataclass(frozen=True)
class Kind:
    """One kind of record, as an app describes it."""

    model: type[models.Model]
    # The fields that tell a record from all others of its kind. A page has its address for that.
    known_by: tuple[str, ...] = ()
    # Fields that follow from others.
    besides: frozenset[str] = frozenset()
    # Fields that no form shows, and that a bundle holds all the same.
    also: frozenset[str] = frozenset()
    # Puts keys in the place of ids, or the other way round, where no field says what these are of.
    rewrite: Callable[[Values, Callable[[type, Any], Any]], None] | None = None
    # Sets what follows from the fields, once all of them are set to what the bundle says.
    complete: Callable[[Any, Values], None] | None = None


def complete_translation(subject: CheckedTranslation, values: Values) -> None:
    """Whoever checked the words checked these. Ids within them are other ones here."""
    if subject.checked_by and subject.checked_on:
        subject.record_check(by=subject.checked_by, on=subject.checked_on)
    else:
        subject.checked_words = ""


def complete_page(page: BasePage, values: Values) -> None:
    """The English page may have changed since somebody checked the Welsh one."""
    if page.is_welsh:
        complete_translation(page, values)
        if moment := values.get("english_as_of"):
            page.english_as_of = parse_datetime(moment)


def checked_fields(subject: models.Model) -> set[str]:
    """The fields that claim a check which no longer holds, so that no bundle repeats it."""
    is_void = isinstance(subject, CheckedTranslation) and (
        not subject.is_translation or not subject.is_checked
    )
    return {"checked_by", "checked_on", "english_as_of"} if is_void else set()


OF_MEDIA = frozenset({"created_at"})
# What is read from a file anew.
MEASURED = frozenset({"width", "height", "file_size", "file_hash", "collection"})
OF_PAGES = frozenset({"is_welsh", "english_page", "english_as_of"})


def page_kind(model: type[BasePage], **special: Any) -> Kind:
    """What all pages have, for a kind of page."""
    return Kind(model, **{"also": OF_PAGES, "complete": complete_page} | special)


KINDS = [
    Kind(CustomImage, known_by=("title", "created_at"), also=OF_MEDIA, besides=MEASURED),
    Kind(CustomDocument, known_by=("title", "created_at"), also=OF_MEDIA, besides=MEASURED),
    Kind(Topic, known_by=("slug",)),
    Kind(Commissioner, known_by=("name", "took_office_on")),
    Kind(Alert, known_by=("level", "heading", "text", "starts_at")),
]
