"""Useful material, mostly by others."""

from django.core.exceptions import ValidationError
from django.db import models
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from core.gates import GatedAtOnce
from core.models import BasePage, Topic


class Resource(GatedAtOnce, models.Model):
    """A toolkit, leaflet or service that we point people to."""

    class Audience(models.TextChoices):
        EVERYONE = "everyone", "For everyone"
        PROFESSIONALS = "professionals", "For professionals"
        EMPLOYERS = "employers", "For employers and businesses"

    title = models.CharField(max_length=200)
    description = models.CharField(max_length=300, help_text="What it is and whom it helps.")
    publisher = models.CharField(max_length=120, help_text="Who made it.")
    audience = models.CharField(max_length=16, choices=Audience.choices, default=Audience.EVERYONE)
    url = models.URLField("address", blank=True, help_text="Where people find it.")
    document = models.ForeignKey(
        "core.CustomDocument",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="or a file of ours",
    )
    topic = models.ForeignKey(
        Topic, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    sort_order = models.PositiveSmallIntegerField(
        "place in the list", default=100, help_text="Small numbers come first, then the alphabet."
    )

    panels = [
        FieldPanel("title"),
        FieldPanel("description"),
        FieldPanel("publisher"),
        FieldPanel("audience"),
        MultiFieldPanel([FieldPanel("url"), FieldPanel("document")], "Where it is"),
        FieldPanel("topic"),
        FieldPanel("sort_order"),
    ]

    class Meta:
        ordering = ["sort_order", "title"]

    def __str__(self):
        return self.title

    def clean(self):
        super().clean()
        if self.url and self.document:
            raise ValidationError({"document": "Give an address or a file, not both."})

    @property
    def link(self) -> str:
        """Where it is; empty while we have neither an address nor a file."""
        return self.document.url if self.document else self.url


class ResourcesPage(BasePage):
    """The list of resources as visitors see it."""

    content_panels = [*BasePage.content_panels, FieldPanel("summary")]
    parent_page_types = ["helpline.GuidanceIndexPage"]
    subpage_types = []
    max_count = 1
    page_description = "The list of useful material, mostly by others."
    shows_others = True

    class Meta:
        verbose_name = "list of resources"

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        resources = list(Resource.objects.select_related("document"))
        context["groups"] = [
            (label, [resource for resource in resources if resource.audience == value])
            for value, label in Resource.Audience.choices
        ]
        return context
