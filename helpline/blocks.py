"""Blocks that show helplines in running text."""

from django.core.exceptions import ValidationError
from django.forms import CheckboxSelectMultiple
from django.utils.text import slugify
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from core.blocks import SIMPLE_FEATURES, BodyBlock
from helpline.opening import DAYS, Times, WeeklyTimes


class HelplinesBlock(blocks.StructBlock):
    """Chosen helplines with number, hours and cost."""

    heading_level = 2

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
    """One part of a guide, listed in its contents. The headings in it are a level lower."""

    heading_level = 2
    lowers_headings = True

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


class TimesValue(blocks.StructValue):
    @property
    def times(self) -> Times:
        return Times(self["opens"], self["closes"], bool(self["closes_next_day"]))


class TimesBlock(blocks.StructBlock):
    """From when to when somebody answers."""

    opens = blocks.TimeBlock(help_text="London time, such as 09:00.")
    closes = blocks.TimeBlock(help_text="00:00 is midnight.")
    closes_next_day = blocks.BooleanBlock(
        required=False,
        label="closes on the next day",
        help_text="For hours that end at midnight or after it.",
    )

    class Meta:
        icon = "time"
        label = "From when to when"
        value_class = TimesValue


class WeeklyTimesValue(TimesValue):
    @property
    def weekly(self) -> WeeklyTimes:
        return WeeklyTimes(frozenset(int(day) for day in self["days"]), self.times)


class WeeklyTimesBlock(TimesBlock):
    """From when to when somebody answers on some days of each week."""

    days = blocks.MultipleChoiceBlock(
        choices=[(str(number), day) for number, day in enumerate(DAYS)],
        widget=CheckboxSelectMultiple,
        help_text="All days on which these times hold.",
    )

    class Meta:
        label = "Days and times"
        value_class = WeeklyTimesValue

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.child_blocks.move_to_end("days", last=False)
