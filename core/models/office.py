"""The office: who leads it, and how to reach it."""

from datetime import date
from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import Error as DatabaseIsAway
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Site

from core.blocks import SocialLinkBlock
from core.gates import GatedAtOnce

OPEN_GOVERNMENT_LICENCE = {
    "id": "OGL-UK-3.0",
    "name": "Open Government Licence v3.0",
    "address": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
}
"""Under which others may use the data files, as these say it."""


class CommissionerQuerySet(models.QuerySet):
    def in_office(self, *, on: date) -> Self:
        """The commissioner who held the post on that day, if it was not vacant."""
        return self.filter(
            Q(left_office_on__isnull=True) | Q(left_office_on__gte=on), took_office_on__lte=on
        )

    def overlapping(self, *, start: date, end: date | None) -> Self:
        """Tenures that share a day with the one from `start` to `end` (None: still going on)."""
        tenures = self.filter(Q(left_office_on__isnull=True) | Q(left_office_on__gte=start))
        return tenures if end is None else tenures.filter(took_office_on__lte=end)


class Commissioner(GatedAtOnce, models.Model):
    """One person's tenure as Commissioner. Between tenures the post is vacant."""

    name = models.CharField(
        max_length=120, help_text="Title and name without post-nominals: “Dame Jane Smith”."
    )
    post_nominals = models.CharField(
        "letters after the name", max_length=60, blank=True, help_text="Such as “DBE QPM”."
    )
    took_office_on = models.DateField(help_text="The first day in the post.")
    left_office_on = models.DateField(
        null=True, blank=True, help_text="The last day in the post. Empty while in office."
    )
    portrait = models.ForeignKey(
        "core.CustomImage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Optional. Upright, at least 800 pixels wide. Without one, initials are shown.",
    )
    introduction = models.CharField(
        max_length=300,
        blank=True,
        help_text="One or two sentences below the name on the front page.",
    )
    biography = RichTextField(blank=True, help_text="For the page about the Commissioner.")

    objects = CommissionerQuerySet.as_manager()

    panels = [
        FieldRowPanel([FieldPanel("name"), FieldPanel("post_nominals")]),
        FieldRowPanel([FieldPanel("took_office_on"), FieldPanel("left_office_on")], "Tenure"),
        FieldPanel("portrait"),
        FieldPanel("introduction"),
        FieldPanel("biography"),
    ]

    class Meta:
        ordering = ["-took_office_on"]
        constraints = [
            models.CheckConstraint(
                name="commissioner_leaves_after_start",
                condition=Q(left_office_on__isnull=True)
                | Q(left_office_on__gte=F("took_office_on")),
                violation_error_message="The last day in the post is before the first.",
            ),
            models.UniqueConstraint(
                Coalesce("left_office_on", Value(date.max), output_field=models.DateField()),
                name="one_commissioner_at_a_time",
                violation_error_message="Another commissioner is in office.",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def full_name(self) -> str:
        return f"{self.name} {self.post_nominals}".strip()

    @property
    def initials(self) -> str:
        """First and last initial of the name, titles left out."""
        titles = {"dame", "sir", "dr", "professor", "baroness", "lord", "lady", "mr", "mrs", "ms"}
        words = [word for word in self.name.split() if word.lower().strip(".") not in titles]
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()

    @property
    def tenure(self) -> str:
        """Such as “from 2019 to 2022”, or “since 2019”."""
        start = self.took_office_on.year
        if self.left_office_on is None:
            return f"since {start}"
        return f"from {start} to {self.left_office_on.year}"

    def has_left(self, *, on: date) -> bool:
        return self.left_office_on is not None and self.left_office_on < on

    def clean(self):
        super().clean()
        if self.took_office_on is None:
            return
        if self.left_office_on and self.left_office_on < self.took_office_on:
            raise ValidationError(
                {"left_office_on": "The last day in the post is before the first."}
            )
        others = Commissioner.objects.exclude(pk=self.pk).overlapping(
            start=self.took_office_on, end=self.left_office_on
        )
        if other := others.first():
            raise ValidationError(
                f"{other.name} was in office {other.tenure}. Two commissioners can't be in "
                "office on the same day: give the earlier one a last day first."
            )


@register_setting(icon="home", order=100)
class OfficeSettings(BaseSiteSetting):
    """How to reach the office, and what search engines are told about it."""

    name = models.CharField(
        max_length=120,
        default="Independent Anti-Slavery Commissioner",
        help_text="The name of the office as it stands at the top of each page.",
    )
    strapline = models.CharField(
        max_length=200,
        blank=True,
        help_text="One sentence for the foot of each page: what the office is.",
    )
    address = models.TextField(blank=True, help_text="Postal address, one line per line.")
    email = models.EmailField(blank=True, help_text="For general questions.")
    press_email = models.EmailField("e-mail for the press", blank=True)
    alternative_format_email = models.EmailField(
        "e-mail for other formats",
        blank=True,
        help_text=(
            "Where visitors ask for large print, audio, Easy Read or a file that is not on the "
            "website. If empty, the general address is used."
        ),
    )
    social_links = StreamField(
        [("link", SocialLinkBlock())],
        blank=True,
        help_text="The office's own profiles, in the order in which they are shown.",
    )
    licence = models.CharField(
        max_length=200,
        blank=True,
        default="Open Government Licence 3.0, except where a page says otherwise",
        help_text="How others may use what stands here. Feeds and data files carry it.",
    )
    licence_url = models.URLField(
        "address of the licence",
        blank=True,
        default=OPEN_GOVERNMENT_LICENCE["address"],
    )
    legal_name = models.CharField(
        max_length=200,
        blank=True,
        help_text="For search engines: the full legal name, if it differs.",
    )
    parent_organisation = models.CharField(
        max_length=200, blank=True, help_text="For search engines. Usually empty."
    )
    founding_law_url = models.URLField(
        "address of the founding law",
        blank=True,
        help_text="For search engines: the Act of Parliament that created the post.",
    )

    panels = [
        MultiFieldPanel([FieldPanel("name"), FieldPanel("strapline")], "Name"),
        MultiFieldPanel(
            [
                FieldPanel("address"),
                FieldPanel("email"),
                FieldPanel("press_email"),
                FieldPanel("alternative_format_email"),
            ],
            "Contact",
        ),
        FieldPanel("social_links"),
        MultiFieldPanel([FieldPanel("licence"), FieldPanel("licence_url")], "Licence"),
        MultiFieldPanel(
            [
                FieldPanel("legal_name"),
                FieldPanel("parent_organisation"),
                FieldPanel("founding_law_url"),
            ],
            "For search engines",
        ),
    ]

    class Meta:
        verbose_name = "office and contact"

    @property
    def email_for_formats(self) -> str:
        return self.alternative_format_email or self.email


def office_for(request: HttpRequest) -> OfficeSettings:
    """The office's settings, read once per request.

    While the database can't be asked, or was never told: only the name that the settings hold.
    """
    if not hasattr(request, "office_settings"):
        try:
            site = Site.find_for_request(request)
            # Whoever finds the site may have read them with it.
            if site and hasattr(request, "office_settings"):
                return request.office_settings
            stored = OfficeSettings.objects.filter(site=site).first()
        except DatabaseIsAway:
            stored = None
        request.office_settings = stored or OfficeSettings(name=settings.WAGTAIL_SITE_NAME)
    return request.office_settings
