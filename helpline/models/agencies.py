"""The directory of bodies that the law gives a part in fighting modern slavery."""

from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.search import index

from core.models import BasePage


class Agency(index.Indexed, models.Model):
    """A public body in the directory."""

    name = models.CharField(max_length=160, unique=True, help_text="The full name.")
    role = models.CharField(
        max_length=300, help_text="What it does against modern slavery, in one plain sentence."
    )
    website = models.URLField(blank=True)
    is_first_responder = models.BooleanField(
        "first responder",
        default=False,
        help_text="May refer people to the National Referral Mechanism.",
    )
    sort_order = models.PositiveSmallIntegerField(
        "place in the list", default=100, help_text="Small numbers come first, then the alphabet."
    )

    panels = [
        FieldPanel("name"),
        FieldPanel("role"),
        FieldPanel("website"),
        FieldPanel("is_first_responder"),
        FieldPanel("sort_order"),
    ]
    search_fields = [index.AutocompleteField("name"), index.SearchField("name")]

    class Meta:
        verbose_name_plural = "agencies"
        ordering = ["sort_order", "name"]

    def __str__(self):
        return self.name


class AgenciesPage(BasePage):
    """The directory as visitors see it."""

    content_panels = [*BasePage.content_panels, FieldPanel("summary")]
    parent_page_types = ["helpline.GuidanceIndexPage"]
    subpage_types = []
    max_count = 1
    page_description = "The directory of statutory agencies."

    class Meta:
        verbose_name = "directory of agencies"

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["agencies"] = Agency.objects.all()
        return context
