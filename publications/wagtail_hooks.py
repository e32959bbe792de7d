import wagtail.admin.rich_text.editors.draftail.features as draftail
from django.urls import path, reverse_lazy
from wagtail import hooks
from wagtail.log_actions import LogFormatter
from wagtail.snippets.models import register_snippet

from core.rich_text import entity_feature
from publications import rich_text, views
from publications.documents import footnote_marks, footnotes
from publications.failed_pdfs import FailedPdfsPanel
from publications.models import LetterPage
from publications.viewsets import FigureViewSet, OrganisationViewSet, RecommendationViewSet


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


@hooks.register("construct_page_chooser_queryset")
def offer_first_letters(pages, request):
    """Where a letter is chosen it is the first of an exchange."""
    if request.GET.get("page_type") != LetterPage._meta.label_lower:
        return pages
    return pages.exclude(pk__in=LetterPage.objects.filter(first_letter__isnull=False))


register_snippet(RecommendationViewSet)
register_snippet(FigureViewSet)


@hooks.register("register_rich_text_features")
def figure_in_text(features):
    feature = rich_text.FigureInText.identifier
    features.register_embed_type(rich_text.FigureInText)
    features.register_converter_rule("contentstate", feature, rich_text.CONVERTER_RULE)
    features.register_editor_plugin(
        "draftail",
        feature,
        entity_feature(
            rich_text.ENTITY,
            icon="order",
            description="Figure with its source",
            choosers={
                "figureChooser": reverse_lazy("wagtailsnippetchoosers_publications_figure:choose")
            },
            script="admin/js/figure-in-text.js",
        ),
    )


@hooks.register("register_admin_urls")
def admin_urls():
    return [path("pdf/<int:version_id>/read-again/", views.read_again, name="read_again")]


@hooks.register("construct_homepage_panels")
def failed_pdfs(request, panels):
    panels.append(FailedPdfsPanel())


@hooks.register("register_log_actions")
def log_actions(actions):
    @actions.register_action("publications.overrule_pdf")
    class OverrulePdf(LogFormatter):
        """A publication that is live although people with disabilities can't read its file."""

        label = "Publish a file with faults"

        def format_message(self, log_entry):
            faults = " ".join(log_entry.data["faults"])
            return f"Reason: {log_entry.data['reason']} {faults}"
