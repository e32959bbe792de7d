"""Pages that belong together: chosen by staff at either end, else by the topics they share."""

from django.db import models
from django.db.models import Case, F, IntegerField, OuterRef, Q, Subquery, Value, When
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.models import Orderable, get_page_models

from core.models.pages import BasePage

MOST = 6
"""How many pages a list of related ones holds."""
FILLED_TO = 3
"""Up to how many it is filled with pages on the same topics."""


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


def related_to(page: BasePage) -> list[BasePage]:
    """What belongs to `page`, as its own types, by one query: at most `MOST`.

    First those that it chooses, in its order, then those that choose it. Where these are fewer
    than `FILLED_TO`, the newest that share a topic follow.
    """
    chosen, place = _choice_of(page)
    choosing = RelatedPage.objects.filter(to_page=page.pk).order_by().values("page")
    shares_topic = _newest_on_topics_of(page)
    step = Case(
        When(pk__in=chosen, then=0),
        When(pk__in=choosing, then=1),
        default=2,
        output_field=IntegerField(),
    )
    found = (
        BasePage.objects.listed()
        .exclude(pk=page.pk)
        .filter(Q(pk__in=chosen) | Q(pk__in=choosing) | Q(pk__in=shares_topic))
        .annotate(step=step, place=place)
        .order_by("step", "place", "-display_date", "-pk")
        .joined(*page_types())
    )
    pages = list(found[:MOST])
    by_hand = sum(1 for page in pages if page.step < 2)
    return pages[: max(by_hand, FILLED_TO)]


def _is_in_memory(page: BasePage) -> bool:
    """Whether `page` is a draft that knows its choice and topics better than the database."""
    return not page.pk or page.related_pages.is_deferring


def _choice_of(page: BasePage):
    """The ids that `page` chooses, and the place of each, as a query can take them."""
    if _is_in_memory(page):
        ids = [choice.to_page_id for choice in page.related_pages.all()]
        places = [When(pk=found, then=place) for place, found in enumerate(ids)]
        return ids, Case(*places, output_field=IntegerField()) if places else Value(0)
    choices = RelatedPage.objects.filter(page=page.pk)
    place = choices.filter(to_page=OuterRef("pk")).values("sort_order")[:1]
    return choices.order_by().values("to_page"), Subquery(place)


def _newest_on_topics_of(page: BasePage):
    """The ids of the newest listed pages that share a topic with `page`."""
    through = BasePage.topics.through.objects
    if _is_in_memory(page):
        topics = [topic.pk for topic in page.topics.all()]
    else:
        topics = through.filter(basepage=page.pk).values("topic")
    return (
        BasePage.objects.listed()
        .not_type(*[model for model in page_types() if model.is_index])
        .filter(pk__in=through.filter(topic__in=topics).values("basepage"))
        .exclude(pk=page.pk)
        .newest_first()
        .values("pk")[:FILLED_TO]
    )


def page_types() -> list[type[BasePage]]:
    """All types of page that are made."""
    ours = [model for model in get_page_models() if issubclass(model, BasePage)]
    return [model for model in ours if model is not BasePage]
