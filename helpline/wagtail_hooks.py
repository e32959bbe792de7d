import django_filters
from django.contrib import messages
from django.urls import path, reverse, reverse_lazy
from django.utils import timezone
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column, LiveStatusTagColumn
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import LogFormatter
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views import chooser
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from core.rich_text import entity_feature
from helpline import reviews, rich_text, views
from helpline.card_making import sheet_of, warnings_about
from helpline.card_panel import CardPanel
from helpline.models import IN_ENGLISH, Agency, GlossaryTerm, Language, Resource, Service
from helpline.models.services import CHECKED_EVERY
from helpline.overdue import needing_a_look
from helpline.pocket_card import cards_in


class ChosenHelplineView(chooser.SnippetChosenView):
    def get_chosen_response_data(self, item):
        """As in Wagtail, with the number that the text editor puts in the text."""
        words = rich_text.HelplineInText.as_typed(item)
        return super().get_chosen_response_data(item) | {"spoken_form": words}


class HelplineChoices(chooser.BaseSnippetChooseView):
    results_template_name = "wagtailadmin/generic/chooser/results.html"

    @property
    def columns(self):
        return [*super().columns, Column("spoken_form", label="Number")]


class ChooseHelplineView(HelplineChoices, chooser.ChooseView):
    pass


class HelplineResultsView(HelplineChoices, chooser.ChooseResultsView):
    pass


class HelplineChooserViewSet(chooser.SnippetChooserViewSet):
    choose_view_class = ChooseHelplineView
    choose_results_view_class = HelplineResultsView
    chosen_view_class = ChosenHelplineView


class ServiceFilterSet(WagtailFilterSet):
    check = django_filters.ChoiceFilter(
        label="Who keeps it right",
        method="narrow_by_check",
        choices=[("overdue", "Check is overdue"), ("nobody", "Has no owner")],
    )

    class Meta:
        model = Service
        fields = ["check", "nation", "placement", "live", "owner"]

    def narrow_by_check(self, queryset, name, value):
        if value == "overdue":
            return queryset.overdue(on=timezone.localdate())
        return queryset.without_owner()


class ServiceViewSet(SnippetViewSet):
    model = Service
    panels = [*Service.panels, CardPanel(heading="The pocket cards today")]
    icon = "mobile-alt"
    menu_label = "Helplines"
    base_url_path = "helplines"
    chooser_base_url_path = "helplines/choose"
    chooser_viewset_class = HelplineChooserViewSet
    copy_view_enabled = False
    list_display = [
        "name",
        "spoken_form",
        Column("hours", label="Hours"),
        "placement",
        "verified_on",
        LiveStatusTagColumn(),
    ]
    filterset_class = ServiceFilterSet
    search_fields = ["name", "when_to_call"]
    search_backend_name = None  # looks into these fields themselves


class AgencyViewSet(ModelViewSet):
    model = Agency
    icon = "group"
    menu_label = "Statutory agencies"
    copy_view_enabled = False
    list_display = ["name", "nation", "is_first_responder", "website", "sort_order"]
    list_filter = ["nation", "is_first_responder"]
    search_fields = ["name"]
    search_backend_name = None  # looks into these fields themselves


class ResourceViewSet(ModelViewSet):
    model = Resource
    icon = "link"
    menu_label = "Resources"
    copy_view_enabled = False
    list_display = ["title", "publisher", "audience", "topic", "sort_order"]
    list_filter = ["audience", "topic"]
    search_fields = ["title"]
    search_backend_name = None  # looks into these fields themselves


class LanguageViewSet(SnippetViewSet):
    model = Language
    panels = [*Language.panels, CardPanel(heading="The pocket cards today")]
    icon = "globe"
    menu_label = "Languages"
    base_url_path = "languages"
    chooser_base_url_path = "languages/choose"
    copy_view_enabled = False
    list_display = [
        "english_name",
        "own_name",
        Column("untranslated_count", label="Texts in English"),
        "checked_by",
        "checked_on",
        LiveStatusTagColumn(),
    ]


class GlossaryViewSet(SnippetViewSet):
    model = GlossaryTerm
    icon = "openquote"
    menu_label = "Glossary"
    base_url_path = "glossary"
    chooser_base_url_path = "glossary/choose"
    copy_view_enabled = False
    list_display = ["term", "other_names", "meaning", "page"]
    search_fields = ["term", "other_names", "meaning"]
    search_backend_name = None  # looks into these fields themselves

    def get_queryset(self, request):
        return GlossaryTerm.objects.select_related("page")


class HelpViewSetGroup(SnippetViewSetGroup):
    menu_label = "Sources of help"
    menu_icon = "mobile-alt"
    menu_order = 250
    items = (
        ServiceViewSet,
        AgencyViewSet,
        ResourceViewSet,
        GlossaryViewSet,
        LanguageViewSet,
    )


register_snippet(HelpViewSetGroup)


class HelplinesToCheck(Component):
    """On the dashboard: helplines that somebody should call, or keep right, for those who may."""

    order = 120
    template_name = "helpline/panels/helplines_to_check.html"

    def get_context_data(self, parent_context):
        user, today = parent_context["request"].user, timezone.localdate()
        permissions = ModelPermissionPolicy(Service)
        if not permissions.user_has_permission(user, "change"):
            return {"rows": []}
        return {
            "csrf_token": parent_context["csrf_token"],
            "days": CHECKED_EVERY.days,
            "may_publish": permissions.user_has_permission(user, "publish"),
            "rows": [
                {"service": service, "is_overdue": service.is_overdue(on=today)}
                for service in needing_a_look(on=today)
            ],
        }


@hooks.register("construct_homepage_panels")
def show_helplines_to_check(request, panels):
    panels.append(HelplinesToCheck())


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
