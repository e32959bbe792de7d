from wagtail.admin.panels import FieldPanel

from core.listings import ListingIndexPage
from core.models import BasePage
from news.models.items import NewsPage, PressPiecePage
from news.models.types import NewsType


class NewsIndexPage(ListingIndexPage):
    """The news stream, by type, topic and year."""

    type_choices = NewsType
    type_fields = ("newspage__news_type", "presspiecepage__news_type")

    content_panels = [*BasePage.content_panels, FieldPanel("summary")]
    parent_page_types = ["home.HomePage"]
    subpage_types = ["news.NewsPage", "news.PressPiecePage"]
    max_count = 1

    class Meta:
        verbose_name = "news list"

    def as_shown(self, entries):
        return entries.joined(NewsPage, PressPiecePage)

    def schema_org(self):
        return {"@type": "CollectionPage"}
