"""The blocks that a document is written in: sections, and what stands in them."""

from collections.abc import Iterable, Iterator

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from wagtail import blocks
from wagtail.blocks import (
    ListBlockValidationError,
    StreamBlockValidationError,
    StructBlockValidationError,
)
from wagtail.blocks.struct_block import BlockGroup

from core.blocks import NoteBlock, PictureBlock, QuoteBlock, TableBlock
from publications.chart_blocks import ChartBlock
from publications.documents import footnotes, numbering
from publications.documents.contents import RESERVED_ADDRESSES, text_in

HEADINGS = {"h2", "h3", "h4"}
# All that running text may hold on this site, but for headings, which have blocks of their own.
TEXT_FEATURES = [
    *[
        feature
        for feature in settings.WAGTAILADMIN_RICH_TEXT_EDITORS["default"]["OPTIONS"]["features"]
        if feature not in HEADINGS
    ],
    footnotes.FEATURE,
]
NOTE_FEATURES = ["bold", "italic", "link", "document-link"]


def validate_first_number(value: str) -> None:
    if numbering.written(value) is None:
        raise ValidationError("Write a number, with a letter if there is one: 12, or 12A.")


class SubheadingBlock(blocks.CharBlock):
    heading_level = 2

    class Meta:
        icon = "title"
        label = "Subheading"
        group = "Headings"


class MinorHeadingBlock(blocks.CharBlock):
    heading_level = 3

    class Meta:
        icon = "title"
        label = "Smaller subheading"
        group = "Headings"


class DocumentTextBlock(blocks.RichTextBlock):
    class Meta:
        icon = "pilcrow"
        label = "Text"
        group = "Text"


class NumberedBlock(blocks.StructBlock):
    """Paragraphs that have the numbers of the printed report."""

    first = blocks.CharBlock(
        required=False,
        max_length=5,
        label="Number of the first paragraph",
        help_text="Leave empty to count on. “12” or “12A” if the report says so here.",
        validators=[validate_first_number],
    )
    text = blocks.RichTextBlock(
        features=TEXT_FEATURES, help_text="Each paragraph takes the next number, a list does not."
    )

    class Meta:
        icon = "list-ol"
        label = "Numbered paragraphs"
        group = "Text"
        label_format = "{first} {text}"


class CalloutBlock(NoteBlock):
    text = blocks.RichTextBlock(features=TEXT_FEATURES)

    class Meta:
        label = "Call-out"
        group = "Text"


class DocumentQuoteBlock(QuoteBlock):
    class Meta:
        group = "Text"


class DocumentTableBlock(TableBlock):
    has_plain_first_column = blocks.BooleanBlock(
        required=False,
        label="The first column is like the others",
        help_text="Tick this if its cells don't say what stands in their row.",
    )
    source = blocks.CharBlock(
        required=False, max_length=250, help_text="Where the numbers come from, if not from us."
    )

    class Meta:
        template = "publications/documents/table.html"
        form_layout = ["caption", "table", "has_plain_first_column", "source"]
        group = "Tables and pictures"


class DocumentPictureBlock(PictureBlock):
    """A diagram, map or photograph, which a report never shows without its source."""

    caption = blocks.CharBlock(max_length=250, help_text="What it shows: “Figure 3: Referrals”.")
    source = blocks.CharBlock(max_length=250, help_text="Who made it, and from what.")

    class Meta:
        label = "Picture or diagram"
        template = "publications/documents/picture.html"
        group = "Tables and pictures"


class SectionBodyBlock(blocks.StreamBlock):
    """What stands in a section, below its heading."""

    text = DocumentTextBlock(features=TEXT_FEATURES)
    numbered = NumberedBlock()
    subheading = SubheadingBlock(max_length=150)
    minor_heading = MinorHeadingBlock(max_length=150)
    quote = DocumentQuoteBlock()
    callout = CalloutBlock()
    table = DocumentTableBlock()
    picture = DocumentPictureBlock()
    chart = ChartBlock(group="Tables and pictures")

    class Meta:
        required = False


class FootnoteBlock(blocks.StructBlock):
    name = blocks.CharBlock(
        max_length=20,
        help_text="What its mark says in your text, such as “12”. Visitors see numbers that are "
        "counted for them.",
    )
    text = blocks.RichTextBlock(features=NOTE_FEATURES)

    class Meta:
        icon = "superscript"
        label = "Footnote"
        label_format = "{name} {text}"


class SectionBlock(blocks.StructBlock):
    """One section of a document, with an address of its own."""

    heading_level = 1

    heading = blocks.CharBlock(max_length=150)
    number = blocks.CharBlock(
        required=False,
        default="",
        max_length=20,
        help_text="As printed: “4”, “Annex A”. Empty if it has none.",
    )
    body = SectionBodyBlock(label="Text")
    footnotes = blocks.ListBlock(
        FootnoteBlock(),
        default=[],
        collapsed=True,
        help_text="Put the marks into the text with “Footnote”. To mark a second place with the "
        "same footnote, choose it again.",
    )
    address = blocks.CharBlock(
        required=False,
        max_length=80,
        label="Word in the address",
        help_text="Made from the heading when you leave it empty. It stays when the heading "
        "changes, so that links to this section keep working.",
        validators=[validate_slug],
    )

    class Meta:
        icon = "doc-full"
        label = "Section"
        label_format = "{number} {heading}"
        form_layout = BlockGroup(
            children=["heading", "number", "body", "footnotes"], settings=["address"]
        )

    def clean(self, value):
        cleaned = super().clean(value)
        if self.is_deferred_validation:
            return cleaned
        errors = {}
        names = [note["name"] for note in cleaned["footnotes"]]
        if unmarked := dict(_footnote_problems(names, cleaned["body"])):
            errors["footnotes"] = ListBlockValidationError(block_errors=unmarked)
        if unwritten := dict(_mark_problems(names, cleaned["body"])):
            errors["body"] = StreamBlockValidationError(block_errors=unwritten)
        if errors:
            raise StructBlockValidationError(block_errors=errors)
        return cleaned


def _footnote_problems(names: list[str], body) -> Iterator[tuple[int, ValidationError]]:
    """What is wrong with footnotes of these names, by their place."""
    unmarked = footnotes.without_mark(names, [text_in(child) for child in body])
    for place, name in enumerate(names):
        if name in names[:place]:
            problem = f"Another footnote of this section is called “{name}”. Give it its own name."
        elif name in unmarked:
            problem = (
                f"The footnote “{name}” has no mark in the text of this section. Put its mark "
                "where it belongs, or take the footnote out."
            )
        else:
            continue
        yield place, StructBlockValidationError({"name": ValidationError(problem)})


def _mark_problems(names: list[str], body) -> Iterator[tuple[int, ValidationError]]:
    """Marks of footnotes that are not there, by the place of their block."""
    for place, child in enumerate(body):
        marked = dict.fromkeys(footnotes.names_marked_in(text_in(child)))
        problems = [
            ValidationError(
                f"The mark [{name}] has no footnote in this section. Write the footnote “{name}”, "
                "or take the mark out."
            )
            for name in marked
            if name not in names
        ]
        if problems and child.block_type == "text":
            yield place, ValidationError(problems)
        elif problems:
            yield place, StructBlockValidationError({"text": ValidationError(problems)})


class SectionsBlock(blocks.StreamBlock):
    """The sections of a document, in order."""

    section = SectionBlock()

    class Meta:
        required = False
        collapsed = True

    def clean(self, value):
        cleaned = super().clean(value)
        if self.is_deferred_validation:
            return cleaned
        errors = dict(_address_problems([child.value["address"] for child in cleaned]))
        if errors:
            raise StreamBlockValidationError(block_errors=errors)
        return cleaned


def _address_problems(addresses: Iterable[str]) -> Iterator[tuple[int, ValidationError]]:
    """Addresses that can't be used, by the place of their section."""
    seen = set()
    for place, address in enumerate(addresses):
        problem = None
        if address in RESERVED_ADDRESSES:
            problem = f"“{address}” is the address of something else here. Choose another word."
        elif address in seen:
            problem = f"Another section has the address “{address}”. Give each section its own."
        if address:
            seen.add(address)
        if problem:
            yield place, StructBlockValidationError({"address": ValidationError(problem)})
