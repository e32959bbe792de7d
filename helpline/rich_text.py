"""A helpline in running text, shown with today's number."""

from django.utils.html import format_html

from core.rich_text import RecordInText, converter_rule
from helpline.models import Service

ENTITY = "HELPLINE"
# For visitors, in place of a number that must not be called any more.
INSTEAD = "(see “Get help”)"


class HelplineInText(RecordInText):
    """The number as people say it, as a link that phones dial; else another way to reach it."""

    identifier = "helpline"
    model = Service
    gone = "(a helpline that was deleted)"

    @classmethod
    def as_shown(cls, record):
        way = record.first_way if record and record.live else None
        if way is None:
            return INSTEAD
        if way.is_elsewhere:
            link = '<a href="{}" rel="noreferrer">{}</a>'
        else:
            link = '<a class="tel" href="{}">{}</a>'
        return format_html(link, way.address, way.words)

    @classmethod
    def as_typed(cls, record):
        return record.spoken_form or record.name


CONVERTER_RULE = converter_rule(ENTITY, HelplineInText)
