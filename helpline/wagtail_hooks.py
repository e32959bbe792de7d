import wagtail.admin.rich_text.editors.draftail.features as draftail
from django.contrib import messages
from django.urls import reverse_lazy
from wagtail import hooks
from wagtail.admin.ui.tables import Column, LiveStatusTagColumn
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views import chooser
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from helpline import rich_text
from helpline.card_making import sheet_of, warnings_about
from helpline.card_panel import CardPanel
from helpline.models import IN_ENGLISH, Agency, Language, Resource, Service
from helpline.pocket_card import cards_in


class ChosenHelplineView(chooser.SnippetChosenView):
    def get_chosen_response_data(self, item):
        """As in Wagtail, with the number that the text editor puts in the text."""
        return super().get_chosen_response_data(item) | {"spoken_form": item.spoken_form}


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
        "hours",
        "placement",
        "verified_on",
        LiveStatusTagColumn(),
    ]
    list_filter = ["nation", "placement", "live", "owner"]
    search_fields = ["name", "when_to_call"]


class AgencyViewSet(ModelViewSet):
    model = Agency
    icon = "group"
    menu_label = "Statutory agencies"
    copy_view_enabled = False
    list_display = ["name", "is_first_responder", "website", "sort_order"]
    list_filter = ["is_first_responder"]
    search_fields = ["name"]


class ResourceViewSet(ModelViewSet):
    model = Resource
    icon = "link"
    menu_label = "Resources"
    copy_view_enabled = False
    list_display = ["title", "publisher", "audience", "topic", "sort_order"]
    list_filter = ["audience", "topic"]
    search_fields = ["title"]


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


class HelpViewSetGroup(SnippetViewSetGroup):
    menu_label = "Sources of help"
    menu_icon = "mobile-alt"
    menu_order = 250
    items = (ServiceViewSet, AgencyViewSet, ResourceViewSet, LanguageViewSet)


register_snippet(HelpViewSetGroup)


@hooks.register("after_create_snippet")
@hooks.register("after_edit_snippet")
def tell_what_has_no_room(request, record):
    """Whoever has just put words of the pocket card live hears what it has no room for.

    Only of the language at hand: the other cards are laid out in the background.
    """
    if not isinstance(record, Service | Language) or not record.live:
        return
    if record.has_unpublished_changes:
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
        draftail.EntityFeature(
            {
                "type": rich_text.ENTITY,
                "icon": "mobile-alt",
                "description": "Helpline number",
                "chooserUrls": {
                    "helplineChooser": reverse_lazy(
                        "wagtailsnippetchoosers_helpline_service:choose"
                    )
                },
                # What pasted text may keep of it.
                "attributes": ["id", "name"],
            },
            js=[
                "wagtailadmin/js/chooser-modal.js",
                "admin/js/record-in-text.js",
                "admin/js/helpline-in-text.js",
            ],
        ),
    )
