"""The sitemap: an index with parts of at most 1,000 addresses, each with its true last change."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import SitemapIndexItem, x_robots_tag
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import reverse
from wagtail.models import get_page_models

from core.models import BasePage


class PageSitemap(Sitemap):
    """Every live page that has an address of ours and still holds."""

    limit = 1000

    def items(self):
        ours = [model for model in get_page_models() if issubclass(model, BasePage)]
        elsewhere = [model for model in ours if model.leads_elsewhere]
        return BasePage.objects.listed().not_type(*elsewhere).order_by("pk")

    def get_urls(self, page=1, site=None, protocol=None):
        """As in Django, each with the addresses of the page in both languages, if there are two."""
        urls = super().get_urls(page, site, protocol)
        both = BasePage.objects.listed().filter(english_page__in=BasePage.objects.listed())
        pairs = {}
        for welsh in both.filter(alias_of__isnull=True).select_related("english_page"):
            welsh.counterpart = welsh.english_page
            pairs[welsh.pk] = pairs[welsh.english_page_id] = welsh.alternates
        for url in urls:
            url["alternates"] = [
                {"lang_code": tag, "location": address}
                for tag, address in pairs.get(url["item"].pk, [])
            ]
        return urls

    def location(self, page: BasePage) -> str:
        return page.get_url()

    def lastmod(self, page: BasePage):
        return page.last_published_at

    def get_protocol(self, protocol=None) -> str:
        return urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site=None) -> str:
        """Our own host, whichever name the request used."""
        return urlsplit(settings.SITE_URL).netloc

    def last_changes(self) -> list:
        """For each part in order: when one of its pages last changed. None if that is not known."""
        moments = list(self.items().values_list("last_published_at", flat=True))
        parts = [
            moments[start : start + self.limit] for start in range(0, len(moments), self.limit)
        ]
        return [max(filter(None, part), default=None) for part in parts]


@x_robots_tag
def index(request: HttpRequest) -> TemplateResponse:
    """The list of the parts. Django's own gives all parts one last change and the asked host."""
    part_url = settings.SITE_URL + reverse("sitemap-part")
    parts = [
        SitemapIndexItem(part_url if number == 1 else f"{part_url}?p={number}", moment)
        for number, moment in enumerate(PageSitemap().last_changes(), start=1)
    ]
    return TemplateResponse(
        request, "sitemap_index.xml", {"sitemaps": parts}, content_type="application/xml"
    )
