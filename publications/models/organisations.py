from django.db import models
from wagtail.admin.panels import FieldPanel


class Organisation(models.Model):
    """A body that publishes with us, or that our recommendations are addressed to."""

    name = models.CharField(
        max_length=160, unique=True, help_text="The full name, as the organisation writes it."
    )
    short_name = models.CharField(
        max_length=40, blank=True, help_text="What it is usually called, such as “OSCE”."
    )
    slug = models.SlugField(
        max_length=80,
        unique=True,
        help_text=(
            "The word in the addresses of lists: what we published together, and what we "
            "recommended to it. Changing it breaks links to them."
        ),
    )
    website = models.URLField(blank=True)

    panels = [
        FieldPanel("name"),
        FieldPanel("short_name"),
        FieldPanel("slug"),
        FieldPanel("website"),
    ]

    class Meta:
        ordering = ["name"]
        verbose_name = "organisation"

    def __str__(self):
        return self.short_name or self.name
