"""The lists and choosers of records in the admin."""

import django_filters
from django.contrib import messages
from django.shortcuts import redirect
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, LiveStatusTagColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.snippets.views import chooser
from wagtail.snippets.views.snippets import SnippetViewSet

from core.viewsets import ListedRecords
from publications.models import Figure, Organisation, Recommendation
from publications.recommendations import Status


class DeleteOrganisationView(generic.DeleteView):
    def form_valid(self, form):
        """As in Wagtail, but no recommendation is left without anybody who must answer it."""
        if not self.object.recommendations.exists():
            return super().form_valid(form)
        problem = f"Recommendations are addressed to “{self.object}”. Take it out of them first."
        messages.error(self.request, problem)
        return redirect(self.get_success_url())


class OrganisationViewSet(ListedRecords, ModelViewSet):
    model = Organisation
    delete_view_class = DeleteOrganisationView
    icon = "group"
    menu_label = "Organisations"
    menu_order = 270
    add_to_admin_menu = True
    list_display = ["name", "short_name", "website"]
    search_fields = ["name", "short_name"]


class RecommendationFilterSet(WagtailFilterSet):
    status = django_filters.ChoiceFilter(label="Status today", choices=Status.choices)

    class Meta:
        model = Recommendation
        fields = ["status", "bodies", "publication", "live"]


class RecommendationViewSet(ListedRecords, SnippetViewSet):
    model = Recommendation
    icon = "tasks"
    menu_label = "Recommendations"
    menu_order = 266
    add_to_admin_menu = True
    base_url_path = "recommendations"
    chooser_base_url_path = "recommendations/choose"
    list_display = [
        "__str__",
        Column("addressed_to", label="Addressed to"),
        Column("status_today", label="Status today"),
        DateColumn("status_on", label="Since", sort_key="status_on"),
        LiveStatusTagColumn(),
    ]
    filterset_class = RecommendationFilterSet
    search_fields = ["number", "text"]

    def get_queryset(self, request):
        found = Recommendation.objects.with_status()
        return found.select_related("publication", "latest_revision").prefetch_related("bodies")


class ChosenFigureView(chooser.SnippetChosenView):
    def get_chosen_response_data(self, item):
        """As in Wagtail, with the value that the text editor puts in the text."""
        return super().get_chosen_response_data(item) | {"value": item.value}


class FigureChoices(chooser.BaseSnippetChooseView):
    results_template_name = "wagtailadmin/generic/chooser/results.html"

    @property
    def columns(self):
        return [*super().columns, Column("as_of", label="As of"), Column("source", label="Source")]


class ChooseFigureView(FigureChoices, chooser.ChooseView):
    pass


class FigureResultsView(FigureChoices, chooser.ChooseResultsView):
    pass


class FigureChooserViewSet(chooser.SnippetChooserViewSet):
    choose_view_class = ChooseFigureView
    choose_results_view_class = FigureResultsView
    chosen_view_class = ChosenFigureView


class FigureViewSet(ListedRecords, SnippetViewSet):
    model = Figure
    icon = "order"
    menu_label = "Figures"
    menu_order = 267
    add_to_admin_menu = True
    base_url_path = "figures"
    chooser_base_url_path = "figures/choose"
    chooser_viewset_class = FigureChooserViewSet
    list_display = [
        "value",
        "name",
        "source",
        DateColumn("as_of", label="As of", sort_key="as_of"),
        "superseded_by",
        LiveStatusTagColumn(),
    ]
    list_filter = ["live", "as_of"]
    search_fields = ["name", "value", "source"]

    def get_queryset(self, request):
        return Figure.objects.select_related("superseded_by", "latest_revision")
