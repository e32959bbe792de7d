from django.db import models
from wagtail.admin.panels import FieldPanel


class Topic(models.Model):
    """A subject that news, publications and guidance share, with an address of its own."""

    name = models.CharField(
        max_length=80, unique=True, help_text="As visitors read it, such as “Child victims”."
    )
    slug = models.SlugField(
        max_length=80,
        unique=True,
        help_text="The word in the address. Changing it breaks links to lists on this topic.",
    )
    description = models.TextField(
        blank=True, help_text="One or two sentences for other staff: what belongs here."
    )

    panels = [FieldPanel("name"), FieldPanel("slug"), FieldPanel("description")]

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name
