from wagtail import blocks

from core.blocks import SIMPLE_FEATURES


class UpdateBlock(blocks.StructBlock):
    """What happened after a story appeared."""

    day = blocks.DateBlock(help_text="The day on which you add this. Visitors read it.")
    text = blocks.RichTextBlock(
        features=SIMPLE_FEATURES, help_text="What is new, in a few sentences."
    )

    class Meta:
        icon = "date"
        label = "Update"
        label_format = "{day}"


class UpdatesBlock(blocks.StreamBlock):
    update = UpdateBlock()

    class Meta:
        required = False
