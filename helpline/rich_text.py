"""A helpline in running text: kept as a reference, shown with today's number.

In the database it is `<embed embedtype="helpline" id="3"/>`, so that no text ever holds a number.
"""

from django.utils.html import format_html
from draftjs_exporter.dom import DOM
from wagtail.admin.rich_text.converters.html_to_contentstate import (
    KEEP_WHITESPACE,
    InlineEntityElementHandler,
)
from wagtail.rich_text import EmbedHandler

from helpline.models import Service

FEATURE = "helpline"
ENTITY = "HELPLINE"
# For visitors, in place of a number that must not be called any more.
INSTEAD = "(see “Get help”)"
# For editors, so that they see what to take out.
GONE = "(a helpline that was deleted)"


def services_named_in(attributes: list[dict[str, str]]) -> list[Service | None]:
    """The helpline that each tag names, by one query; None for one that is not there."""
    ids = [tag.get("id", "") for tag in attributes]
    found = Service.objects.in_bulk([int(word) for word in ids if word.isdecimal()])
    return [found.get(int(word)) if word.isdecimal() else None for word in ids]


class HelplineInText(EmbedHandler):
    """What visitors see: the number as people say it, as a link that phones dial."""

    identifier = FEATURE

    @staticmethod
    def get_model():
        return Service

    @classmethod
    def expand_db_attributes(cls, attrs):
        return cls.expand_db_attributes_many([attrs])[0]

    @classmethod
    def expand_db_attributes_many(cls, attrs_list):
        return [
            format_html('<a class="tel" href="{}">{}</a>', service.tel, service.spoken_form)
            if service and service.live
            else INSTEAD
            for service in services_named_in(attrs_list)
        ]

    @classmethod
    def extract_references(cls, attrs):
        if attrs.get("id", "").isdecimal():
            yield Service, attrs["id"], "", ""


class HelplineElementHandler(InlineEntityElementHandler):
    """From the database into the editor: the number stands in the text, and can't be typed over."""

    mutability = "IMMUTABLE"

    def handle_starttag(self, name, attrs, state, contentstate):
        super().handle_starttag(name, attrs, state, contentstate)
        (service,) = services_named_in([dict(attrs)])
        state.current_block.text += service.spoken_form if service else GONE
        state.leading_whitespace = KEEP_WHITESPACE

    def get_attribute_data(self, attrs):
        (service,) = services_named_in([attrs])
        return {"id": attrs.get("id", ""), "name": service.name if service else GONE}


def as_database_element(entity: dict):
    """From the editor into the database: the reference alone."""
    return DOM.create_element("embed", {"embedtype": FEATURE, "id": entity.get("id")})


CONVERTER_RULE = {
    "from_database_format": {f'embed[embedtype="{FEATURE}"]': HelplineElementHandler(ENTITY)},
    "to_database_format": {"entity_decorators": {ENTITY: as_database_element}},
}
