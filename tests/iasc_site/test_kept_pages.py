"""Which addresses of the site are kept, and which are always left to Django."""

import pytest
from django.urls import get_resolver
from wagtail.contrib.redirects.models import Redirect

from core.page_cache import PageCache
from iasc_site.release import files, release
from iasc_site.wsgi import LEFT_TO_DJANGO, application
from tests import builders
from tests.forgetting import committed
from tests.wsgi import ask

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

KEPT = {
    "",
    "robots.txt",
    "sitemap.xml",
    "sitemap-<slug:name>.xml",
    "helplines.json",
    "card/",
    "card/card.pdf",
    "numbers/",
    "numbers/numbers.pdf",
}
"""Addresses beside pages that are the same for everybody; PDFs among them are left out by name."""


@pytest.fixture(autouse=True)
def _own_transactions():
    committed()
    yield
    committed()


def routes(patterns, start: str = ""):
    for pattern in patterns:
        route = start + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from routes(pattern.url_patterns, route)
        else:
            yield route


def test_whoever_adds_an_address_says_whether_it_is_kept():
    unclear = [
        route
        for route in routes(get_resolver().url_patterns)
        if not f"/{route}".startswith(LEFT_TO_DJANGO)
        and route not in KEPT
        and not route.startswith(("^card/", "^numbers/", "^((?:"))
    ]

    assert unclear == []


def test_the_site_is_served_through_the_page_cache():
    assert isinstance(application, PageCache)


def test_a_second_visitor_costs_no_rendering(django_assert_num_queries):
    page = builders.standard_page(title="A page")
    committed()
    first = ask(application, page.url)

    # Only the site generation is asked, as this test is one long change.
    with django_assert_num_queries(1):
        second = ask(application, page.url)

    assert first.status == 200
    assert b"A page" in first.body
    assert second == first


def test_an_old_address_leads_on_with_all_that_was_asked():
    item = builders.news_item()
    Redirect.objects.create(old_path="/old", redirect_page=item)

    answer = ask(application, "/old/?a=1&page=2")

    assert (answer.status, answer.headers["location"]) == (301, f"{item.url}?a=1&page=2")


def test_an_address_of_the_old_site_with_its_number_leads_on():
    item = builders.news_item()
    Redirect.objects.create(old_path="/index.php?id=12", redirect_page=item)

    assert ask(application, "/index.php?id=12").status == 301


def test_a_release_is_named_by_all_that_makes_a_page():
    names = {path.suffix for path in files()}

    assert {".py", ".html", ".css", ".js", ".txt", ".toml"} <= names
    assert release() == release()
