"""Texts and streams of blocks, with what they refer to in other words: keys for ids, or back."""

import re
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import BaseTypedTableBlock
from wagtail.rich_text import features
from wagtail.rich_text.rewriters import extract_attrs

from operations.bundle.layout import Misfit

Reference = Callable[[type[models.Model], Any], Any]
Text = Callable[[str], str]
Leaf = Callable[[blocks.FieldBlock, Any], None]

TAG = re.compile(r"<(a|embed)\b[^<>]*>", re.IGNORECASE)
ID = re.compile(r"""(?<=\sid=)("[^"]*"|'[^']*'|[^\s"'>]+)""")


def rewritten(html: str, reference: Reference) -> str:
    """`html` with each `id` that stands for a record as `reference` has it."""

    def tag(found: re.Match) -> str:
        attributes = extract_attrs(found[0])
        model = _model_of(found[1].lower(), attributes)
        if model is None or not attributes.get("id"):
            return found[0]
        return ID.sub(f'"{reference(model, attributes["id"])}"', found[0], count=1)

    return TAG.sub(tag, html)


def _model_of(tag: str, attributes: dict[str, str]) -> type[models.Model] | None:
    """Which kind of record a tag leads to; None for one that leads to none of ours."""
    if tag == "a":
        handlers, name = features.get_link_types(), attributes.get("linktype")
    else:
        handlers, name = features.get_embed_types(), attributes.get("embedtype")
    handler = handlers.get(name)
    try:
        return handler and handler.get_model()
    except NotImplementedError:
        return None


def translated(
    block: blocks.Block, value: Any, reference: Reference, text: Text, leaf: Leaf | None = None
) -> Any:
    """The raw value of `block` with each reference and rich text as these functions have it.

    `leaf` is asked about each value that is neither. Raises `Misfit` for what fits no block.
    """

    def of(child: blocks.Block, part: Any) -> Any:
        return translated(child, part, reference, text, leaf)

    if isinstance(block, blocks.StreamBlock):
        return [
            part | {"value": of(_child(block, part.get("type")), part.get("value"))}
            for part in _list(value, "blocks: [{ “type”: …, “value”: … }]", dict)
        ]
    if isinstance(block, blocks.ListBlock):
        return [
            part | {"value": of(block.child_block, part["value"])}
            if isinstance(part, dict) and part.get("type") == "item"
            else of(block.child_block, part)
            for part in _list(value, "values: [ … ]")
        ]
    if isinstance(block, blocks.StructBlock):
        if not isinstance(value, dict):
            raise Misfit(f"“{block.name}” is made of parts: {', '.join(block.child_blocks)}.")
        return {name: of(_child(block, name), part) for name, part in value.items()}
    if isinstance(block, BaseTypedTableBlock):
        return _table(block, value, of)
    if isinstance(block, blocks.ChooserBlock):
        return None if value in (None, "") else reference(block.model_class, value)
    if isinstance(block, blocks.RichTextBlock):
        return text(value or "")
    if leaf and isinstance(block, blocks.FieldBlock):
        leaf(block, value)
    return value


def _table(block: BaseTypedTableBlock, value: Any, of: Callable) -> Any:
    if not value:
        return value
    columns = value.get("columns", []) if isinstance(value, dict) else []
    kinds = [_child(block, column.get("type")) for column in columns]
    rows = []
    for row in value.get("rows", []) if isinstance(value, dict) else []:
        if len(row.get("values", [])) != len(kinds):
            raise Misfit("Each row of a table has as many values as the table has columns.")
        cells = zip(kinds, row["values"], strict=True)
        rows.append(row | {"values": [of(kind, cell) for kind, cell in cells]})
    return value | {"rows": rows}


def _list(value: Any, shape: str, of: type = object) -> list:
    if value in (None, ""):
        return []
    if isinstance(value, list) and all(isinstance(part, of) for part in value):
        return value
    raise Misfit(f"This is a list of {shape}.")


def _child(block: blocks.Block, name: Any) -> blocks.Block:
    if name not in block.child_blocks:
        raise Misfit(f"There is no block “{name}” here. There is: {', '.join(block.child_blocks)}.")
    return block.child_blocks[name]


def check_leaf(block: blocks.FieldBlock, value: Any) -> None:
    """Raise `Misfit` for a value that the editor's form would not take. Empty ones may wait."""
    if value in (None, "", []):
        return
    try:
        block.clean(block.to_python(value))
    except (ValidationError, TypeError, ValueError) as error:
        words = "; ".join(error.messages) if isinstance(error, ValidationError) else str(error)
        raise Misfit(f"“{block.name}”: {words}") from error
