"""The record of recommendations as visitors meet it: lists, one page for each, and files."""

from collections import defaultdict
from collections.abc import Iterable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.routable_page.models import RoutablePageMixin, re_path

from core.models import BasePage
from publications import exports
from publications.models.publications import PublicationPage
from publications.models.recommendations import Recommendation, StatusChange, steps
from publications.recommendations import Entry, Step
from publications.selections import PARTS, Selection, UnknownPart, slice_of

FILTERS = (
    r"^(?:body/(?P<body>[-\w]+)/)?(?:status/(?P<status>[-\w]+)/)?"
    r"(?:publication/(?P<publication>[-\w]+)/)?(?:(?P<year>[0-9]{4})/)?"
)


class RecommendationsPage(RoutablePageMixin, BasePage):
    """All recommendations that the public may see, by body, status, publication and year.

    /recommendations/body/home-office/status/accepted/publication/annual-report/2021/
    /recommendations/annual-report/4/
    """

    content_panels = [*BasePage.content_panels, FieldPanel("summary")]
    parent_page_types = ["home.HomePage"]
    subpage_types = []
    max_count = 1
    # It shows records, whose words are in English.
    can_be_welsh = False
    page_description = "The record of recommendations and of what became of each."
    shows_others = True

    class Meta:
        verbose_name = "record of recommendations"

    def schema_org(self) -> dict:
        return {
            "@type": "Dataset",
            "license": exports.LICENCE["address"],
            "isAccessibleForFree": True,
            "distribution": [
                {
                    "@type": "DataDownload",
                    "encodingFormat": media_type,
                    "contentUrl": f"{self.full_url}{kind}/",
                }
                for kind, media_type in (("csv", "text/csv"), ("json", "application/json"))
            ],
        }

    def selection(self, parts: dict[str, str]) -> Selection:
        """What an address chooses. Raises `UnknownPart`."""
        entries = Recommendation.objects.visible_to_public().entries()
        return Selection(entries, dict.fromkeys(PARTS) | parts)

    @re_path(FILTERS + "$", name="listing")
    def listing(self, request: HttpRequest, **parts: str) -> HttpResponse:
        selection = self.selection(parts)
        asked = request.GET.get("page")
        # A page that was never saved has no address yet, and can be looked at.
        root = self.url or ""
        return self.render(
            request,
            context_overrides={
                "slice": slice_of(selection.entries(), asked),
                "facets": selection.facets(root),
                "chart": selection.chart(),
                "body": selection.body,
                "is_filtered": selection.is_filtered,
                # Whether this is another address than the page's own.
                "is_narrowed": selection.is_filtered or asked is not None,
                "list_url": selection.address(root),
                "filter_words": selection.words,
            },
        )

    @re_path(FILTERS + "(?P<kind>csv|json)/$", name="file")
    def file(self, request: HttpRequest, kind: str, **parts: str) -> HttpResponse:
        try:
            selection = self.selection(parts)
        except UnknownPart as error:
            return exports.refusal(kind, error)
        entries = selection.entries()
        history = histories(entries)
        address = selection.address(self.full_url)
        name = "-".join([self.slug, *address.removeprefix(self.full_url).split("/")]).rstrip("-")
        if kind == "csv":
            return exports.csv_answer(entries, history, name=name)
        facts = {
            "title": " – ".join([*selection.words, self.title]),
            "address": address,
            "description": f"{self.full_url}{self.reverse_subpage('about')}",
            "filters": {part: word for part, word in selection.chosen.items() if word},
        }
        return exports.json_answer(entries, history, name=name, facts=facts)

    @re_path(r"^about-the-data/$", name="about")
    def about(self, request: HttpRequest) -> HttpResponse:
        """What the files hold, for those who work with them."""
        return self.render(
            request,
            template="publications/about_the_data.html",
            context_overrides={
                "columns": exports.COLUMNS,
                "fields": exports.FIELDS,
                "licence": exports.LICENCE,
                "is_narrowed": True,
                "url": f"{self.url}{self.reverse_subpage('about')}",
            },
        )

    @re_path(r"^(?P<slug>[-\w]+)/(?P<number>[a-z]?[0-9][-a-z0-9]*)/$", name="recommendation")
    def recommendation(self, request: HttpRequest, slug: str, number: str) -> HttpResponse:
        found = (
            Recommendation.objects.visible_to_public()
            .filter(publication__slug=slug, number__iexact=number.replace("-", "."))
            .select_related("publication")
            .prefetch_related("bodies")
            .first()
        )
        if found is None:
            return self._where_it_moved(slug, number)
        return self.render(
            request,
            template="publications/recommendation.html",
            context_overrides={
                "recommendation": found,
                "history": found.history(),
                "is_narrowed": True,
                "url": f"{self.url}{slug}/{number}/",
            },
        )

    def _where_it_moved(self, slug: str, number: str) -> HttpResponse:
        """The address below the new name of a publication. Raises `Http404` without any."""
        public = PublicationPage.objects.listed()
        moves = Redirect.objects.filter(old_path__endswith=f"/{slug}", redirect_page__in=public)
        moved = moves.select_related("redirect_page").first()
        if moved is None:
            raise Http404("There is no such recommendation.")
        return redirect(f"{self.url}{moved.redirect_page.slug}/{number}/", permanent=True)


def histories(entries: Iterable[Entry]) -> dict[int, list[Step]]:
    """All statuses of each recommendation, the oldest first, by two queries."""
    found = defaultdict(list)
    changes = StatusChange.objects.filter(recommendation__in=[one.pk for one in entries])
    for step in steps(changes.order_by("changed_on", "sort_order", "pk")):
        found[step.recommendation_id].append(step)
    return found
