"""The page of results: filters, order, pages, what stands first, and what helps when there is
nothing.
"""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from search import matching, views
from search.matching import TookTooLong
from tests import builders
from tests.search.test_finding import hits, read

pytestmark = pytest.mark.django_db


@pytest.fixture
def fruit():
    """Three pages on fruit, on two topics, in two years."""
    law, farms = builders.topic("Law"), builders.topic("Farms")
    words = builders.text("Fruit is picked.")
    builders.news_item(title="News", body=words, topics=[law], display_date=date(2021, 5, 1))
    builders.publication(title="Study", body=words, topics=[farms], display_date=date(2021, 6, 1))
    builders.publication(title="Rules", body=words, topics=[law], display_date=date(2022, 6, 1))


def choices(page: BeautifulSoup) -> dict[str, str]:
    """The words of each choice of the filters, and where it leads."""
    return {" ".join(a.text.split()): a["href"] for a in page.select(".facets__options a[href]")}


def test_filters_say_how_many_there_are_and_lead_to_them(client, fruit):
    found = choices(read(client, "/search/?q=fruit"))

    assert set(found) == {"Report (2)", "News (1)", "Law (2)", "Farms (1)", "2022 (1)", "2021 (2)"}
    page = read(client, found["Report (2)"])
    assert {one.text for one in page.select(".search__title")} == {"Study", "Rules"}


def test_a_filter_in_use_can_be_taken_away_alone_or_with_all_others(client, fruit):
    page = read(client, "/search/?q=fruit&type=report&topic=law&year=2022")

    chips = {chip.text.split("filter ")[1]: chip["href"] for chip in page.select(".facets__chip")}
    assert chips == {
        "Report": "/search/?q=fruit&topic=law&year=2022",
        "Law": "/search/?q=fruit&type=report&year=2022",
        "2022": "/search/?q=fruit&type=report&topic=law",
    }
    assert page.find("a", string="Show everything")["href"] == "/search/?q=fruit"


def test_filters_that_leave_nothing_say_so_and_lead_back(client, fruit):
    page = read(client, "/search/?q=fruit&topic=farms&year=2022")

    assert "Nothing matches these filters" in page.text
    assert page.select(".facets__chip")


@pytest.mark.parametrize(
    "part", ["type=x", "topic=zz", "year=1", "sort=worst", "page=99", "page=-1"]
)
def test_a_part_of_the_address_that_makes_no_sense_does_no_harm(client, fruit, part):
    assert client.get(f"/search/?q=fruit&{part}").status_code == 200


def test_many_hits_stand_on_pages_of_twenty(client):
    for number in range(23):
        builders.news_item(title=f"Fruit {number}", slug=f"fruit-{number}")

    first = read(client, "/search/?q=fruit")
    second = read(client, first.find("a", string="More results")["href"])

    assert (len(first.select(".card")), len(second.select(".card"))) == (20, 3)
    assert second.find("a", string="Previous results")["href"] == "/search/?q=fruit"
    assert not second.find("a", string="More results")


def test_a_promoted_page_stands_above_all_for_exactly_its_words_while_it_is_public(client, fruit):
    guide = builders.guide(title="Picking safely")
    builders.promotion(guide, words="orchard work, fruits")

    def start(q):
        return [a.text for a in read(client, f"/search/?q={q}").select(".search__promoted a")]

    assert start("Fruit") == ["Picking safely"]
    assert start("orchard+work") == ["Picking safely"]
    assert start("fruit+study") == []
    builders.made_private(guide)
    assert start("fruit") == []


def test_who_finds_nothing_reads_what_to_try_and_where_to_turn(client):
    builders.help_page()
    builders.news_item()

    page = read(client, "/search/?q=xylophone")

    assert "We found nothing" in page.text
    assert page.find("a", href="#helplines")
    assert page.find("a", href="/get-help/")


@pytest.mark.parametrize("typed", ["", "   ", "***", '""', "…"])
def test_a_search_without_a_word_says_what_can_be_asked(client, site, typed):
    page = client.get("/search/", {"q": typed})

    assert page.status_code == 200
    assert "Exact words, in quotation marks" in page.content.decode()


def test_every_page_leads_to_search_and_a_missing_one_has_its_box(client, site):
    answers = [client.get("/"), client.get("/nothing-here/")]

    pages = [BeautifulSoup(answer.content, "html.parser") for answer in answers]

    assert all(page.select_one(".navigation a[href='/search/']") for page in pages)
    assert pages[1].main.select_one("form[action='/search/'] input[name=q]")


def test_a_search_that_takes_too_long_says_so_and_shows_whom_to_call(client, site, monkeypatch):
    line = builders.helpline(placement="top")

    def too_long(*args):
        raise TookTooLong

    monkeypatch.setattr(views, "find", too_long)
    page = client.get("/search/?q=fruit")

    assert page.status_code == 503
    assert "takes too long" in page.content.decode()
    assert line.spoken_form in page.content.decode()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite can't be told to stop")
def test_the_database_stops_a_search_after_two_seconds(client, site, monkeypatch):
    monkeypatch.setattr(matching, "SECONDS", 0.1)
    slow = matching.POSTGRESQL | {"stems": "pg_sleep(5) IS NULL AND %s <> ''"}
    monkeypatch.setattr(matching, "POSTGRESQL", slow)

    assert client.get("/search/?q=office").status_code == 503
    assert client.get("/").status_code == 200


@pytest.mark.parametrize("asked", ["q=fruit", "q=fruit&type=news&year=2022", "q=qqqqq+zzzzz"])
def test_an_answer_takes_eight_queries_however_much_there_is(client, asked):
    """Those that the database is asked, without what begins and ends a transaction."""
    builders.navigation()
    builders.office()
    for number in range(30):
        builders.news_item(title=f"Fruit {number}", slug=f"fruit-{number}")
    client.get(f"/search/?{asked}")  # what is kept in memory for half a minute

    with CaptureQueriesContext(connection) as queries:
        client.get(f"/search/?{asked}")

    sent = [query["sql"] for query in queries if not query["sql"].startswith(TRANSACTION)]
    assert len(sent) <= 8, "\n".join(sent)


TRANSACTION = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "SET LOCAL")


def test_only_stop_words_are_searched_as_they_are(client):
    builders.news_item(title="To be or not to be")

    assert hits(client, "to be or not to be") == ["To be or not to be"]
