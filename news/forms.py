"""The form of a news item."""

from wagtail.blocks import StreamValue
from wagtail.rich_text import RichText

from core.models.pages import BasePageForm


class NewsPageForm(BasePageForm):
    """A new item begins with an empty paragraph, so that there is somewhere to write."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        if self.instance.pk is None and not self.instance.body:
            block = self.instance.body.stream_block
            self.initial["body"] = StreamValue(block, [("text", RichText(""))])
