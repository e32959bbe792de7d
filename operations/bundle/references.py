"""Which record a key stands for, and which key a record has."""

from functools import cache
from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.text import slugify
from wagtail.models import Page, Site

from operations.bundle.fields import Missing
from operations.bundle.kinds import kinds
from operations.bundle.layout import Misfit
from operations.bundle.shelf import AGAIN, HERE, MADE, Shelf
from operations.models import ImportedRecord

REMEMBERED = 50_000


class Ids:
    """From keys to ids, for an import."""

    def __init__(self, shelf: Shelf):
        self.shelf = shelf
        # Whether nothing comes any more that a record could wait for.
        self.is_last_call = False
        self._here: dict[tuple[type, str], int | None] = {}

    def __call__(self, model: type[models.Model], key: Any, *, is_bound: bool = False) -> int:
        """The id of the record with this key.

        `is_bound`: it has to be there, else `Missing`. Raises `Misfit` for one that never will be.
        """
        if not isinstance(key, str):
            raise Misfit(f"Here stands the key of another record, in a text, and not {key!r}.")
        found = self.shelf.found(key)
        if found is None:
            return self._on_site(model, key)
        label, number, standing = found
        if not fits(kinds()[label].model, model):
            raise Misfit(f"“{key}” is of the type {label}. Here must be {model._meta.label}.")
        if number is None or (is_bound and standing not in {HERE, MADE, AGAIN}):
            raise Missing
        return number

    def _on_site(self, model: type[models.Model], key: str) -> int:
        known = (model, key)
        if known not in self._here:
            if len(self._here) > REMEMBERED:
                self._here.clear()
            self._here[known] = find(model, key)
        if (number := self._here[known]) is None:
            raise Misfit(
                f"It refers to “{key}”, which is neither in this bundle nor on this website."
            )
        return number


def fits(model: type[models.Model], wanted: type[models.Model]) -> bool:
    return issubclass(model, wanted) or (issubclass(model, Page) and issubclass(Page, wanted))


def find(model: type[models.Model], key: str) -> int | None:
    """The id of a record that is on the site: by its address, the key it came with, or its UUID."""
    if key.startswith("/"):
        return _page_at(key)
    record = ImportedRecord.objects.filter(key=key).first()
    if record is not None:
        made = record.content_type.model_class()
        is_right = made and fits(made, model)
        is_there = is_right and made._base_manager.filter(pk=record.object_id).exists()
        return record.object_id if is_there else None
    if issubclass(model, Page) and (uuid := as_uuid(key)):
        return Page.objects.filter(translation_key=uuid).values_list("pk", flat=True).first()
    return None


def _page_at(address: str) -> int | None:
    root = Site.objects.get(is_default_site=True).root_page
    path = f"{root.url_path.rstrip('/')}/{address.strip('/')}/".replace("//", "/")
    return Page.objects.filter(url_path=path).values_list("pk", flat=True).first()


def as_uuid(key: str) -> UUID | None:
    try:
        return UUID(key)
    except ValueError:
        return None


class Keys:
    """From ids to keys, for an export: the key that a record came with, else one from itself."""

    def __init__(self):
        self._known: dict[tuple[type, Any], str] = {}

    def __call__(self, model: type[models.Model], number: Any, *, is_bound: bool = False) -> str:
        root = root_of(model)
        known = (root, str(number))
        if known not in self._known:
            if len(self._known) > REMEMBERED:
                self._known.clear()
            self._known[known] = self._key(root, number)
        return self._known[known]

    def _key(self, model: type[models.Model], number: Any) -> str:
        kinds_of_it = [ContentType.objects.get_for_model(found) for found in _types_of(model)]
        came = ImportedRecord.objects.filter(content_type__in=kinds_of_it, object_id=number)
        if key := came.exclude(standing="").values_list("key", flat=True).first():
            return key
        if model is Page:
            keys = Page.objects.filter(pk=number).values_list("translation_key", flat=True)
            return str(keys.first() or f"gone/{number}")
        return self._key_of_record(model, number)

    def _key_of_record(self, model: type[models.Model], number: Any) -> str:
        name = model._meta.model_name
        record = model._base_manager.filter(pk=number).first()
        if record is None:
            return f"{name}:gone/{number}"
        kind = kinds()[model._meta.label]
        words = slugify(" ".join(str(getattr(record, name)) for name in kind.known_by))[:100]
        is_enough = len(kind.known_by) == 1 and model._meta.get_field(kind.known_by[0]).unique
        return f"{name}:{words}" if is_enough else f"{name}:{words}-{number}"


@cache
def root_of(model: type[models.Model]) -> type[models.Model]:
    return Page if issubclass(model, Page) else model


@cache
def _types_of(model: type[models.Model]) -> list[type[models.Model]]:
    return [kind.model for kind in kinds().values() if fits(kind.model, model)]
