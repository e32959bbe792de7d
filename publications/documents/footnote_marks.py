"""The mark of a footnote in the text editor: kept as the note's name, shown in brackets."""

from draftjs_exporter.dom import DOM
from wagtail.admin.rich_text.converters.html_to_contentstate import (
    KEEP_WHITESPACE,
    InlineEntityElementHandler,
)
from wagtail.rich_text import EmbedHandler

from publications.documents.footnotes import FEATURE

ENTITY = "FOOTNOTE"


class FootnoteInText(EmbedHandler):
    """Where no document stands around a text, such as in an excerpt, a mark says nothing."""

    identifier = FEATURE

    @classmethod
    def expand_db_attributes(cls, attrs):
        return ""


class MarkElementHandler(InlineEntityElementHandler):
    """From the database into the editor: the name in brackets, which can't be typed over."""

    mutability = "IMMUTABLE"

    def handle_starttag(self, name, attrs, state, contentstate):
        super().handle_starttag(name, attrs, state, contentstate)
        state.current_block.text += f"[{dict(attrs).get('id', '')}]"
        state.leading_whitespace = KEEP_WHITESPACE

    def get_attribute_data(self, attrs):
        return {"id": attrs.get("id", "")}


def as_database_element(entity: dict):
    """From the editor into the database: the name alone."""
    return DOM.create_element("embed", {"embedtype": FEATURE, "id": entity.get("id") or ""})


CONVERTER_RULE = {
    "from_database_format": {f'embed[embedtype="{FEATURE}"]': MarkElementHandler(ENTITY)},
    "to_database_format": {"entity_decorators": {ENTITY: as_database_element}},
}
