"""The lists and choosers of helplines, and of what else helps, in the admin."""

import django_filters
from django.utils import timezone
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, LiveStatusTagColumn
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.snippets.views import chooser
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from core.viewsets import ListedRecords
from helpline import rich_text
from helpline.card_panel import CardPanel
from helpline.models import Agency, GlossaryTerm, Language, Resource, Service


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


class ServiceViewSet(ListedRecords, SnippetViewSet):
    model = Service
    panels = [*Service.panels, CardPanel(heading="The pocket cards today")]
    icon = "mobile-alt"
    menu_label = "Helplines"
    base_url_path = "helplines"
    chooser_base_url_path = "helplines/choose"
    chooser_viewset_class = HelplineChooserViewSet
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


class AgencyViewSet(ListedRecords, ModelViewSet):
    model = Agency
    icon = "group"
    menu_label = "Statutory agencies"
    list_display = ["name", "nation", "is_first_responder", "website", "sort_order"]
    list_filter = ["nation", "is_first_responder"]
    search_fields = ["name"]


class ResourceViewSet(ListedRecords, ModelViewSet):
    model = Resource
    icon = "link"
    menu_label = "Resources"
    list_display = ["title", "publisher", "audience", "topic", "sort_order"]
    list_filter = ["audience", "topic"]
    search_fields = ["title"]


class LanguageViewSet(ListedRecords, SnippetViewSet):
    model = Language
    panels = [*Language.panels, CardPanel(heading="The pocket cards today")]
    icon = "globe"
    menu_label = "Languages"
    base_url_path = "languages"
    chooser_base_url_path = "languages/choose"
    list_display = [
        "english_name",
        "own_name",
        Column("untranslated_count", label="Texts in English"),
        "checked_by",
        "checked_on",
        LiveStatusTagColumn(),
    ]


class GlossaryViewSet(ListedRecords, SnippetViewSet):
    model = GlossaryTerm
    icon = "openquote"
    menu_label = "Glossary"
    base_url_path = "glossary"
    chooser_base_url_path = "glossary/choose"
    list_display = ["term", "other_names", "meaning", "page"]
    search_fields = ["term", "other_names", "meaning"]

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
