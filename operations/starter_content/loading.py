"""Puts the starter content in place: each piece once, and never over what staff have changed."""

import json
import re
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from modelcluster.models import get_all_child_relations
from wagtail import blocks
from wagtail.blocks import StreamBlockValidationError, StreamValue
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.settings.models import BaseSiteSetting
from wagtail.contrib.typed_table_block.blocks import BaseTypedTableBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.models import DraftStateMixin, Page, Site

from core import gates
from core.languages import CheckedTranslation
from operations.models import StarterRecord
from operations.starter_content.pieces import Piece, naming, pieces

LINK = re.compile(r'<a href="(page|glossary):([^"]+)">(.*?)</a>', re.DOTALL)
# A model whose name for each record is unique among those of one site alone.
KNOWN_BY = {Redirect: "old_path"}
FIGURE = re.compile(r'(?<=<embed embedtype="figure" id=")[^"]+')


def load() -> int:
    """Put in place what never was, all of it or nothing; return how many pieces that were."""
    wanted = list(pieces())
    if not unloaded(wanted):
        return 0
    with transaction.atomic():
        # Several nodes may start at once: all but the first wait here, and find nothing to do.
        site = Site.objects.select_for_update().get(is_default_site=True)
        return Loader(site).load(unloaded(wanted))


def unloaded(wanted: list[Piece]) -> list[Piece]:
    """Those of `wanted` that never were put in place."""
    loaded = set(StarterRecord.objects.values_list("key", flat=True))
    return [piece for piece in wanted if piece.key not in loaded]


class Loader:
    """Makes pieces, and finds those made before by their keys."""

    def __init__(self, site: Site):
        self.site = site
        self.found = {
            record.key: record.target for record in StarterRecord.objects.prefetch_related("target")
        }

    def load(self, wanted: list[Piece]) -> int:
        """Make `wanted`, in order. Pages are filled last, because they may link to any other."""
        drafts = []
        for piece in wanted:
            with naming(piece.file, piece.key):
                if issubclass(piece.model, Page):
                    record, is_new = self.draft(piece)
                    if is_new:
                        drafts.append((record, piece))
                else:
                    record = self.record(piece)
                self.remember(piece, record)
        for draft, piece in drafts:
            with naming(piece.file, piece.key):
                # Fresh from the database, because the tree counts the children that came since.
                page = piece.model.objects.get(pk=draft.pk)
                self.fill(page, piece.values)
                publish(page)
        return len(wanted)

    def made(self, key: str) -> models.Model | None:
        """What the piece of this key became; None if that is gone."""
        if key not in self.found:
            raise Misstated(f"No piece “{key}” comes before this one. Is its key right?")
        return self.found[key]

    def remember(self, piece: Piece, record: models.Model | None) -> None:
        """Keep in mind that `piece` was loaded. A page whose parent is gone (None) was too."""
        self.found[piece.key] = record
        StarterRecord.objects.create(
            key=piece.key,
            content_type=ContentType.objects.get_for_model(piece.model),
            object_id=record.pk if record else 0,
        )

    def draft(self, piece: Piece) -> tuple[Page | None, bool]:
        """The page of `piece`, with what needs no other page, and whether it is new.

        A front page, or a page of that address, made by staff is taken as it is.
        """
        parent = self.made(piece.parent) if piece.parent else Page.get_first_root_node()
        if parent is None:
            return None, False
        if piece.parent:
            same = parent.get_children().filter(slug=piece.values["slug"])
        else:
            same = piece.model.objects.all()
        if existing := same.first():
            return existing.specific, False
        page = piece.model(live=False)
        for name, value in piece.values.items():
            if is_plain(piece.model, name):
                setattr(page, name, value)
        Page.objects.get(pk=parent.pk).add_child(instance=page)
        if not piece.parent:
            self.replace_welcome_page(page)
        return page, True

    def replace_welcome_page(self, home: Page) -> None:
        """Make `home` the site's first page, unless staff have made something of Wagtail's own."""
        welcome = self.site.root_page
        is_untouched = welcome.latest_revision_id is None and welcome.is_leaf()
        if welcome.specific_class is Page and is_untouched:
            self.site.root_page = home
            self.site.save()
            welcome.delete()

    def record(self, piece: Piece) -> models.Model:
        """The record of `piece`. One with the same name or number made by staff stays as it is."""
        if issubclass(piece.model, BaseSiteSetting):
            return self.setting(piece)
        same = models.Q(pk__in=[])
        for field in piece.model._meta.fields:
            is_name = field.unique or KNOWN_BY.get(piece.model) == field.name
            if is_name and field.name in piece.values:
                same |= models.Q(**{field.name: piece.values[field.name]})
        if existing := piece.model.objects.filter(same).first():
            return existing
        is_draftable = issubclass(piece.model, DraftStateMixin)
        record = piece.model(live=False) if is_draftable else piece.model()
        self.fill(record, piece.values)
        record.full_clean()
        record.save()
        if isinstance(record, CheckedTranslation) and not record.is_checked:
            record.save_revision()  # a draft, until a named person has checked it
        elif is_draftable:
            publish(record)
        return record

    def setting(self, piece: Piece) -> BaseSiteSetting:
        """The site's settings, their empty fields filled."""
        setting = piece.model.for_site(self.site)
        empty = {
            name: value
            for name, value in piece.values.items()
            if not getattr(setting, name)
            or getattr(setting, name) == piece.model._meta.get_field(name).get_default()
        }
        self.fill(setting, empty)
        setting.full_clean()
        setting.save()
        return setting

    def fill(self, record: models.Model, values: dict[str, Any]) -> None:
        """Set the fields of `record`, with keys turned into the records that they stand for."""
        rows = child_rows(type(record))
        for name, value in values.items():
            if name in rows:
                whole = [row for row in value if self.is_whole(rows[name], row)]
                setattr(record, name, [self.row(rows[name], *place) for place in enumerate(whole)])
            else:
                setattr(record, name, self.field_value(type(record)._meta.get_field(name), value))

    def is_whole(self, model: type[models.Model], values: dict[str, Any]) -> bool:
        """Whether staff have deleted nothing of what a row is about."""
        relations = [name for name in values if model._meta.get_field(name).is_relation]
        return all(self.made(values[name]) for name in relations)

    def row(self, model: type[models.Model], place: int, values: dict[str, Any]) -> models.Model:
        row = model(sort_order=place)
        self.fill(row, values)
        return row

    def field_value(self, field: models.Field, value: Any) -> Any:
        """`value` as `field` takes it."""
        if field.many_to_many:
            return [record for record in map(self.made, value) if record]
        if field.is_relation:
            return self.made(value)
        if isinstance(field, StreamField):
            return self.stream(field, value)
        if isinstance(field, RichTextField):
            return self.with_references(value)
        return value

    def stream(self, field: StreamField, value: list[dict[str, Any]]) -> StreamValue:
        """Blocks as an editor's form would leave them, what is not given as empty as it can be.

        Raises `Misstated` where the form would complain.
        """
        stream = field.to_python(json.dumps(self.block_value(field.stream_block, value)))
        try:
            return field.stream_block.clean(stream)
        except StreamBlockValidationError as error:
            problems = json.dumps(error.as_json_data(), ensure_ascii=False)
            raise Misstated(f"Something is wrong with “{field.name}”: {problems}") from error

    def block_value(self, block: blocks.Block, value: Any) -> Any:
        """`value` as `block` keeps it in the database."""
        if isinstance(block, blocks.StreamBlock):
            return [
                {"type": name, "value": self.block_value(child(block, name), content)}
                for part in value
                for name, content in part.items()
            ]
        if isinstance(block, blocks.ListBlock):
            return [self.block_value(block.child_block, content) for content in value]
        if isinstance(block, blocks.StructBlock):
            return {
                name: self.block_value(child(block, name), content)
                for name, content in value.items()
            }
        if isinstance(block, BaseTypedTableBlock):
            return self.table_value(block, **value)
        if isinstance(block, blocks.ChooserBlock):
            record = self.made(value)
            return record and record.pk
        if isinstance(block, blocks.RichTextBlock):
            return self.with_references(value)
        return value

    def table_value(
        self, block: BaseTypedTableBlock, *, columns: list[dict], rows: list[list]
    ) -> dict[str, Any]:
        """A table as its block keeps it. Raises `ValueError` if a row is too short or too long."""
        kinds = [child(block, column["type"]) for column in columns]
        return {
            "columns": columns,
            "rows": [
                {"values": [self.block_value(*cell) for cell in zip(kinds, row, strict=True)]}
                for row in rows
            ],
        }

    def with_references(self, html: str) -> str:
        """`html` with pages, terms and figures as Wagtail keeps them.

        A link to a deleted page or term becomes plain words; a deleted figure is said not to be
        there.
        """

        def link(match: re.Match) -> str:
            kind, key, words = match.groups()
            target = self.made(key)
            return f'<a linktype="{kind}" id="{target.pk}">{words}</a>' if target else words

        def figure(match: re.Match) -> str:
            record = self.made(match[0])
            return str(record.pk) if record else ""

        return FIGURE.sub(figure, LINK.sub(link, html.strip()))


class Misstated(Exception):
    """A piece can't be made as it stands in its file."""


class Refused(Exception):
    """A gate objects to a piece of starter content."""


def child(block: blocks.StreamBlock | blocks.StructBlock | BaseTypedTableBlock, name: str):
    """The block of that name within `block`."""
    if name not in block.child_blocks:
        raise Misstated(f"There is no “{name}” here. There is: {', '.join(block.child_blocks)}.")
    return block.child_blocks[name]


def publish(record: models.Model) -> None:
    """Take `record` live through the door that staff use. Raises `Refused` if a gate objects."""
    if objections := gates.objections(record):
        raise Refused(f"“{record}”: {' '.join(objection.message for objection in objections)}")
    record.save_revision().publish()


def child_rows(model: type[models.Model]) -> dict[str, type[models.Model]]:
    """The models of rows that belong to a record of `model`, by the name of the field."""
    if not issubclass(model, Page):
        return {}
    return {
        relation.get_accessor_name(): relation.related_model
        for relation in get_all_child_relations(model)
    }


def is_plain(model: type[models.Model], name: str) -> bool:
    """Whether the field holds a value of its own, which never names another record."""
    if name in child_rows(model):
        return False
    field = model._meta.get_field(name)
    return not (field.is_relation or isinstance(field, StreamField | RichTextField))
