"""What stands in the news stream: our own items, and pieces published elsewhere."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.forms import CheckboxSelectMultiple
from django.shortcuts import redirect
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.blocks import StreamValue
from wagtail.fields import StreamField
from wagtail.search import index

from core.blocks import BodyBlock
from core.models import BasePage
from core.models.related import MOST
from core.schema_org import OFFICE
from news.blocks import UpdatesBlock
from news.forms import NewsPageForm
from news.models.types import NewsType


class NewsPage(BasePage):
    """A news item, statement, blog post or speech."""

    news_type = models.CharField(
        "type",
        max_length=12,
        choices=NewsType.choices,
        default=NewsType.NEWS,
        db_index=True,
        help_text="Visitors see it before the date, and can list all items of one type.",
    )
    updates = StreamField(
        UpdatesBlock(),
        blank=True,
        help_text=(
            "If something new happens after the item has appeared. The newest stands above the "
            "text, the others below it. They are put in order by their day."
        ),
    )
    body = StreamField(BodyBlock(), blank=True, help_text="The text of the item.")

    base_form_class = NewsPageForm
    content_panels = [
        *BasePage.content_panels,
        FieldPanel("summary"),
        FieldRowPanel([FieldPanel("news_type"), FieldPanel("display_date")], "Type and date"),
        FieldPanel("body"),
        FieldPanel("updates"),
        FieldPanel("topics", widget=CheckboxSelectMultiple),
        InlinePanel(
            "related_pages",
            heading="Related pages",
            label="Related page",
            max_num=MOST,
            help_text="Shown below the item, and this item below them. If you choose fewer than "
            "three, the newest pages on the same topics fill the list.",
        ),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("body"),
        index.SearchField("updates"),
        index.FilterField("news_type"),
    ]
    parent_page_types = ["news.NewsIndexPage"]
    subpage_types = []
    page_description = "News, a statement, a blog post or a speech of our own."
    is_dated_work = True
    has_own_card = True
    asks_if_useful = True

    class Meta:
        verbose_name = "news item"

    @property
    def card_label(self) -> str:
        return self.get_news_type_display()

    @property
    def update_days(self) -> list[date | None]:
        """The days of its updates, the newest first. None for one whose day nobody wrote yet."""
        return [update.value["day"] for update in self.updates]

    @property
    def updated_on(self) -> date | None:
        return max(filter(None, self.update_days), default=None)

    def clean(self):
        super().clean()
        self.updates = newest_first(self.updates)
        oldest = min(filter(None, self.update_days), default=None)
        if oldest and self.display_date and oldest < self.display_date:
            raise ValidationError(
                {
                    "updates": (
                        f"The update of {oldest:%-d %B %Y} is older than the item itself "
                        f"({self.display_date:%-d %B %Y}). Change one of the two dates."
                    )
                }
            )

    def schema_org(self) -> dict:
        return {
            "@type": "NewsArticle",
            "headline": self.title,
            "author": OFFICE,
            "datePublished": self.display_date,
            "dateModified": self.updated_on,
        }


def newest_first(updates: StreamValue) -> StreamValue:
    """Updates in the order in which visitors read them. Those of one day stay as they stand."""
    ordered = sorted(updates, key=lambda update: update.value["day"] or date.max, reverse=True)
    children = [(update.block_type, update.value, update.id) for update in ordered]
    return StreamValue(updates.stream_block, children)


class PressPiecePage(BasePage):
    """A piece by or about the Commissioner that somebody else published."""

    news_type = models.CharField(
        "type",
        max_length=12,
        choices=NewsType.choices,
        default=NewsType.OP_ED,
        db_index=True,
        help_text="Visitors see it before the date.",
    )
    outlet = models.CharField(
        max_length=120, help_text="Who published it, such as “The Times Red Box”."
    )
    article_url = models.URLField(
        "address of the article",
        blank=True,
        help_text=(
            "Visitors who choose the title go straight there. Without an address, the page says "
            "where the piece was published."
        ),
    )

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("summary"),
        FieldRowPanel([FieldPanel("news_type"), FieldPanel("display_date")], "Type and date"),
        MultiFieldPanel([FieldPanel("outlet"), FieldPanel("article_url")], "Where it appeared"),
        FieldPanel("topics", widget=CheckboxSelectMultiple),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("outlet"),
        index.FilterField("news_type"),
    ]
    parent_page_types = ["news.NewsIndexPage"]
    subpage_types = []
    page_description = "A piece that a newspaper or another organisation published."
    is_dated_work = True
    has_own_card = True
    leads_elsewhere = ~models.Q(article_url="")

    class Meta:
        verbose_name = "press piece"

    @property
    def card_label(self) -> str:
        return self.get_news_type_display()

    @property
    def card_source(self) -> str:
        return self.outlet

    @property
    def card_is_elsewhere(self) -> bool:
        return bool(self.article_url)

    def schema_org(self) -> dict:
        return {
            "@type": "Article",
            "headline": self.title,
            "datePublished": self.display_date,
            "isPartOf": {"@type": "CreativeWork", "name": self.outlet},
        }

    def serve(self, request, *args, **kwargs):
        if self.article_url and not self.withdrawn_on:
            return redirect(self.article_url)
        return super().serve(request, *args, **kwargs)
