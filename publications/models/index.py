from django.db.models import Value
from django.db.models.functions import Coalesce, NullIf
from wagtail.admin.panels import FieldPanel

from core.listings import TOPIC, ListingIndexPage, RecordFacet
from core.models import BasePage
from publications.models.organisations import Organisation
from publications.models.publications import CARD_PARTS, PublicationPage
from publications.models.series import CollectionPage, SeriesPage
from publications.models.types import PublicationType

PARTNER = RecordFacet(
    "partner",
    "Partner",
    "All partners",
    Organisation,
    field="partners",
    shown=Coalesce(NullIf("short_name", Value("")), "name"),
)


class PublicationIndexPage(ListingIndexPage):
    """All publications, by type, topic, partner and year."""

    type_choices = PublicationType
    type_fields = ("publication_type",)
    record_facets = (TOPIC, PARTNER)

    content_panels = [*BasePage.content_panels, FieldPanel("summary")]
    parent_page_types = ["home.HomePage"]
    subpage_types = [
        "publications.PublicationPage",
        "publications.LetterPage",
        "publications.CallForEvidencePage",
        "publications.SeriesPage",
        "publications.CollectionPage",
    ]
    max_count = 1

    class Meta:
        verbose_name = "publications list"

    def entries(self):
        return PublicationPage.objects.listed_below(self)

    def as_shown(self, entries):
        return entries.joined().prefetch_related(*CARD_PARTS)

    def schema_org(self):
        return {"@type": "CollectionPage"}

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["groups"] = (
            BasePage.objects.listed_below(self)
            .type(SeriesPage, CollectionPage)
            .order_by("title")
            .joined(SeriesPage, CollectionPage)
        )
        return context
