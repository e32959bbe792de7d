from django.contrib import messages
from django.urls import path, reverse, reverse_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogFormatter
from wagtail.snippets.models import register_snippet

from core.rich_text import entity_feature
from helpline import overdue, reviews, rich_text, views
from helpline.card_making import sheet_of, warnings_about
from helpline.models import IN_ENGLISH, Language, Service
from helpline.pocket_card import cards_in
from helpline.viewsets import HelpViewSetGroup

register_snippet(HelpViewSetGroup)


@hooks.register("construct_homepage_panels")
def show_helplines_to_check(request, panels):
    panels.append(overdue.HelplinesToCheck())


@hooks.register("register_admin_urls")
def registry_urls():
    return [
        path(
            "helplines/<int:service_id>/checked-today/", views.checked_today, name="checked_today"
        ),
        path("reports/typed-numbers/", views.TypedNumbersView.as_view(), name="typed_numbers"),
    ]


@hooks.register("register_reports_menu_item")
def typed_numbers_report():
    return MenuItem(
        "Typed phone numbers", reverse("typed_numbers"), icon_name="mobile-alt", order=1200
    )


@hooks.register("after_create_snippet")
@hooks.register("after_edit_snippet")
def tell_what_has_no_room(request, record):
    """Whoever has just put words of the pocket card live hears what it has no room for.

    Only of the language at hand: the other cards are laid out in the background.
    """
    if not isinstance(record, Service | Language):
        return
    # The view's own copy of the record doesn't know that it was published.
    record.refresh_from_db(fields=["live", "has_unpublished_changes"])
    if not record.live or record.has_unpublished_changes:
        return
    for card in cards_in(record if isinstance(record, Language) else IN_ENGLISH):
        for warning in warnings_about(card, sheet_of(card)):
            messages.warning(request, warning)


@hooks.register("register_rich_text_features")
def helpline_in_text(features):
    feature = rich_text.HelplineInText.identifier
    features.register_embed_type(rich_text.HelplineInText)
    features.register_converter_rule("contentstate", feature, rich_text.CONVERTER_RULE)
    features.register_editor_plugin(
        "draftail",
        feature,
        entity_feature(
            rich_text.ENTITY,
            icon="mobile-alt",
            description="Helpline number",
            choosers={
                "helplineChooser": reverse_lazy("wagtailsnippetchoosers_helpline_service:choose")
            },
            script="admin/js/helpline-in-text.js",
        ),
    )


@hooks.register("register_rich_text_features")
def term_in_text(features):
    feature = rich_text.TermInText.identifier
    features.register_link_type(rich_text.TermInText)
    features.register_converter_rule("contentstate", feature, rich_text.TERM_CONVERTER_RULE)
    features.register_editor_plugin(
        "draftail",
        feature,
        entity_feature(
            rich_text.TERM_ENTITY,
            icon="openquote",
            description="Word from the glossary",
            choosers={
                "glossaryChooser": reverse_lazy(
                    "wagtailsnippetchoosers_helpline_glossaryterm:choose"
                )
            },
            script="admin/js/glossary-in-text.js",
        ),
    )


@hooks.register("construct_homepage_panels")
def guides_to_read_again(request, panels):
    panels.append(reviews.GuidesToReadAgain())


@hooks.register("register_admin_urls")
def review_urls():
    report = reviews.GuideReport
    return [
        path("guides/<int:page_id>/read-again/", reviews.confirm_view, name="guide_read_again"),
        path("reports/guides/", report.as_view(), name="guide_report"),
        path(
            "reports/guides/results/",
            report.as_view(results_only=True),
            name="guide_report_results",
        ),
    ]


@hooks.register("register_reports_menu_item")
def guide_report_menu_item():
    return MenuItem(
        reviews.GuideReport.page_title,
        reverse("guide_report"),
        name="guides",
        icon_name=reviews.GuideReport.header_icon,
        order=650,
    )


@hooks.register("register_log_actions")
def log_actions(actions):
    @actions.register_action("helpline.read_again")
    class ReadAgain(LogFormatter):
        """Somebody has read a guide again and found it right."""

        label = "Read again"

        def format_message(self, log_entry):
            return f"Read again and found right. Next review by {log_entry.data['review_on']}."
