"""A figure of the registry in running text, shown with its value and leading to its source."""

from django.utils.html import escape, format_html

from core.rich_text import RecordInText, converter_rule
from publications.models import Figure

ENTITY = "FIGURE"
# For visitors, in place of a value that nobody stands by any more.
INSTEAD = "(figure not available)"


class FigureInText(RecordInText):
    """The value, as a link to its record in the public list of figures."""

    identifier = "figure"
    model = Figure
    gone = "(a figure that was deleted)"

    @classmethod
    def records(cls):
        return Figure.objects.with_address()

    @classmethod
    def as_shown(cls, record):
        if record is None or not record.live:
            return INSTEAD
        if not record.address:
            return escape(record.value)
        return format_html('<a class="sourced" href="{}">{}</a>', record.address, record.value)

    @classmethod
    def as_typed(cls, record):
        return record.value


CONVERTER_RULE = converter_rule(ENTITY, FigureInText)
