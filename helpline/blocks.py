"""Blocks that show helplines in running text."""

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from core.blocks import SIMPLE_FEATURES, BodyBlock


class HelplinesBlock(blocks.StructBlock):
    """Chosen helplines with number, hours and cost."""

    heading = blocks.CharBlock(required=False, max_length=100)
    services = blocks.ListBlock(
        SnippetChooserBlock("helpline.Service", label="helpline"), label="Helplines", min_num=1
    )

    class Meta:
        icon = "mobile-alt"
        label = "Helplines"
        template = "helpline/blocks/helplines.html"

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context)
        context["services"] = [
            service for service in value["services"] if service is not None and service.live
        ]
        return context


class GuideBodyBlock(BodyBlock):
    """Running text that can show helplines."""

    helplines = HelplinesBlock()


class PartValue(blocks.StructValue):
    @property
    def anchor(self) -> str:
        """What links to this part name. No id of the page around it begins with `part-`."""
        return f"part-{slugify(self['heading'])}"


class PartBlock(blocks.StructBlock):
    """One part of a guide, listed in its contents."""

    heading = blocks.CharBlock(max_length=120)
    body = GuideBodyBlock(required=True)

    class Meta:
        icon = "doc-full"
        label = "Part"
        template = "helpline/blocks/part.html"
        value_class = PartValue


class PartsBlock(blocks.StreamBlock):
    """The parts of a guide. Each heading stands once, because links lead to it."""

    part = PartBlock()

    def clean(self, value):
        cleaned = super().clean(value)
        anchors = [part.value.anchor for part in cleaned]
        repeated = [place for place, anchor in enumerate(anchors) if anchor in anchors[:place]]
        if repeated:
            problem = ValidationError("Another part has this heading. Give each part its own.")
            error = blocks.StructBlockValidationError(block_errors={"heading": problem})
            raise blocks.StreamBlockValidationError(block_errors=dict.fromkeys(repeated, error))
        return cleaned


class WhatToDoBlock(blocks.StructBlock):
    """One step of “what to do”: when, what, and whom to call."""

    when = blocks.CharBlock(max_length=120, help_text="“If someone is in danger now”.")
    text = blocks.RichTextBlock(features=SIMPLE_FEATURES, required=False)
    service = SnippetChooserBlock("helpline.Service", label="helpline", required=False)

    class Meta:
        icon = "help"
        label = "Step"
