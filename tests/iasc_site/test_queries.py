"""How often each kind of page asks the database: never more when there is more content."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.models import Topic
from helpline.models import GuidePage
from home.models import StandardPage
from news.models import NewsPage, PressPiecePage
from publications.models import (
    CallForEvidencePage,
    CollectionPage,
    LetterPage,
    Organisation,
    PublicationPage,
    SeriesPage,
)
from tests import builders
from tests.site_map import for_machines, one_of_each

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

# Each page filled, with no picture size to make, and no alert: one alert is one query more. Lower a
# number when it falls; think before you let one rise. Search has its own in `tests/search`.
QUERIES = {
    "front page": 12,
    "help page": 8,
    "questions": 7,
    "help in another language": 8,
    "questions in another language": 8,
    "pocket card": 10,
    "news list": 8,
    "filtered news list": 8,
    "news item": 7,
    "press piece": 5,
    "publications list": 9,
    "filtered publications list": 8,
    "publication": 11,
    "plain publication": 9,
    "document": 8,
    "section of a document": 7,
    "document on one page": 7,
    "short document": 7,
    "missing section": 8,
    "letter": 10,
    "reply": 10,
    "unanswered letter": 10,
    "call for evidence": 11,
    "call that opens later": 10,
    "withdrawn publication": 6,
    "series": 8,
    "collection": 11,
    "record of recommendations": 6,
    "filtered record": 6,
    "recommendations to a body": 6,
    "recommendation": 9,
    "about the data": 5,
    "figures": 6,
    "figure": 6,
    "guidance list": 6,
    "guide": 6,
    "agencies": 6,
    "resources": 6,
    "glossary": 6,
    "standard page": 6,
    "missing page": 6,
    "news feed": 7,
    "filtered news feed": 7,
    "publications feed": 10,
    "filtered publications feed": 10,
    "citation for reference managers": 4,
    "citation in BibTeX": 4,
}


def add_of_everything(count: int) -> None:
    """This many more of each kind of content, all of them on the pages that list them."""
    start = Topic.objects.count()
    numbers = range(start, start + count)
    Topic.objects.bulk_create(Topic(name=f"Topic {n}", slug=f"topic-{n}") for n in numbers)
    Organisation.objects.bulk_create(
        Organisation(name=f"Partner {n}", slug=f"partner-{n}") for n in numbers
    )
    topics = list(Topic.objects.order_by("pk")[:2])
    for model in (NewsPage, PressPiecePage, GuidePage, StandardPage, SeriesPage, CollectionPage):
        builders.many(model, count, topics=topics)
    works = builders.many(
        PublicationPage,
        count,
        topics=topics,
        publication_type="report",
        commissioner=None,
        series=SeriesPage.objects.order_by("pk").first(),
    )
    through = PublicationPage.partners.through
    partner = Organisation.objects.get(slug="osce")
    through.objects.bulk_create(
        through(publicationpage_id=work, organisation=partner) for work in works
    )
    first = LetterPage.objects.order_by("pk").first()
    builders.many(LetterPage, count, publication_type="letter", addressee="the Home Secretary")
    builders.many(
        LetterPage,
        count,
        publication_type="letter",
        addressee="the Home Secretary",
        first_letter=first,
        place_in_thread="follow_up",
    )
    builders.many(CallForEvidencePage, count)
    collection = CollectionPage.objects.order_by("pk").first()
    builders.CollectionEntry.objects.bulk_create(
        builders.CollectionEntry(collection=collection, page_id=work, sort_order=9)
        for work in works
    )
    builders.many_recommendations(
        count, publication=PublicationPage.objects.order_by("pk").first(), body=partner
    )
    builders.many_figures(count)
    builders.many_helplines(count)
    builders.many_agencies(count)
    builders.many_resources(count)
    builders.many_terms(count)
    # Within the test's transaction PostgreSQL would take its tables for empty, and plan for that.
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def counted(client, addresses: dict[str, str], *, is_again: bool = False) -> dict[str, int]:
    """The number of queries by kind of page, once what is kept in memory is there.

    `is_again` if all of it is there, but for what lists count anew after a change.
    """
    found = {}
    for kind, address in addresses.items():
        if not is_again or "list" in kind or "feed" in kind:
            client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        found[kind] = len(queries)
    return found


def test_the_number_of_queries_is_known_and_does_not_grow_with_the_content(client):
    pages = one_of_each()
    plain = builders.publication(title="A plain one", publication_type="brief")
    addresses = pages | for_machines(pages) | {"plain publication": plain.url}
    add_of_everything(10)
    with_ten = counted(client, addresses)

    add_of_everything(990)

    assert counted(client, addresses, is_again=True) == with_ten
    assert {kind: count for kind, count in with_ten.items() if count > QUERIES[kind]} == {}
