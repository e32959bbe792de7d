"""Guidance: pages in parts, the list of them, and the page with all helplines."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.forms import CheckboxSelectMultiple
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.dateformat import format as date_format
from django.utils.functional import cached_property
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, re_path
from wagtail.fields import StreamField
from wagtail.models import PageManager
from wagtail.search import index

from core.models import BasePage
from core.models.pages import BasePageQuerySet
from core.models.welsh import WELSH
from helpline import triage
from helpline.blocks import GuideBodyBlock, PartsBlock, WhatToDoBlock
from helpline.models.services import Service, by_nation
from helpline.models.translations import ADDRESS, IN_ENGLISH, Language

LANGUAGE = rf"(?P<address>{ADDRESS})"
# What the keys of the phrases of the questions begin with.
ASKED = "questions"


class GuidanceIndexPage(BasePage):
    """The list of guides, the directory and the resources."""

    content_panels = [*BasePage.content_panels, FieldPanel("summary")]
    parent_page_types = ["home.HomePage"]
    subpage_types = [
        "helpline.GuidePage",
        "helpline.AgenciesPage",
        "helpline.ResourcesPage",
        "helpline.GlossaryPage",
    ]
    max_count = 1

    class Meta:
        verbose_name = "guidance list"

    def schema_org(self):
        return {"@type": "CollectionPage"}

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        # In the editors' order: the order of the pages in the admin.
        context["guides"] = BasePage.objects.listed_below(self).order_by("path")
        return context


class GuideQuerySet(BasePageQuerySet):
    def to_read_again(self, *, on: date) -> Self:
        """Those that visitors can read and that on this day are overdue, or that nobody keeps."""
        is_overdue = Q(review_on__lt=on) | Q(review_on__isnull=True)
        is_left_alone = Q(guide_owner__isnull=True) | Q(guide_owner__is_active=False)
        return self.listed().filter(is_overdue | is_left_alone)

    def most_urgent_first(self) -> Self:
        """Those without a date first, then by the date."""
        return self.order_by(F("review_on").asc(nulls_first=True), "title", "pk")


class GuidePage(BasePage):
    """Guidance in parts, with a contents list."""

    class Audience(models.TextChoices):
        EVERYONE = "everyone", "For everyone"
        PROFESSIONALS = "professionals", "For professionals"

    audience = models.CharField(max_length=16, choices=Audience.choices, default=Audience.EVERYONE)
    parts = StreamField(
        PartsBlock(),
        blank=True,
        help_text="Each part stands in the contents list under its heading.",
    )
    # That somebody has read it again is no new word, so it needs no second person.
    not_words = (*BasePage.not_words, "display_date", "guide_owner", "review_on")

    review_on = models.DateField(
        "review by",
        null=True,
        blank=True,
        help_text="When somebody should read it again. Visitors see this date.",
    )
    guide_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="who keeps it right",
        help_text="Whoever reads it again when the date comes. Only staff see who it is.",
    )

    objects = PageManager.from_queryset(GuideQuerySet)()

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("summary"),
        FieldPanel("audience"),
        FieldPanel("parts"),
        FieldPanel("topics", widget=CheckboxSelectMultiple),
        FieldRowPanel(
            [
                FieldPanel("display_date", heading="Last reviewed"),
                FieldPanel("review_on"),
                FieldPanel("guide_owner"),
            ],
            "Keeping it right",
        ),
    ]
    search_fields = [*BasePage.search_fields, index.SearchField("parts")]
    parent_page_types = ["helpline.GuidanceIndexPage"]
    subpage_types = []
    asks_if_useful = True
    page_description = "Guidance in parts, with a contents list."
    shows_others = True
    is_undated = True

    class Meta:
        verbose_name = "guide"

    def clean(self):
        super().clean()
        if self.review_on and self.display_date and self.review_on <= self.display_date:
            raise ValidationError(
                {"review_on": "This must be later than the day on which it was last reviewed."}
            )

    @property
    def is_kept(self) -> bool:
        """Whether somebody who still works here keeps it right."""
        return self.guide_owner is not None and self.guide_owner.is_active

    def why_to_read_again(self, *, on: date) -> str:
        """What is to be done about it on this day, for staff. Empty if nothing is."""
        reasons = []
        if self.review_on is None:
            reasons.append("It has no review date.")
        elif self.review_on < on:
            reasons.append(f"It was due by {date_format(self.review_on, 'j F Y')}.")
        if not self.is_kept:
            reasons.append("Nobody keeps it right.")
        return " ".join(reasons)

    def schema_org(self):
        return {"@type": "Article", "headline": self.title, "dateModified": self.display_date}


class HelpPage(RoutablePageMixin, BasePage):
    """What to do and whom to call: the page behind “Get help”, in each language that we have."""

    steps = StreamField(
        [("step", WhatToDoBlock())],
        blank=True,
        help_text="What to do, the most urgent first. The numbers come from the helplines.",
    )
    emergency = models.ForeignKey(
        Service,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="helpline for danger",
        help_text=(
            "Whom to call when somebody is in danger now. The three questions lead to it. Without "
            "one, they lead to the helplines at the top of each page."
        ),
    )
    body = StreamField(GuideBodyBlock(), blank=True, help_text="Shown below the helplines.")

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("summary"),
        FieldPanel("emergency"),
        FieldPanel("steps"),
        FieldPanel("body"),
    ]
    search_fields = [*BasePage.search_fields, index.SearchField("body")]
    parent_page_types = ["home.HomePage"]
    subpage_types = []
    max_count = 1
    page_description = "What to do and whom to call."
    shows_others = True

    class Meta:
        verbose_name = "help page"

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["services"] = self.services
        context["nations"] = by_nation(self.services)
        context["help_url"] = self._in_english.url
        context["languages"] = self._languages()
        return context

    @cached_property
    def services(self) -> list[Service]:
        return list(Service.objects.live())

    @property
    def _in_english(self) -> "HelpPage":
        """The page that stands in all languages: for a help page in Welsh the English one."""
        return self.counterpart or self if self.is_welsh else self

    def _languages(self) -> Iterable[Language]:
        """Those that lead from here. A help page in Welsh stands for the phrases in Welsh."""
        if self.is_welsh:
            return []
        languages = list(Language.objects.for_links())
        if any(language.tag == WELSH for language in languages) and self.counterpart:
            return [language for language in languages if language.tag != WELSH]
        return languages

    def route(self, request: HttpRequest, path_components: list[str]):
        """As in Wagtail. Below a help page in Welsh there is nothing: all of it is in English."""
        if self.is_welsh and path_components:
            raise Http404("The questions and the other languages are below the English page.")
        return super().route(request, path_components)

    @re_path(r"^$", name="in_english")
    def in_english(self, request: HttpRequest) -> HttpResponse:
        return self.render(request)

    @re_path(r"^questions/$", name="questions_in_english")
    def questions_in_english(self, request: HttpRequest) -> HttpResponse:
        return self._questions(request, "questions/", question_words=IN_ENGLISH.words_below(ASKED))

    @re_path(rf"^{LANGUAGE}/$", name="in_language")
    def in_language(self, request: HttpRequest, address: str) -> HttpResponse:
        """The helplines in another language. The address tells the language, and no more."""
        return self.render(
            request,
            template="helpline/help_page_in_language.html",
            context_overrides=self._in(address, f"{address}/"),
        )

    @re_path(rf"^{LANGUAGE}/questions/$", name="questions_in_language")
    def questions_in_language(self, request: HttpRequest, address: str) -> HttpResponse:
        return self._questions(request, **self._in(address, f"{address}/questions/"))

    def _questions(self, request: HttpRequest, place: str = "", **about: Any) -> HttpResponse:
        context = {
            "url": f"{self.url}{place}",
            "in_danger": triage.in_danger(self.services, self.emergency_id),
            "calls": triage.otherwise(self.services, self.emergency_id),
            "is_narrowed": True,
        }
        return self.render(
            request, template="helpline/questions_page.html", context_overrides=context | about
        )

    def _in(self, address: str, place: str) -> dict[str, Any]:
        """What a page in another language shows beside the help page's own."""
        language = Language.objects.at(address)
        if language is None:
            raise Http404("There is no help in this language.")
        return {
            "url": f"{self.url}{place}",
            "page_language": language,
            "words": language.words_below("page"),
            "question_words": language.words_below(ASKED),
            "exit_words": language.all_words("exit"),
            "is_narrowed": True,
        }
