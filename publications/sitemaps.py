"""What stands below the pages of publications at addresses of its own, for the sitemap."""

from django.conf import settings

from core.models import BasePage
from core.sitemaps import Place, Sitemap
from publications.documents.contents import addresses_of
from publications.models import DocumentPage, Figure, Recommendation


class SectionSitemap(Sitemap):
    """The sections of HTML documents. One that has a single section is shown whole instead."""

    # A long document has some hundred sections, and one part may hold 50,000 addresses.
    limit = 100

    def items(self):
        return DocumentPage.objects.listed().filter(section_count__gt=1)

    def places(self, items):
        for page in items:
            for address in addresses_of(page.sections):
                yield Place(f"{page.full_url}{address}/", page.last_published_at)


class RecommendationSitemap(Sitemap):
    """The recommendations of public works, each at its place in the record."""

    def items(self):
        record = BasePage.objects.listed().filter(recommendationspage__isnull=False)
        if not record.exists():
            return Recommendation.objects.none()
        return Recommendation.objects.visible_to_public().exclude(statuses=None)

    def places(self, items):
        changes = dict(items.values_list("pk", "last_published_at"))
        for entry in items.entries():
            yield Place(f"{settings.SITE_URL}{entry.url}", changes[entry.pk])


class FigureSitemap(Sitemap):
    """The figures that pages quote, each at its place in the list."""

    def items(self):
        return Figure.objects.live().with_address().exclude(list_path=None)

    def places(self, items):
        for figure in items:
            yield Place(f"{settings.SITE_URL}{figure.address}", figure.last_published_at)
