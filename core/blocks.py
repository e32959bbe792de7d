"""The blocks of running text that all apps above share."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db.models import prefetch_related_objects
from django.utils.functional import cached_property
from wagtail import blocks
from wagtail.blocks.stream_block import StreamValue
from wagtail.contrib.typed_table_block.blocks import (
    TypedTableBlock,
    TypedTableBlockValidationError,
)
from wagtail.images.blocks import ImageBlock as WagtailImageBlock

from core import named
from core.forms import MomentField

SIMPLE_FEATURES = ["bold", "italic", "ol", "ul", "link", "document-link", "helpline", "figure"]


class HeadingBlock(blocks.CharBlock):
    """A second-level heading; pages with a contents list link to it."""

    heading_level = 2

    class Meta:
        icon = "title"
        label = "Heading"
        template = "components/blocks/heading.html"


class ImageBlock(WagtailImageBlock):
    """As Wagtail's, where each picture asks on its own which sizes of it have been made."""

    def bulk_to_python(self, values):
        pictures = super().bulk_to_python(values)
        prefetch_related_objects([found for found in pictures if found], "renditions")
        return pictures


class PictureBlock(blocks.StructBlock):
    image = ImageBlock()
    caption = blocks.CharBlock(
        required=False, max_length=250, help_text="What the picture shows, and whose it is."
    )

    class Meta:
        icon = "image"
        label = "Picture"
        template = "components/blocks/picture.html"


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(help_text="The words themselves, without quotation marks.")
    speaker = blocks.CharBlock(help_text="Name and role of the person who said it.")

    class Meta:
        icon = "openquote"
        label = "Quote"
        template = "components/blocks/quote.html"


class NoteBlock(blocks.StructBlock):
    heading = blocks.CharBlock(required=False, max_length=100)
    text = blocks.RichTextBlock(features=SIMPLE_FEATURES)

    class Meta:
        icon = "warning"
        label = "Note that stands out"
        template = "components/blocks/note.html"


class HeadedTableBlock(TypedTableBlock):
    """A table whose columns all have a heading. A draft may wait for them."""

    def clean(self, value):
        cleaned = super().clean(value)
        if self.is_deferred_validation:
            return cleaned
        bare = [
            number
            for number, column in enumerate(cleaned.columns, start=1)
            if not (column["heading"] or "").strip()
        ]
        problems = []
        if not cleaned.columns or not cleaned.row_data:
            problems.append("A table needs at least one column and one row.")
        for number in bare:
            problems.append(
                f"Column {number} has no heading. Write above it what its cells hold: people who "
                "can't see the table have nothing else to tell them."
            )
        if problems:
            raise TypedTableBlockValidationError(non_block_errors=problems)
        return cleaned


class TableBlock(blocks.StructBlock):
    caption = blocks.CharBlock(max_length=250, help_text="What the table shows.")
    table = HeadedTableBlock(
        [("text", blocks.CharBlock(required=False)), ("number", blocks.CharBlock(required=False))]
    )

    class Meta:
        icon = "table"
        label = "Table"
        template = "components/blocks/table.html"


class BodyBlock(blocks.StreamBlock):
    """Running text with headings, pictures, quotes and tables."""

    heading = HeadingBlock(max_length=120)
    text = blocks.RichTextBlock(icon="pilcrow", template="components/blocks/text.html")
    picture = PictureBlock()
    quote = QuoteBlock()
    note = NoteBlock()
    table = TableBlock()

    class Meta:
        required = False


class MomentBlock(blocks.DateTimeBlock):
    """A day and a time, to the minute."""

    @cached_property
    def field(self):
        return MomentField(**self.field_options)


class PageBlock(blocks.PageChooserBlock):
    """As Wagtail's, which asks the database once for each place that names pages.

    On a page that is served, one that lists don't show is None, as if it had been deleted.
    """

    def __init__(self, page_type="core.BasePage", **options):
        super().__init__(page_type=page_type, **options)

    def bulk_to_python(self, values):
        if not named.is_read_at_once():
            return super().bulk_to_python(values)
        visible = apps.get_model("core.BasePage").objects.visible_to_public
        pages = named.read(named.PAGE, filter(None, values), visible)
        found = [pages.get(page_id) for page_id in values]
        return [page if page and not page.withdrawn_on else None for page in found]


def chosen_pages(stream: StreamValue) -> Iterator[int]:
    """The ids of the pages that the blocks of `stream` choose."""
    return _page_ids(stream.stream_block, stream.raw_data)


def _page_ids(block: blocks.Block, raw: Any) -> Iterator[int]:
    """The ids of pages in `raw`, which is what the database keeps of `block`."""
    if isinstance(block, PageBlock):
        yield from [raw] if raw else []
    elif isinstance(block, blocks.StreamBlock):
        for child in raw or []:
            if child["type"] in block.child_blocks:
                yield from _page_ids(block.child_blocks[child["type"]], child["value"])
    elif isinstance(block, blocks.ListBlock):
        for item in raw or []:
            is_wrapped = isinstance(item, dict) and item.get("type") == "item"
            yield from _page_ids(block.child_block, item["value"] if is_wrapped else item)
    elif isinstance(block, blocks.StructBlock):
        for name, child_block in block.child_blocks.items():
            yield from _page_ids(child_block, (raw or {}).get(name))


class LinkBlock(blocks.StructBlock):
    """A link to a page or to an outside address, never both."""

    text = blocks.CharBlock(max_length=80, help_text="Says where the link leads.")
    page = PageBlock(required=False)
    url = blocks.URLBlock(required=False, label="or an outside address")

    class Meta:
        icon = "link"
        label = "Link"

    def clean(self, value):
        cleaned = super().clean(value)
        if bool(cleaned["page"]) == bool(cleaned["url"]):
            problem = "Choose a page or write an outside address: one of them, not both."
            raise blocks.StructBlockValidationError(block_errors={"url": ValidationError(problem)})
        return cleaned


class SocialLinkBlock(blocks.StructBlock):
    name = blocks.CharBlock(max_length=40, help_text="The service: “LinkedIn”.")
    url = blocks.URLBlock(label="address")

    class Meta:
        icon = "link"
        label = "Profile"
