"""Works that belong together: regular ones as a series, chosen ones as a collection."""

from django.db import models
from django.db.models import prefetch_related_objects
from django.forms import CheckboxSelectMultiple
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Orderable

from core.models import BasePage
from publications.models.publications import CARD_PARTS, PublicationPage


class SeriesPage(BasePage):
    """Publications that appear regularly. Each of them names its series."""

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("summary"),
        FieldPanel("topics", widget=CheckboxSelectMultiple),
    ]
    parent_page_types = ["publications.PublicationIndexPage"]
    subpage_types = []
    page_description = "Publications that appear regularly, such as annual reports."
    shows_others = True
    is_undated = True

    class Meta:
        verbose_name = "series"
        verbose_name_plural = "series"

    def schema_org(self):
        return {"@type": "CollectionPage"}

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["publications"] = (
            PublicationPage.objects.filter(series__in=[self.pk, self.english_page_id])
            .listed()
            .for_readers_of(self)
            .joined()
            .prefetch_related(*CARD_PARTS)
            .newest_first()
        )
        return context


class CollectionPage(BasePage):
    """Works on one subject, chosen and ordered by staff."""

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("summary"),
        InlinePanel("entries", heading="Works in this collection", label="Work"),
        FieldPanel("topics", widget=CheckboxSelectMultiple),
    ]
    parent_page_types = ["publications.PublicationIndexPage"]
    subpage_types = []
    page_description = "Works on one subject, in an order that you choose."
    shows_others = True
    is_undated = True

    class Meta:
        verbose_name = "collection"

    def schema_org(self):
        return {"@type": "CollectionPage"}

    def works(self) -> list[BasePage]:
        """The works that lists show, in the editors' order."""
        chosen = [entry.page_id for entry in self.entries.all()]
        found = BasePage.objects.listed().filter(pk__in=chosen).specific()
        works = [page for page in found if isinstance(page, PublicationPage)]
        prefetch_related_objects(works, *CARD_PARTS)
        by_id = {page.pk: page for page in found}
        return [by_id[page_id] for page_id in chosen if page_id in by_id]


class CollectionEntry(Orderable):
    """One work's place in a collection."""

    collection = ParentalKey(CollectionPage, on_delete=models.CASCADE, related_name="entries")
    page = models.ForeignKey(
        "core.BasePage", on_delete=models.CASCADE, related_name="+", verbose_name="work"
    )

    panels = [FieldPanel("page")]

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["collection", "page"],
                name="work_once_in_collection",
                violation_error_message="This work is in the collection already.",
            )
        ]
