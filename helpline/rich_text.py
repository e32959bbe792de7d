"""What texts quote of ours: a helpline with today's number, a word that the glossary explains."""

from django.utils.html import format_html
from draftjs_exporter.dom import DOM
from wagtail.admin.rich_text.converters.html_to_contentstate import LinkElementHandler
from wagtail.rich_text import LinkHandler

from core.rich_text import RecordInText, converter_rule, is_id, named_by
from helpline.models import GlossaryTerm, Service

ENTITY = "HELPLINE"
TERM_ENTITY = "GLOSSARY"
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


class TermInText(LinkHandler):
    """Words that lead to what the glossary says about them. They stay when the term is gone."""

    identifier = "glossary"

    @classmethod
    def get_model(cls):
        return GlossaryTerm

    @classmethod
    def expand_db_attributes(cls, attrs):
        return cls.expand_db_attributes_many([attrs])[0]

    @classmethod
    def expand_db_attributes_many(cls, attrs_list):
        terms = named_by(attrs_list, GlossaryTerm.objects.with_address)
        return [
            format_html('<a class="sourced" href="{}">', term.address)
            if term and term.address
            else "<a>"
            for term in terms
        ]

    @classmethod
    def extract_references(cls, attrs):
        if is_id(attrs.get("id") or ""):
            yield GlossaryTerm, attrs["id"], "", ""


class TermElementHandler(LinkElementHandler):
    """From the database into the editor: the words, and which term they lead to."""

    def get_attribute_data(self, attrs):
        (term,) = named_by([attrs], GlossaryTerm.objects.all)
        return {"id": attrs.get("id", ""), "name": str(term or "a term that was deleted")}


def as_link_to_term(entity: dict):
    attributes = {"linktype": TermInText.identifier, "id": entity.get("id")}
    return DOM.create_element("a", attributes, entity["children"])


TERM_CONVERTER_RULE = {
    "from_database_format": {
        f'a[linktype="{TermInText.identifier}"]': TermElementHandler(TERM_ENTITY)
    },
    "to_database_format": {"entity_decorators": {TERM_ENTITY: as_link_to_term}},
}
