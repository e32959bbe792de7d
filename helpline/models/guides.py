"""Guidance: pages in parts, the list of them, and the page with all helplines."""

from django.conf import settings
from django.db import models
from django.forms import CheckboxSelectMultiple
from django.http import Http404, HttpRequest, HttpResponse
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, re_path
from wagtail.fields import StreamField
from wagtail.search import index

from core.models import BasePage
from helpline.blocks import GuideBodyBlock, PartsBlock, WhatToDoBlock
from helpline.models.services import Service
from helpline.models.translations import Language


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
    body = StreamField(GuideBodyBlock(), blank=True, help_text="Shown below the helplines.")

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("summary"),
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

    @re_path(r"^(?P<address>[a-z]{2,3}(?:-[a-z0-9]{2,4}){0,2})/$", name="in_language")
    def in_language(self, request: HttpRequest, address: str) -> HttpResponse:
        """The helplines in another language. The address tells the language, and no more."""
        language = Language.objects.live().filter(tag__iexact=address).first()
        if language is None:
            raise Http404("There is no help in this language.")
        return self.render(
            request,
            template="helpline/help_page_in_language.html",
            context_overrides={
                "url": f"{self.url}{language.address}/",
                "page_language": language,
                "words": language.words_below("page"),
                "exit_words": language.all_words("exit"),
                "is_narrowed": True,
            },
        )
