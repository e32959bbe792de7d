"""Guidance: pages in parts, the list of them, and the page with all helplines."""

from typing import Any

from django.conf import settings
from django.db import models
from django.forms import CheckboxSelectMultiple
from django.http import Http404, HttpRequest, HttpResponse
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, re_path
from wagtail.fields import StreamField
from wagtail.search import index

from core.models import BasePage
from helpline import triage
from helpline.blocks import GuideBodyBlock, PartsBlock, WhatToDoBlock
from helpline.models.services import Service
from helpline.models.translations import IN_ENGLISH, Language

# What stands for a language in an address: its tag in small letters.
LANGUAGE = r"(?P<address>[a-z]{2,3}(?:-[a-z0-9]{2,4}){0,2})"
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
    review_on = models.DateField(
        "review by", null=True, blank=True, help_text="When somebody should read it again."
    )
    guide_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="who keeps it right",
    )

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
    page_description = "Guidance in parts, with a contents list."
    is_undated = True

    class Meta:
        verbose_name = "guide"

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

    class Meta:
        verbose_name = "help page"

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["services"] = Service.objects.live()
        context["languages"] = Language.objects.for_links()
        return context

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
        services = list(Service.objects.live())
        context = {
            "url": f"{self.url}{place}",
            "services": services,
            "in_danger": triage.in_danger(services, self.emergency_id),
            "calls": triage.otherwise(services, self.emergency_id),
            "is_narrowed": True,
        }
        return self.render(
            request, template="helpline/questions_page.html", context_overrides=context | about
        )

    def _in(self, address: str, place: str) -> dict[str, Any]:
        """What a page in another language shows beside the help page's own."""
        language = Language.objects.live().filter(tag__iexact=address).first()
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
