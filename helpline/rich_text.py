"""A helpline in running text, shown with today's number."""

from django.utils.html import format_html

from core.rich_text import RecordInText, converter_rule
from helpline.models import Service

ENTITY = "HELPLINE"
# For visitors, in place of a number that must not be called any more.
INSTEAD = "(see “Get help”)"


class HelplineInText(RecordInText):
    """The number as people say it, as a link that phones dial."""

    identifier = "helpline"
    model = Service
    gone = "(a helpline that was deleted)"

    @classmethod
    def as_shown(cls, record):
        if record is None or not record.live:
            return INSTEAD
        return format_html('<a class="tel" href="{}">{}</a>', record.tel, record.spoken_form)

    @classmethod
    def as_typed(cls, record):
        return record.spoken_form


CONVERTER_RULE = converter_rule(ENTITY, HelplineInText)
