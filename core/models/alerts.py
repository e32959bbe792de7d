from datetime import datetime
from typing import Self

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from core import gates
from core.models.pages import BasePage


class AlertQuerySet(models.QuerySet):
    def current(self, *, now: datetime) -> Self:
        return self.filter(
            Q(starts_at__isnull=True) | Q(starts_at__lte=now),
            Q(ends_at__isnull=True) | Q(ends_at__gt=now),
        )

    def with_link(self) -> Self:
        """Each with the page that it leads to, and `leads_to_public`."""
        pages = BasePage.objects.listed().filter(pk=OuterRef("link_page"))
        return self.select_related("link_page").annotate(leads_to_public=Exists(pages))

    def for_page(self, page) -> Self:
        """Alerts for the whole site, and for a section that holds `page` (None: no page)."""
        whole_site = Q(section__isnull=True)
        if page is None or not page.path:
            return self.filter(whole_site)
        steps = range(page.steplen, len(page.path) + 1, page.steplen)
        return self.filter(whole_site | Q(section__path__in=[page.path[:end] for end in steps]))


class Alert(models.Model):
    """A banner at the top of the site or of one section, for as long as it is needed."""

    class Level(models.TextChoices):
        URGENT = "urgent", "Urgent: somebody could come to harm"
        WARNING = "warning", "Warning: something does not work as usual"
        INFORMATION = "information", "Information"

    level = models.CharField(max_length=12, choices=Level.choices, default=Level.INFORMATION)
    heading = models.CharField(max_length=100, help_text="What has happened, in a few words.")
    text = models.CharField(
        max_length=300, blank=True, help_text="What visitors should do. No phone numbers here."
    )
    link_page = models.ForeignKey(
        "wagtailcore.Page",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="page to link to",
    )
    link_url = models.URLField("or an outside address", blank=True)
    link_text = models.CharField(
        max_length=80, blank=True, help_text="Says where the link leads: “How to reach us”."
    )
    starts_at = models.DateTimeField(
        "from", null=True, blank=True, help_text="London time. Empty: at once."
    )
    ends_at = models.DateTimeField(
        "until", null=True, blank=True, help_text="London time. Empty: until you delete it."
    )
    section = models.ForeignKey(
        "wagtailcore.Page",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        help_text="Show it on this page and the pages below it. Empty: on the whole site.",
    )

    objects = AlertQuerySet.as_manager()

    panels = [
        MultiFieldPanel(
            [FieldPanel("level"), FieldPanel("heading"), FieldPanel("text")], "What it says"
        ),
        MultiFieldPanel(
            [FieldPanel("link_page"), FieldPanel("link_url"), FieldPanel("link_text")],
            "Where it leads",
        ),
        FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")], "When it is shown"),
        FieldPanel("section"),
    ]

    class Meta:
        verbose_name = "alert banner"
        ordering = ["-level", "-starts_at"]
        constraints = [
            models.CheckConstraint(
                name="alert_ends_after_start",
                condition=Q(starts_at__isnull=True)
                | Q(ends_at__isnull=True)
                | Q(ends_at__gt=F("starts_at")),
                violation_error_message="“Until” must be later than “from”.",
            )
        ]

    def __str__(self):
        return self.heading

    @property
    def url(self) -> str:
        """Where it leads, for those that `with_link` gave. Empty while that is not public."""
        if self.link_page:
            return self.link_page.url if self.leads_to_public else ""
        return self.link_url

    def clean(self):
        super().clean()
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": "“Until” must be later than “from”."})
        if self.link_page and self.link_url:
            raise ValidationError({"link_url": "Choose a page or an outside address, not both."})
        if (self.link_page or self.link_url) and not self.link_text:
            raise ValidationError({"link_text": "Say in a few words where the link leads."})
        problems: dict[str, list[str]] = {}
        for objection in gates.objections(self):
            problems.setdefault(objection.field or NON_FIELD_ERRORS, []).append(objection.message)
        if problems:
            raise ValidationError(problems)
