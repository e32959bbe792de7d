"""How news stands in a bundle."""

from core.records import page_kind
from news.models import NewsIndexPage, NewsPage, PressPiecePage

KINDS = [page_kind(NewsIndexPage), page_kind(NewsPage), page_kind(PressPiecePage)]
