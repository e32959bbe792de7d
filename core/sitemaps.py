"""The sitemap: an index with parts of at most 1,000 records, each address with its last change.

A part is a stretch of primary keys. So none has to be counted to, and while others publish no
address slips from one part into another that was read before.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.contrib.sitemaps.views import SitemapIndexItem, x_robots_tag
from django.db.models import F, Max, Q, QuerySet
from django.http import Http404, HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse

from core.listings import page_asked
from core.models import BasePage


@dataclass(frozen=True)
class Place:
    """An address for search engines. `alternates`: language tag and full address of each."""

    location: str
    lastmod: datetime | None
    alternates: Sequence[tuple[str, str]] = ()


class Sitemap:
    """The addresses of one kind of record."""

    # How many primary keys make a part.
    limit = 1000
    # The field that says when a record last changed, and for which records it does.
    changed = "last_published_at"
    is_dated = Q()

    def items(self) -> QuerySet:
        """The records that have an address of ours which everybody may read."""
        raise NotImplementedError

    def places(self, items: QuerySet) -> Iterable[Place]:
        """The addresses of `items`, which are those of one part."""
        raise NotImplementedError

    def parts(self) -> Iterator[tuple[int, datetime | None]]:
        """The number of each part, from 1, and when one of its records last changed."""
        parts = self.items().order_by().annotate(part=F("pk") / self.limit).values("part")
        changes = parts.annotate(change=Max(self.changed, filter=self.is_dated)).order_by("part")
        for part, change in changes.values_list("part", "change"):
            yield part + 1, change

    def part(self, number: int) -> list[Place]:
        """What stands in the part of this number, in the order of primary keys."""
        first = (number - 1) * self.limit
        items = self.items().filter(pk__gte=first, pk__lt=first + self.limit)
        return list(self.places(items.order_by("pk")))


class PageSitemap(Sitemap):
    """Every live page that has an address of ours and still holds.

    A list changes with what it shows, which no field tells. So it says nothing, and nothing false.
    """

    @property
    def is_dated(self) -> Q:
        lists = [model for model in BasePage.types() if model.shows_others]
        return ~Q(content_type__in=ContentType.objects.get_for_models(*lists).values())

    def items(self):
        pages = BasePage.objects.listed()
        for model in BasePage.types():
            if model.leads_elsewhere:
                elsewhere = model.objects.filter(model.leads_elsewhere)
                pages = pages.exclude(pk__in=elsewhere.values("pk"))
        return pages

    def places(self, items):
        pages = list(items)
        pairs = alternates_of({page.pk for page in pages})
        for page in pages:
            is_list = page.cached_content_type.model_class().shows_others
            change = None if is_list else page.last_published_at
            yield Place(page.full_url, change, pairs.get(page.pk, ()))


def alternates_of(page_ids: set[int]) -> dict[int, Sequence[tuple[str, str]]]:
    """For pages that stand in both languages, by their ids: where each of the two is."""
    either = Q(pk__in=page_ids) | Q(english_page__in=page_ids)
    welsh_pages = BasePage.objects.filter(either, is_welsh=True, alias_of__isnull=True)
    both = welsh_pages.listed().filter(english_page__in=BasePage.objects.listed())
    pairs = {}
    for welsh in both.select_related("english_page"):
        welsh.counterpart = welsh.english_page
        pairs[welsh.pk] = pairs[welsh.english_page_id] = welsh.alternates
    return pairs


@x_robots_tag
def index(request: HttpRequest, sitemaps: dict[str, type[Sitemap]]) -> TemplateResponse:
    """The list of the parts of all `sitemaps`, by the name that each has in its address."""
    parts = [
        SitemapIndexItem(f"{address_of_first_part(name)}{query_of(number)}", change)
        for name, sitemap in sitemaps.items()
        for number, change in sitemap().parts()
    ]
    return TemplateResponse(
        request, "sitemap_index.xml", {"sitemaps": parts}, content_type="application/xml"
    )


def address_of_first_part(name: str) -> str:
    return settings.SITE_URL + reverse("sitemap-part", args=[name])


def query_of(number: int) -> str:
    return f"?p={number}" if number > 1 else ""


@x_robots_tag
def part(request: HttpRequest, sitemaps: dict[str, type[Sitemap]], name: str) -> TemplateResponse:
    """One part. Without `Last-Modified`: an address that is gone leaves no date behind."""
    number = page_asked(request.GET.get("p", "1"))
    places = sitemaps[name]().part(number) if number and name in sitemaps else []
    if not places:
        raise Http404("There is no such part of the sitemap.")
    urls = [
        {
            "location": place.location,
            "lastmod": place.lastmod,
            "alternates": [
                {"lang_code": tag, "location": address} for tag, address in place.alternates
            ],
        }
        for place in places
    ]
    return TemplateResponse(
        request, "sitemap.xml", {"urlset": urls}, content_type="application/xml"
    )
