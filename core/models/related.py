"""Pages that belong together: chosen by staff at either end, else by the topics they share."""

from django.db import models
from django.db.models import Case, Exists, F, IntegerField, Max, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce
from django.db.models.lookups import In
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.models import Orderable

from core.models.pages import BasePage

MOST = 6
"""How many pages a list of related ones holds."""
FILLED_TO = 3
"""Up to how many it is filled with pages on the same topics."""
RECENT = 200
"""Among how many of the newest pages these are looked for, however many there are."""


class RelatedPage(Orderable):
    """One page's choice of another. Both of them show it."""

    page = ParentalKey("core.BasePage", on_delete=models.CASCADE, related_name="related_pages")
    to_page = models.ForeignKey(
        "core.BasePage", on_delete=models.CASCADE, related_name="+", verbose_name="page"
    )

    panels = [FieldPanel("to_page")]

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["page", "to_page"],
                name="related_page_once",
                violation_error_message="This page is in the list already.",
            ),
            models.CheckConstraint(
                name="related_to_another_page",
                condition=~Q(page=F("to_page")),
                violation_error_message="A page can’t be related to itself.",
            ),
        ]


@models.AutoField.register_lookup
class AmongFew(In):
    """As `in`, of ids that a query gives; they are known to be few.

    PostgreSQL plans at most eight tables together and `joined` brings more, so it would put all
    pages together first. From an array, which it makes first, it looks up each.
    """

    lookup_name = "among_few"

    def get_rhs_op(self, connection, rhs):
        is_postgresql = connection.vendor == "postgresql"
        return f"= ANY(ARRAY{rhs})" if is_postgresql else super().get_rhs_op(connection, rhs)


def related_to(page: BasePage) -> list[BasePage]:
    """What belongs to `page`, ready for its cards, by one query: at most `MOST` pages.

    First those that it chooses, in its order, then those that choose it. Where these are fewer
    than `FILLED_TO`, the newest that share a topic follow.
    """
    chosen, place = _choice_of(page)
    choosing = RelatedPage.objects.filter(to_page=page.pk).order_by()
    alike = BasePage.objects.filter(pk__in=_newest_on_topics_of(page)).order_by().values("pk")
    # As a union the ids lead to the pages; as alternatives, to a walk through all of them.
    ids = chosen.union(choosing.values("page"), alike, all=True)
    found = (
        _in_languages_of(page)
        .filter(id__among_few=ids)
        .annotate(place=place, chooses=Exists(choosing.filter(page=OuterRef("pk"))))
        .order_by(F("place").asc(nulls_last=True), "-chooses", "-display_date", "-pk")
        .joined(*[model for model in BasePage.types() if model.has_own_card])
    )
    pages = list(found[:MOST])
    by_hand = sum(1 for page in pages if page.place is not None or page.chooses)
    return [page.as_card_bearer() for page in pages[: max(by_hand, FILLED_TO)]]


def _in_languages_of(page: BasePage):
    """Pages in lists that a page leads to: one in English to none that repeats it in Welsh."""
    listed = BasePage.objects.listed()
    return listed.exclude(pk=page.english_page_id) if page.is_welsh else listed.in_english()


def _is_in_memory(page: BasePage) -> bool:
    """Whether `page` is a draft that knows its choice and topics better than the database."""
    return not page.pk or page.related_pages.is_deferring


def _choice_of(page: BasePage):
    """A query for the ids that `page` chooses, and the place of each."""
    if _is_in_memory(page):
        ids = [choice.to_page_id for choice in page.related_pages.all()]
        places = [When(pk=found, then=place) for place, found in enumerate(ids)]
        query = BasePage.objects.filter(pk__in=ids).order_by().values("pk")
        return query, Case(*places, default=None, output_field=IntegerField())
    choices = RelatedPage.objects.filter(page=page.pk)
    place = choices.filter(to_page=OuterRef("pk")).values(place=Coalesce("sort_order", 0))[:1]
    return choices.order_by().values("to_page"), Subquery(place)


def _newest_on_topics_of(page: BasePage):
    """A query for the ids of the newest listed pages that share a topic with `page`."""
    through = BasePage.topics.through.objects
    if _is_in_memory(page):
        topics = [topic.pk for topic in page.topics.all()]
    else:
        topics = through.filter(basepage=page.pk).values("topic")
    recent = BasePage.objects.listed().exclude(pk__in=[page.pk, page.english_page_id])
    recent = recent.for_readers_of(page).newest_first()
    on_topic = through.filter(topic__in=topics, basepage__in=recent.values("pk")[:RECENT])
    # Grouped, so that no database walks through all pages by date in search of the first three.
    pages = on_topic.values("basepage").annotate(day=Max("basepage__display_date"))
    return pages.order_by("-day", "-basepage").values("basepage")[:FILLED_TO]
