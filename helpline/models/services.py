"""The registry of helplines: the only place in the website that holds a phone number."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
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
from helpline.models.hours import WithHours
from helpline.phone_numbers import (
    RELAY_PREFIX,
    grouped,
    is_short,
    is_spoken_form,
    national_digits,
    validate_number,
    validate_text_number,
)

# Numbers change without a word to us, so each one is called again this often.
CHECKED_EVERY = timedelta(days=90)


@dataclass(frozen=True)
class Way:
    """The first way to reach a service: what to click, and in which words."""

    address: str
    words: str
    is_elsewhere: bool = False


class ServiceQuerySet(models.QuerySet):
    def live(self) -> Self:
        return self.filter(live=True)

    def on_every_page(self) -> Self:
        """Live ones that the top or the foot of each page shows, in order."""
        placed = self.live().exclude(placement=Service.Placement.DIRECTORY)
        return placed.filter(number__isnull=False)

    def overdue(self, *, on: date) -> Self:
        """Live ones that nobody has checked for longer than `CHECKED_EVERY`."""
        return self.live().filter(verified_on__lt=on - CHECKED_EVERY)

    def without_owner(self) -> Self:
        """Live ones that nobody keeps right."""
        return self.live().filter(owner__isnull=True)

    def on_the_card(self) -> Self:
        """Live ones with a number that the pocket card shows: those for the whole UK first."""
        follows = Q(on_card=Service.OnCard.AS_PLACED) & ~Q(placement=Service.Placement.DIRECTORY)
        is_for_some = Case(When(nation=Service.Nation.UK, then=Value(0)), default=Value(1))
        place = Case(
            *[When(placement=value, then=Value(n)) for n, value in enumerate(Service.Placement)]
        )
        chosen = self.live().filter(follows | Q(on_card=Service.OnCard.ALWAYS))
        return chosen.exclude(spoken_form="").order_by(is_for_some, place, "sort_order", "name")


class Service(
    Gated, WithHours, DraftStateMixin, RevisionMixin, PreviewableMixin, index.Indexed, models.Model
):
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
        null=True,
        blank=True,
        validators=[validate_number],
        help_text=(
            "What a phone dials: +44 and the digits after the first 0, no spaces. Short numbers "
            "such as 999 as they are. Empty only if people reach the service in another way."
        ),
    )
    spoken_form = models.CharField(
        "as people say it",
        max_length=24,
        blank=True,
        help_text="The same digits in the groups in which people read them out.",
    )
    description = models.TextField(
        blank=True, help_text="Who answers, and what happens then. Two or three short sentences."
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
    sign_language_url = models.URLField(
        "address of the British Sign Language service",
        blank=True,
        help_text="Where deaf people call through an interpreter.",
    )
    text_number = models.CharField(
        "number for text messages",
        max_length=16,
        blank=True,
        validators=[validate_text_number],
        help_text="Digits only: a short number, or +44 and the digits after the first 0.",
    )
    online_url = models.URLField(
        "address of the online form or chat",
        blank=True,
        help_text="Where people can write to the service without calling.",
    )
    website = models.URLField(blank=True, help_text="The service's own website.")
    placement = models.CharField(
        max_length=10,
        choices=Placement.choices,
        default=Placement.DIRECTORY,
        help_text=(
            "The top has room for two. Keep it for the most urgent ones. The top and the foot show "
            "numbers to call: without one, only lists show it."
        ),
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
                FieldPanel("cost"),
                FieldPanel("languages"),
                FieldPanel("nation"),
                FieldPanel("is_anonymous"),
            ],
            "What to expect",
        ),
        WithHours.hours_panel,
        MultiFieldPanel(
            [
                FieldPanel("has_text_relay"),
                FieldPanel("sign_language_url"),
                FieldPanel("text_number"),
                FieldPanel("online_url"),
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
        constraints = [
            models.CheckConstraint(
                name="live_helpline_can_be_reached",
                condition=Q(live=False)
                | Q(number__isnull=False)
                | ~Q(text_number="")
                | ~Q(online_url="")
                | ~Q(sign_language_url="")
                | ~Q(website=""),
                violation_error_message=(
                    "Nobody can reach this service. Give a number, or another way to reach it."
                ),
            ),
        ]

    def __str__(self):
        return self.name

    def clean(self):
        super().clean()
        self.number = self.number or None
        problems = self._problems_of_ways() | self.problems_of_hours()
        if is_telling(self.discreet_name):
            problems["discreet_name"] = (
                "This would tell what the number is for. Take a word that tells nothing."
            )
        if problems:
            raise ValidationError(problems)

    def _problems_of_ways(self) -> dict[str, str | list[str]]:
        if self.number:
            return self._problems_of_number()
        problems: dict[str, str | list[str]] = {}
        if not self.first_way:
            problems["number"] = (
                "Nobody can reach this service. Give a number, or another way to reach it."
            )
        if self.spoken_form:
            problems["spoken_form"] = "Write the number as well, or take this out."
        if self.has_text_relay:
            problems["has_text_relay"] = "Relay UK needs a number. Give one, or take out the tick."
        if self.placement != self.Placement.DIRECTORY:
            problems["placement"] = (
                "Each page shows numbers to call, and this service has none. Choose “Only in lists "
                "of helplines”."
            )
        return problems

    def _problems_of_number(self) -> dict[str, str | list[str]]:
        if not self.spoken_form:
            return {"spoken_form": "Write the number in the groups in which people say it."}
        if is_spoken_form(self.spoken_form, self.number):
            return {}
        return {
            "spoken_form": (
                "These are not the digits of the number above, which people in the UK "
                f"dial as {national_digits(self.number)}."
            )
        }

    @property
    def tel(self) -> str:
        """The number as a link address. Empty without one."""
        return f"tel:{self.number}" if self.number else ""

    @property
    def relay_tel(self) -> str:
        """What a text phone dials to reach the service through Relay UK, as a link address."""
        return f"tel:{RELAY_PREFIX}{national_digits(self.number)}" if self.number else ""

    @property
    def relay_spoken_form(self) -> str:
        return f"{RELAY_PREFIX} {self.spoken_form}" if self.number else ""

    @property
    def is_short_number(self) -> bool:
        return bool(self.number) and is_short(self.number)

    @property
    def sms(self) -> str:
        """The number for text messages as a link address. Empty without one."""
        return f"sms:{self.text_number}" if self.text_number else ""

    @property
    def text_spoken_form(self) -> str:
        return grouped(self.text_number) if self.text_number else ""

    @property
    def first_way(self) -> Way | None:
        """How to reach it: by its number, or by the first other way. None while it has no way."""
        if self.number:
            return Way(self.tel, self.spoken_form)
        if self.text_number:
            return Way(self.sms, f"text {self.text_spoken_form}")
        for address in (self.online_url, self.sign_language_url, self.website):
            if address:
                return Way(address, f"{self.name} (other website)", is_elsewhere=True)
        return None

    def is_overdue(self, *, on: date) -> bool:
        """Whether nobody has checked it for longer than `CHECKED_EVERY`."""
        return self.verified_on < on - CHECKED_EVERY

    def get_preview_template(self, request, mode_name):
        return "helpline/service_preview.html"


@dataclass(frozen=True)
class NationGroup:
    """The services that help in one part of the UK, under its name."""

    heading: str
    services: list[Service]
    is_whole_uk: bool


def by_nation(services: Iterable[Service]) -> list[NationGroup]:
    """Those for everybody first. Only these, if no service is for one nation alone."""
    nation = Service.Nation
    places = [
        ([nation.UK], nation.UK),
        ([nation.ENGLAND_AND_WALES, nation.ENGLAND, nation.WALES], nation.ENGLAND_AND_WALES),
        ([nation.SCOTLAND], nation.SCOTLAND),
        ([nation.NORTHERN_IRELAND], nation.NORTHERN_IRELAND),
    ]
    found = list(services)
    groups = [
        NationGroup(
            heading=name.label,
            services=[service for service in found if service.nation in held],
            is_whole_uk=name == nation.UK,
        )
        for held, name in places
    ]
    return groups if any(group.services for group in groups[1:]) else groups[:1]
