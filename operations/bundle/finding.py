"""Which records of a bundle are on the site already, though no import has brought them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import slugify
from wagtail.contrib.settings.models import BaseSiteSetting
from wagtail.models import Page, Site

from home.models import HomePage
from operations.bundle.fields import Missing, fields_of
from operations.bundle.kinds import kinds
from operations.bundle.layout import Misfit, Record
from operations.bundle.references import Ids, as_uuid

Found = Iterator[tuple[Record, int]]


def matches(records: Iterable[Record], ids: Ids) -> Found:
    """Records that are here, each with its id: by its UUID, its address, or what it is known by."""
    pages: list[Record] = []
    for record in records:
        model = kinds()[record.type].model
        if issubclass(model, Page):
            pages.append(record)
        elif number := _same_record(model, record, ids):
            yield record, number
    yield from _same_pages(pages, ids)


def _same_record(model: type[models.Model], record: Record, ids: Ids) -> int | None:
    if issubclass(model, BaseSiteSetting):
        site = Site.objects.get(is_default_site=True)
        return model.objects.filter(site=site).values_list("pk", flat=True).first()
    kind = kinds()[record.type]
    fields = fields_of(model, kind.also, kind.besides)
    try:
        known_by = {
            name: _comparable(fields[name], record.fields.get(name), ids) for name in kind.known_by
        }
        found = list(model._base_manager.filter(**known_by).values_list("pk", flat=True)[:2])
    except (Missing, Misfit, ValidationError, TypeError, ValueError):
        return None  # what is wrong with it is said when it is made
    return found[0] if len(found) == 1 else None


def _comparable(field: models.Field, value: Any, ids: Ids) -> Any:
    if field.is_relation:
        return value and ids(field.related_model, value)
    return field.to_python(value if value is not None else field.get_default())


def _same_pages(records: list[Record], ids: Ids) -> Found:
    by_uuid = {as_uuid(record.key): record for record in records if as_uuid(record.key)}
    here = dict(
        Page.objects.filter(translation_key__in=by_uuid).values_list("translation_key", "pk")
    )
    for uuid, number in here.items():
        yield by_uuid[uuid], number
    rest = [record for record in records if as_uuid(record.key) not in here]
    below: dict[int, dict[str, Record]] = defaultdict(dict)
    for record in rest:
        if not record.parent:
            yield from _front_page(record)
        elif parent := _parent(record, ids):
            below[parent][slug_of(record)] = record
    for parent in Page.objects.filter(pk__in=below):
        children = parent.get_children().filter(slug__in=below[parent.pk])
        for slug, number in children.values_list("slug", "pk"):
            yield below[parent.pk][slug], number


def _front_page(record: Record) -> Found:
    if record.type == HomePage._meta.label and (home := HomePage.objects.first()):
        yield record, home.pk


def _parent(record: Record, ids: Ids) -> int | None:
    try:
        return ids(Page, record.parent)
    except (Misfit, Missing):
        return None


def slug_of(record: Record) -> str:
    """The last word of a page's address."""
    return str(record.fields.get("slug") or slugify(str(record.fields.get("title", ""))))[:255]
