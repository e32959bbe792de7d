from news.models.index import NewsIndexPage
from news.models.items import NewsPage, PressPiecePage
from news.models.types import NewsType

__all__ = ["NewsIndexPage", "NewsPage", "NewsType", "PressPiecePage"]
