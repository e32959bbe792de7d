import django_filters
import wagtail.admin.rich_text.editors.draftail.features as draftail
from django.urls import path, reverse, reverse_lazy
from django.utils import timezone
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.ui.tables import Column, LiveStatusTagColumn
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views import chooser
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from helpline import rich_text, views
from helpline.models import Agency, Resource, Service
from helpline.models.services import CHECKED_EVERY
from helpline.overdue import needing_a_look


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


class HelpViewSetGroup(SnippetViewSetGroup):
    menu_label = "Sources of help"
    menu_icon = "mobile-alt"
    menu_order = 250
    items = (ServiceViewSet, AgencyViewSet, ResourceViewSet)


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
