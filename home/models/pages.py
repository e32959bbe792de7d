"""The front page, standard pages and the navigation."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.http import Http404, HttpRequest
from django.utils.functional import cached_property
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page
from wagtail.search import index

from core.blocks import LinkBlock
from core.media.serving import leave_session_unread
from core.models import BasePage
from helpline.blocks import GuideBodyBlock
from home.blocks import FrontPageBlock, MenuColumnBlock
from home.models.posts import Post


class HomePage(BasePage):
    """The front page: parts that staff arrange."""

    parts = StreamField(
        FrontPageBlock(),
        blank=True,
        help_text="The front page from top to bottom. Move, add and remove parts as you need.",
    )

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("summary"),
        FieldPanel("parts"),
        InlinePanel(
            "pinned_items",
            heading="Pinned news",
            label="Pinned item",
            max_num=3,
            help_text="Stay at the top of recent news until you take them away.",
        ),
    ]
    search_fields = [*BasePage.search_fields, index.SearchField("parts")]
    parent_page_types = ["wagtailcore.Page"]
    max_count = 1
    # It is the root of all addresses, which there can't be two of.
    can_be_welsh = False

    class Meta:
        verbose_name = "front page"

    def route(self, request, path_components):
        """Find the deepest page of the path at once, where Wagtail asks once per step.

        The pages that the menu leads to come with the same query.
        """
        addresses = [
            self.url_path + "/".join([*path_components[:length], ""])
            for length in range(len(path_components) + 1)
        ]
        menu = getattr(request, "navigation_settings", None) or NavigationSettings()
        # Slugs and ids each have an index in this table, so that not all pages are looked through.
        on_the_way = Q(slug__in=[self.slug, *path_components], url_path__in=addresses)
        wanted = Page.objects.order_by().filter(on_the_way | Q(pk__in=menu.page_ids()))
        pages = BasePage.objects.filter(pk__in=wanted.values("pk")).with_standing()
        pages = pages.order_by("depth")
        menu.pages = {page.pk: page for page in pages if page.is_listed}
        way = [page for page in pages if page.url_path in addresses]
        target = way[-1]
        page = self if target.pk == self.pk else target.as_served()
        page.way_from_front_page = way[:-1]
        page.is_open = all(step.is_open for step in way)
        page.has_welsh = target.has_welsh
        remaining = path_components[page.depth - self.depth :]
        # What a page routes below itself, such as a feed, goes out of sight with it as well.
        if any(step.hides_what_stands_below for step in (way if remaining else way[:-1])):
            raise Http404("A page above this address is not public.")
        if not may_read(page, request):
            raise Http404("This page is for some people only.")
        return super().route(request, remaining) if page is self else page.route(request, remaining)

    def schema_org(self):
        return {"@type": "WebSite"}

    @property
    def moments(self) -> list[datetime]:
        """When a story begins or ends to be shown."""
        stories = [
            story
            for part in self.parts
            if part.block_type == "stories"
            for story in part.value["stories"]
        ]
        return [
            moment
            for story in stories
            for moment in (story["shown_from"], story["shown_until"])
            if moment
        ]

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["pinned"] = [item.page_id for item in self.pinned_items.all()]
        context["posts"] = Post.objects.with_source()
        return context


def may_read(page: BasePage, request: HttpRequest) -> bool:
    """Whether `page` is for everybody, or for whoever asks.

    Wagtail would ask others to sign in, and so tell them that there is a page.
    """
    restrictions = list(page.get_view_restrictions())
    if not restrictions:
        return True
    has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
    if has_session and all(one.accept_request(request) for one in restrictions):
        return True
    leave_session_unread(request)
    return False


class PinnedItem(Orderable):
    """A news item that stays at the top of recent news."""

    home_page = ParentalKey(HomePage, on_delete=models.CASCADE, related_name="pinned_items")
    page = models.ForeignKey(
        "core.BasePage", on_delete=models.CASCADE, related_name="+", verbose_name="news item"
    )

    panels = [FieldPanel("page")]


class StandardPage(BasePage):
    """A page of running text: about the office, contact, accessibility, privacy."""

    body = StreamField(GuideBodyBlock(), blank=True)
    shows_contact = models.BooleanField(
        "show how to reach the office",
        default=False,
        help_text="Adds the addresses from the office settings below the text.",
    )

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("summary"),
        FieldPanel("body"),
        FieldPanel("shows_contact"),
        FieldPanel("display_date", heading="Last reviewed"),
    ]
    search_fields = [*BasePage.search_fields, index.SearchField("body")]
    parent_page_types = ["home.HomePage", "home.StandardPage"]
    subpage_types = ["home.StandardPage"]
    asks_if_useful = True
    page_description = "Running text, such as the privacy notice."
    shows_others = True

    class Meta:
        verbose_name = "standard page"

    def schema_org(self):
        return {"@type": "WebPage", "dateModified": self.display_date}

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["children"] = BasePage.objects.listed_below(self).order_by("path")
        return context


@register_setting(icon="list-ul", order=200)
class NavigationSettings(BaseSiteSetting):
    """The menu and the foot of each page. The link to help always leads the menu."""

    help_page = models.ForeignKey(
        "helpline.HelpPage",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Where “Get help” leads. It is always the first entry of the menu.",
    )
    help_text = models.CharField("words of the help link", max_length=30, default="Get help")
    menu = StreamField(
        [("link", LinkBlock())], blank=True, help_text="The entries after “Get help”, in order."
    )
    footer = StreamField(
        [("column", MenuColumnBlock())], blank=True, help_text="Columns at the foot of each page."
    )
    safety_page = models.ForeignKey(
        "wagtailcore.Page",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="page about staying safe online",
        help_text="Where “How this works” beside the quick exit leads.",
    )

    panels = [
        MultiFieldPanel([FieldPanel("help_page"), FieldPanel("help_text")], "Help"),
        FieldPanel("menu"),
        FieldPanel("footer"),
        FieldPanel("safety_page"),
    ]

    class Meta:
        verbose_name = "menu and footer"

    @cached_property
    def pages(self) -> dict[int, BasePage]:
        """The pages that the menu, the footer and the quick exit lead to, by id."""
        return BasePage.objects.listed().in_bulk(self.page_ids())

    @property
    def shown_help_page(self) -> BasePage | None:
        return self.pages.get(self.help_page_id)

    @property
    def shown_safety_page(self) -> BasePage | None:
        return self.pages.get(self.safety_page_id)

    def page_ids(self) -> list[int]:
        """The ids of those pages, as the settings keep them: nothing is asked for them."""
        links = [link for column in self.footer.raw_data for link in _links_of(column["value"])]
        links += [entry["value"] for entry in self.menu.raw_data]
        ids = [link.get("page") for link in links] + [self.help_page_id, self.safety_page_id]
        return [page_id for page_id in ids if page_id]

    @property
    def menu_links(self) -> list[dict[str, Any]]:
        """The entries after “Get help” that lead somewhere, each with text, page and url."""
        return self._shown([entry["value"] for entry in self.menu.raw_data])

    @property
    def columns(self) -> list[dict[str, Any]]:
        """The columns of the footer: their heading, and links like those of the menu."""
        columns = [column["value"] for column in self.footer.raw_data]
        return [
            {"heading": column["heading"], "links": self._shown(_links_of(column))}
            for column in columns
        ]

    def _shown(self, links: list[dict]) -> list[dict[str, Any]]:
        found = [link | {"page": self.pages.get(link.get("page"))} for link in links]
        return [link for link in found if link.get("url") or link["page"]]

    def clean(self):
        super().clean()
        if not self.help_text.strip():
            raise ValidationError({"help_text": "The help link needs words, such as “Get help”."})


def _links_of(column: dict) -> list[dict]:
    """The links of a column as the database keeps it, with or without a wrapper around each."""
    return [link.get("value", link) for link in column["links"]]
