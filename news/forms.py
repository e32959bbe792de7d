"""The form of a news item."""

from uuid import uuid4

from wagtail.blocks import StreamValue
from wagtail.rich_text import RichText

from core.page_forms import BasePageForm


class NewsPageForm(BasePageForm):
    """A new item begins with an empty paragraph, so that there is somewhere to write."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        if self.instance.pk is None and not self.instance.body:
            block = self.instance.body.stream_block
            # With an id: without one, it would be another block at each save.
            paragraph = ("text", RichText(""), str(uuid4()))
            self.initial["body"] = StreamValue(block, [paragraph])
