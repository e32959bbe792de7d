import wagtail.admin.rich_text.editors.draftail.features as draftail
from django.urls import path
from wagtail import hooks
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import LogFormatter

from publications import views
from publications.documents import footnote_marks, footnotes
from publications.models import Organisation


class OrganisationViewSet(ModelViewSet):
    model = Organisation
    icon = "group"
    menu_label = "Partners"
    menu_order = 270
    add_to_admin_menu = True
    copy_view_enabled = False
    list_display = ["name", "short_name", "website"]
    search_fields = ["name", "short_name"]


@hooks.register("register_admin_viewset")
def organisation_viewset():
    return OrganisationViewSet("organisations")


@hooks.register("register_rich_text_features")
def footnote_in_text(features):
    features.register_embed_type(footnote_marks.FootnoteInText)
    features.register_converter_rule(
        "contentstate", footnotes.FEATURE, footnote_marks.CONVERTER_RULE
    )
    features.register_editor_plugin(
        "draftail",
        footnotes.FEATURE,
        draftail.EntityFeature(
            {
                "type": footnote_marks.ENTITY,
                "icon": "superscript",
                "description": "Footnote",
                # What pasted text may keep of it.
                "attributes": ["id"],
            },
            js=["admin/js/footnote-in-text.js"],
        ),
    )


@hooks.register("register_admin_urls")
def admin_urls():
    return [path("pdf/<int:version_id>/read-again/", views.read_again, name="read_again")]


@hooks.register("register_log_actions")
def log_actions(actions):
    @actions.register_action("publications.overrule_pdf")
    class OverrulePdf(LogFormatter):
        """A publication that is live although people with disabilities can't read its file."""

        label = "Publish a file with faults"

        def format_message(self, log_entry):
            faults = " ".join(log_entry.data["faults"])
            return f"Reason: {log_entry.data['reason']} {faults}"
