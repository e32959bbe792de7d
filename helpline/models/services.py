"""The registry of helplines: the only place in the website that holds a phone number."""

from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Q, Value, When
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.models import DraftStateMixin, PreviewableMixin, RevisionMixin
from wagtail.search import index

from core.gates import Gated
from helpline.discretion import is_telling
from helpline.phone_numbers import (
    RELAY_PREFIX,
    is_short,
    is_spoken_form,
    national_digits,
    validate_number,
)


class ServiceQuerySet(models.QuerySet):
    def live(self) -> Self:
        return self.filter(live=True)

    def on_every_page(self) -> Self:
        """Live ones that the top or the foot of each page shows, in order."""
        return self.live().exclude(placement=Service.Placement.DIRECTORY)

    def on_the_card(self) -> Self:
        """Live ones with a number that the pocket card shows: those for the whole UK first."""
        follows = Q(on_card=Service.OnCard.AS_PLACED) & ~Q(placement=Service.Placement.DIRECTORY)
        is_for_some = Case(When(nation=Service.Nation.UK, then=Value(0)), default=Value(1))
        place = Case(
            *[When(placement=value, then=Value(n)) for n, value in enumerate(Service.Placement)]
        )
        chosen = self.live().filter(follows | Q(on_card=Service.OnCard.ALWAYS))
        return chosen.exclude(spoken_form="").order_by(is_for_some, place, "sort_order", "name")


class Service(Gated, DraftStateMixin, RevisionMixin, PreviewableMixin, index.Indexed, models.Model):
    """A service that people can call for help. Pages show its record and never type a number."""

    class Nation(models.TextChoices):
        UK = "uk", "The whole of the UK"
        ENGLAND_AND_WALES = "england_wales", "England and Wales"
        ENGLAND = "england", "England"
        WALES = "wales", "Wales"
        SCOTLAND = "scotland", "Scotland"
        NORTHERN_IRELAND = "northern_ireland", "Northern Ireland"

    class Placement(models.TextChoices):
        TOP = "top", "At the top and at the foot of each page"
        FOOT = "foot", "At the foot of each page"
        DIRECTORY = "directory", "Only in lists of helplines"

    class OnCard(models.TextChoices):
        AS_PLACED = "as_placed", "If it is at the top or the foot of each page"
        ALWAYS = "always", "Yes"
        NEVER = "never", "No"

    name = models.CharField(max_length=80, help_text="As the service calls itself.")
    when_to_call = models.CharField(
        max_length=120,
        help_text="In a few words, for people in a hurry: “Someone is in danger now”.",
    )
    number = models.CharField(
        max_length=16,
        unique=True,
        validators=[validate_number],
        help_text=(
            "What a phone dials: +44 and the digits after the first 0, no spaces. Short numbers "
            "such as 999 as they are."
        ),
    )
    spoken_form = models.CharField(
        "as people say it",
        max_length=24,
        help_text="The same digits in the groups in which people read them out.",
    )
    description = models.TextField(
        blank=True, help_text="Who answers, and what happens then. Two or three short sentences."
    )
    hours = models.CharField(
        max_length=120, help_text="When somebody answers: “24 hours a day, every day”."
    )
    cost = models.CharField(max_length=120, help_text="Such as “Free from any phone”.")
    languages = models.CharField(
        max_length=200, blank=True, help_text="Such as “English. Interpreters on request”."
    )
    nation = models.CharField(max_length=20, choices=Nation.choices, default=Nation.UK)
    is_anonymous = models.BooleanField(
        "people need not give their name",
        default=False,
        help_text="Tick only if the service promises it.",
    )
    has_text_relay = models.BooleanField(
        "can be reached through Relay UK",
        default=False,
        help_text="For people who can't hear or speak on the phone. Check with the service.",
    )
    sign_language_url = models.URLField("address of the British Sign Language service", blank=True)
    website = models.URLField(blank=True, help_text="The service's own website.")
    placement = models.CharField(
        max_length=10,
        choices=Placement.choices,
        default=Placement.DIRECTORY,
        help_text="The top has room for two. Keep it for the most urgent ones.",
    )
    sort_order = models.PositiveSmallIntegerField(
        "place in the list", default=100, help_text="Small numbers come first."
    )
    on_card = models.CharField(
        "on the pocket card",
        max_length=10,
        choices=OnCard.choices,
        default=OnCard.AS_PLACED,
        help_text="The card that people print and fold. It shows only helplines with a number.",
    )
    discreet_name = models.CharField(
        "name on the discreet card",
        max_length=40,
        blank=True,
        help_text=(
            "What stands beside the number on the card that does not tell what it is for, such as "
            "“Advice line”. Empty: the name, or “Advice line” if the name would tell."
        ),
    )
    verified_on = models.DateField(
        "last checked on", help_text="When one of us last called, or asked the service."
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Who checks that all this still holds.",
    )

    objects = ServiceQuerySet.as_manager()

    panels = [
        MultiFieldPanel(
            [
                FieldPanel("name"),
                FieldPanel("when_to_call"),
                FieldRowPanel([FieldPanel("number"), FieldPanel("spoken_form")]),
            ],
            "Who to call",
        ),
        MultiFieldPanel(
            [
                FieldPanel("description"),
                FieldPanel("hours"),
                FieldPanel("cost"),
                FieldPanel("languages"),
                FieldPanel("nation"),
                FieldPanel("is_anonymous"),
            ],
            "What to expect",
        ),
        MultiFieldPanel(
            [
                FieldPanel("has_text_relay"),
                FieldPanel("sign_language_url"),
                FieldPanel("website"),
            ],
            "Other ways to reach it",
        ),
        MultiFieldPanel([FieldPanel("placement"), FieldPanel("sort_order")], "Where it is shown"),
        MultiFieldPanel([FieldPanel("on_card"), FieldPanel("discreet_name")], "The pocket card"),
        MultiFieldPanel([FieldPanel("verified_on"), FieldPanel("owner")], "Who keeps it right"),
    ]
    search_fields = [
        index.AutocompleteField("name"),
        index.SearchField("name"),
        index.SearchField("when_to_call"),
    ]

    class Meta:
        verbose_name = "helpline"
        ordering = ["sort_order", "name"]

    def __str__(self):
        return self.name

    def clean(self):
        super().clean()
        if is_telling(self.discreet_name):
            problem = "This would tell what the number is for. Take a word that tells nothing."
            raise ValidationError({"discreet_name": problem})
        if self.number and self.spoken_form and not is_spoken_form(self.spoken_form, self.number):
            raise ValidationError(
                {
                    "spoken_form": (
                        "These are not the digits of the number above, which people in the UK "
                        f"dial as {national_digits(self.number)}."
                    )
                }
            )

    @property
    def tel(self) -> str:
        """The number as a link address."""
        return f"tel:{self.number}"

    @property
    def relay_tel(self) -> str:
        """What a text phone dials to reach the service through Relay UK, as a link address."""
        return f"tel:{RELAY_PREFIX}{national_digits(self.number)}"

    @property
    def relay_spoken_form(self) -> str:
        return f"{RELAY_PREFIX} {self.spoken_form}"

    @property
    def is_short_number(self) -> bool:
        return is_short(self.number)

    def get_preview_template(self, request, mode_name):
        return "helpline/service_preview.html"
