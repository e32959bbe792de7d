"""What a page consists of, as the checks see it: headings, links, pictures, tables and words.

It is read from what the database would keep, so no block is made and nothing is asked.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any, NamedTuple

from django.db import models
from modelcluster.models import get_all_child_relations
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.images.blocks import ImageBlock

from core.blocks import HeadedTableBlock, LinkBlock

TAG = re.compile(r"<[^>]*>")
# What stands in a text and is more than a tag: its parts are in the order of the groups.
IN_TEXT = re.compile(
    r"<h([1-6])\b[^>]*>(.*?)</h\1>|<a\b([^>]*)>(.*?)</a>|<(?:embed\b[^>]*\bimage\b|img\b)[^>]*>",
    re.IGNORECASE | re.DOTALL,
)
ATTRIBUTE = re.compile(r'\b(linktype|id|href)="([^"]*)"', re.IGNORECASE)
BLOCK_END = re.compile(r"</(?:p|li|h[1-6])>|<br\s*/?>", re.IGNORECASE)
RECORD = re.compile(r"<embed\b[^>]*>", re.IGNORECASE)
# Of a model's own texts, those that only programs read.
NO_WORDS = {"path", "url_path", "draft_title", "checked_words"}


class Place(NamedTuple):
    """Where a piece stands: the field, and the nearest block."""

    field: str
    block: str = ""


@dataclass(slots=True, kw_only=True)
class Piece:
    """Something of a page, and the words of the heading above it."""

    place: Place
    under: str = ""


@dataclass(slots=True, kw_only=True)
class Heading(Piece):
    words: str
    level: int
    is_in_text: bool = False


@dataclass(slots=True, kw_only=True)
class Link(Piece):
    """`target` tells one place from another, and no more."""

    words: str
    target: str


@dataclass(slots=True, kw_only=True)
class Picture(Piece):
    """A picture in a block. `alt_text` is None for one that can't have any."""

    alt_text: str | None
    is_decorative: bool = False


@dataclass(slots=True, kw_only=True)
class Table(Piece):
    headings: list[str]
    row_count: int


@dataclass(slots=True, kw_only=True)
class Words(Piece):
    text: str


def pieces_of(subject: models.Model) -> Iterator[Piece]:
    """All that staff wrote of a page, and of the rows that belong to it, in the order of fields."""
    for field in subject._meta.concrete_fields:
        place = Place(field.name)
        if isinstance(field, StreamField):
            stream = getattr(subject, field.name)
            yield from _under_headings(
                _in_block(stream.stream_block, stream.get_prep_value(), place)
            )
        elif isinstance(field, RichTextField):
            # Their templates put a heading before them.
            yield Heading(words=field.verbose_name, level=2, place=place)
            yield from _in_rich_text(getattr(subject, field.attname) or "", place)
        elif holds_words(field) and field.name not in NO_WORDS:
            yield Words(text=getattr(subject, field.attname) or "", place=place)
    for relation in get_all_child_relations(type(subject)):
        name = relation.get_accessor_name()
        # Comments of staff are no words of the page.
        if relation.related_model._meta.app_label != "wagtailcore":
            for row in getattr(subject, name).all():
                for piece in pieces_of(row):
                    piece.place = Place(name)
                    yield piece


def holds_words(field: models.Field) -> bool:
    """Whether somebody writes words into it: no address, and nothing to choose from."""
    is_text = isinstance(field, models.CharField | models.TextField)
    is_address = isinstance(field, models.SlugField | models.URLField | models.EmailField)
    return is_text and not is_address and field.editable and not field.choices


def _under_headings(pieces: Iterator[Piece]) -> Iterator[Piece]:
    under = ""
    for piece in pieces:
        piece.under = under
        yield piece
        if isinstance(piece, Heading) and piece.words:
            under = piece.words


def _in_block(
    block: blocks.Block, raw: Any, place: Place, *, lowers_headings: bool = False
) -> Iterator[Piece]:
    """The pieces in `raw`, which is what the database keeps of `block`."""
    lowers_headings = lowers_headings or getattr(block, "lowers_headings", False)
    if isinstance(block, blocks.StreamBlock | blocks.ListBlock):
        for child_block, value, block_id in _children(block, raw):
            inner = Place(place.field, block_id) if block_id else place
            yield from _in_block(child_block, value, inner, lowers_headings=lowers_headings)
    elif isinstance(block, ImageBlock):
        if raw and raw.get("image"):
            alt_text, is_decorative = raw.get("alt_text") or "", bool(raw.get("decorative"))
            yield Picture(alt_text=alt_text, is_decorative=is_decorative, place=place)
    elif isinstance(block, TypedTableBlock):
        yield from _in_table(block, raw or {}, place)
    elif isinstance(block, blocks.StructBlock):
        yield from _in_struct(block, raw or {}, place, lowers_headings)
    elif isinstance(block, blocks.RichTextBlock):
        yield from _in_rich_text(raw or "", place)
    elif isinstance(block, blocks.CharBlock | blocks.TextBlock):
        level = getattr(block, "heading_level", 0)
        words = (raw or "").strip()
        if level:
            yield Heading(words=words, level=level + lowers_headings, place=place)
        else:
            yield Words(text=words, place=place)


def _children(
    block: blocks.StreamBlock | blocks.ListBlock, raw: Any
) -> Iterator[tuple[blocks.Block, Any, str | None]]:
    """Each block within, with its value and its id."""
    for child in raw or []:
        if isinstance(block, blocks.ListBlock):
            is_wrapped = isinstance(child, dict) and child.get("type") == "item"
            item = child if is_wrapped else {"value": child}
            yield block.child_block, item["value"], item.get("id")
        elif child["type"] in block.child_blocks:
            yield block.child_blocks[child["type"]], child["value"], child.get("id")


def _in_struct(
    block: blocks.StructBlock, raw: dict[str, Any], place: Place, lowers_headings: bool
) -> Iterator[Piece]:
    if isinstance(block, LinkBlock):
        words, target = raw.get("text") or "", str(raw.get("page") or raw.get("url"))
        yield Link(words=words.strip(), target=target, place=place)
        return
    level = getattr(block, "heading_level", 0)
    for name, child_block in block.child_blocks.items():
        words = raw.get(name)
        if name == "heading" and level:
            is_within = lowers_headings and not getattr(block, "lowers_headings", False)
            if words or child_block.required:
                words = (words or "").strip()
                yield Heading(words=words, level=level + is_within, place=place)
        else:
            yield from _in_block(child_block, words, place, lowers_headings=lowers_headings)


def _in_table(block: TypedTableBlock, raw: dict[str, Any], place: Place) -> Iterator[Piece]:
    columns, rows = raw.get("columns") or [], raw.get("rows") or []
    # A chart looks after its own.
    if isinstance(block, HeadedTableBlock):
        headings = [(column["heading"] or "").strip() for column in columns]
        yield Table(headings=headings, row_count=len(rows), place=place)
    for row in rows:
        for column, value in zip(columns, row["values"], strict=False):
            if child_block := block.child_blocks.get(column["type"]):
                yield from _in_block(child_block, value, place)


def _in_rich_text(html: str, place: Place) -> Iterator[Piece]:
    for found in IN_TEXT.finditer(html):
        level, heading, attributes, words = found.groups()
        if level:
            yield Heading(words=plain(heading), level=int(level), is_in_text=True, place=place)
            yield from (piece for piece in _in_rich_text(heading, place) if isinstance(piece, Link))
        elif attributes is not None:
            if target := _target(attributes):
                yield Link(words=plain(words), target=target, place=place)
        else:
            yield Picture(alt_text=None, place=place)
    yield Words(text=plain(html), place=place)


def _target(attributes: str) -> str:
    """Empty for what leads nowhere, and for a word of the glossary, which is there as it stands."""
    values = {name.lower(): unescape(value) for name, value in ATTRIBUTE.findall(attributes)}
    if values.get("linktype") == "glossary":
        return ""
    return (
        values.get("href") or " ".join([values.get("linktype", ""), values.get("id", "")]).strip()
    )


def plain(html: str) -> str:
    """Its words. A record that stands in the text is one word, which is not known here."""
    text = TAG.sub("", RECORD.sub("…", BLOCK_END.sub(" ", html)))
    return " ".join(unescape(text).split())
