"""Links to pages, and records in running text: kept as references, shown as of today.

In the database one is `<embed embedtype="helpline" id="3"/>`, so no text ever holds its number.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import wagtail.admin.rich_text.editors.draftail.features as draftail
from django.db import models
from django.db.models import Q
from draftjs_exporter.dom import DOM
from wagtail.admin.rich_text.converters.html_to_contentstate import (
    KEEP_WHITESPACE,
    InlineEntityElementHandler,
)
from wagtail.rich_text import EmbedHandler
from wagtail.rich_text.pages import PageLinkHandler

from core import named
from core.models import BasePage
from core.models.standing import is_visible

_also: ContextVar[frozenset[int]] = ContextVar("also_leading_to", default=frozenset())


@contextmanager
def also_leading_to(page_ids: Iterable[int]) -> Iterator[None]:
    """Within this, links also lead to these pages, which are not public: for an invited reader."""
    before = _also.set(frozenset(page_ids))
    try:
        yield
    finally:
        _also.reset(before)


class PublicPageLink(PageLinkHandler):
    """A link to one of our pages. To one that visitors can't read, the words lead nowhere.

    Its address alone would tell what is being prepared.
    """

    @classmethod
    def get_many(cls, attrs_list):
        return named_by(attrs_list, cls.pages)

    @classmethod
    def pages(cls) -> models.QuerySet:
        """Those that links may lead to."""
        also = _also.get()
        return BasePage.objects.filter(is_visible() | Q(pk__in=also) if also else is_visible())


class RecordInText(EmbedHandler):
    """A kind of record that texts name: `identifier`, `model`, and what stands in its place."""

    model: type[models.Model]
    # For editors, so that they see what to take out.
    gone: str

    @classmethod
    def records(cls) -> models.QuerySet:
        """Those that texts may name, with all that `as_shown` asks of them."""
        return cls.model.objects.all()

    @classmethod
    def as_shown(cls, record: Any | None) -> str:
        """What visitors see: HTML. None stands for a record that is not there."""
        raise NotImplementedError

    @classmethod
    def as_typed(cls, record: Any) -> str:
        """What stands in the text editor."""
        raise NotImplementedError

    @classmethod
    def named_in(cls, tags: Sequence[dict[str, str]]) -> list[Any | None]:
        """The record that each tag names, by one query; None for one that is not there."""
        return named_by(tags, cls.records)

    @classmethod
    def get_model(cls):
        return cls.model

    @classmethod
    def expand_db_attributes(cls, attrs):
        return cls.expand_db_attributes_many([attrs])[0]

    @classmethod
    def expand_db_attributes_many(cls, attrs_list):
        return [cls.as_shown(record) for record in cls.named_in(attrs_list)]

    @classmethod
    def extract_references(cls, attrs):
        if is_id(attrs.get("id") or ""):
            yield cls.model, attrs["id"], "", ""


def named_by(
    tags: Sequence[dict[str, str]], records: Callable[[], models.QuerySet]
) -> list[Any | None]:
    """Which of `records` each tag names, by one query; None for one that is not among them."""
    if not tags:
        return []
    kind = tags[0].get("linktype") or tags[0].get("embedtype") or ""
    ids = [int(word) if is_id(word := tag.get("id") or "") else None for tag in tags]
    found = named.read(kind, {number for number in ids if number is not None}, records)
    return [found.get(number) for number in ids]


def is_id(word: str) -> bool:
    """Whether it can be the number of a row: one of more digits overflows the database."""
    return word.isascii() and word.isdigit() and len(word) <= 18


class RecordElementHandler(InlineEntityElementHandler):
    """From the database into the editor: the record's words, which nobody can type over."""

    mutability = "IMMUTABLE"

    def __init__(self, entity_type: str, kind: type[RecordInText]):
        super().__init__(entity_type)
        self.kind = kind

    def handle_starttag(self, name, attrs, state, contentstate):
        super().handle_starttag(name, attrs, state, contentstate)
        (record,) = self.kind.named_in([dict(attrs)])
        state.current_block.text += self.kind.as_typed(record) if record else self.kind.gone
        state.leading_whitespace = KEEP_WHITESPACE

    def get_attribute_data(self, attrs):
        (record,) = self.kind.named_in([attrs])
        return {"id": attrs.get("id", ""), "name": record.name if record else self.kind.gone}


def converter_rule(entity_type: str, kind: type[RecordInText]) -> dict:
    """How texts go into the editor and back: only the reference is kept."""

    def as_database_element(entity: dict):
        return DOM.create_element("embed", {"embedtype": kind.identifier, "id": entity.get("id")})

    element = f'embed[embedtype="{kind.identifier}"]'
    return {
        "from_database_format": {element: RecordElementHandler(entity_type, kind)},
        "to_database_format": {"entity_decorators": {entity_type: as_database_element}},
    }


def entity_feature(
    entity_type: str, *, icon: str, description: str, choosers: dict[str, Any], script: str
) -> draftail.EntityFeature:
    """The button of the text editor that has a record chosen. `script` is its own part of that."""
    return draftail.EntityFeature(
        {
            "type": entity_type,
            "icon": icon,
            "description": description,
            "chooserUrls": choosers,
            # What pasted text may keep of it.
            "attributes": ["id", "name"],
        },
        js=["wagtailadmin/js/chooser-modal.js", "admin/js/record-in-text.js", script],
    )
