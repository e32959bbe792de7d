"""D1: the sitemap, an index with parts, as search engines read it."""

import xml.etree.ElementTree as ElementTree
from datetime import UTC, date, datetime

import pytest
from usp.tree import sitemap_tree_for_homepage
from usp.web_client.abstract_client import (
    LocalWebClient,
    LocalWebClientSuccessResponse,
    WebClientErrorResponse,
)

from core.models import BasePage
from core.sitemaps import PageSitemap
from news.models import NewsPage
from publications.sitemaps import SectionSitemap
from tests import builders
from tests.site_map import one_of_each

pytestmark = pytest.mark.django_db

NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def read(answer, path: str) -> list[str]:
    tree = ElementTree.fromstring(answer.content)
    return [found.text for found in tree.findall(path, NAMES)]


def parts_of(client) -> list[str]:
    """The addresses of all parts, without our name."""
    parts = read(client.get("/sitemap.xml"), "s:sitemap/s:loc")
    return [part.removeprefix("http://testserver") for part in parts]


def listed(client) -> dict[str, str]:
    """Last change by address, over all parts of the sitemap."""
    changes = {}
    for part in parts_of(client):
        for entry in ElementTree.fromstring(client.get(part).content).findall("s:url", NAMES):
            changes[entry.find("s:loc", NAMES).text] = entry.findtext("s:lastmod", None, NAMES)
    return changes


def test_the_sitemap_lists_every_public_page_and_nothing_else(client):
    addresses = one_of_each()
    builders.news_item(title="Draft", live=False)
    builders.news_item(title="Withdrawn", withdrawn_on=date(2022, 1, 1))
    builders.made_private(builders.news_item(title="Private"))
    builders.press_piece(title="Elsewhere", article_url="https://example.com/column")

    found = set(listed(client))

    shown = {f"http://testserver{page.url}" for page in BasePage.objects.live()}
    hidden = {address for address in shown if "withdrawn" in address or "private" in address}
    below = {address for address in found if address not in shown}
    assert f"http://testserver{addresses['publication']}" in found
    assert f"http://testserver{addresses['press piece']}" in found
    assert not [address for address in found if "draft" in address or address in hidden]
    assert not [address for address in found if "elsewhere" in address]
    assert {address.split("/")[3] for address in below} == {
        "publications",
        "recommendations",
        "figures",
    }
    for address in found:
        assert client.get(address.removeprefix("http://testserver")).status_code == 200


@pytest.fixture
def text():
    """A document of two sections, below a report with a recommendation, beside a figure."""
    report = builders.publication(title="A report")
    document = builders.document_page(
        builders.section("Foreword"), builders.section("What we found"), below=report
    )
    builders.recommendations_page(), builders.figures_page()
    builders.recommendation(publication=report, number="3.2")
    builders.figure(slug="referrals")
    return document


def test_sections_recommendations_and_figures_are_found_at_their_own_addresses(client, text):
    found = {address.removeprefix("http://testserver") for address in listed(client)}

    assert f"{text.url}foreword/" in found
    assert f"{text.url}what-we-found/" in found
    assert "/recommendations/a-report/3-2/" in found
    assert "/figures/referrals/" in found


def test_what_stands_in_something_hidden_is_in_no_sitemap(client, text):
    text.publication.unpublish()
    for page in (builders.recommendations_page(), builders.figures_page()):
        type(page).objects.get(pk=page.pk).unpublish()

    assert not [part for part in parts_of(client) if "pages" not in part]
    for kind in ("sections", "recommendations", "figures"):
        assert client.get(f"/sitemap-{kind}.xml").status_code == 404


def test_a_document_of_one_section_is_listed_once(client):
    document = builders.document_page(builders.section("All"), below=builders.publication())

    found = list(listed(client))

    assert [address for address in found if document.url in address] == [document.full_url]


def test_the_last_change_is_the_day_on_which_the_page_was_last_published(client):
    item = builders.news_item(last_published_at=datetime(2022, 2, 3, 12, tzinfo=UTC))

    assert listed(client)[item.full_url] == "2022-02-03"


def test_a_list_that_changes_with_what_it_shows_claims_no_last_change(client):
    builders.news_item()

    assert listed(client)[builders.news_index().full_url] is None


def in_parts_of(monkeypatch, size: int) -> None:
    for sitemap in (PageSitemap, SectionSitemap):
        monkeypatch.setattr(sitemap, "limit", size)


def test_a_long_sitemap_comes_in_parts_that_together_list_each_page_once(client, monkeypatch):
    in_parts_of(monkeypatch, 7)
    builders.many(NewsPage, 20)

    parts = [read(client.get(part), "s:url/s:loc") for part in parts_of(client)]

    addresses = [address for part in parts for address in part]
    assert len(parts) >= 4
    assert max(map(len, parts)) <= 7
    assert len(addresses) == len(set(addresses)) == 22


def test_no_address_slips_away_while_others_are_published_and_taken_down(client, monkeypatch):
    in_parts_of(monkeypatch, 7)
    kept = builders.many(NewsPage, 20)[1::2]
    gone = [page for page in NewsPage.objects.all() if page.pk not in kept]

    found = []
    for part in parts_of(client):
        found += read(client.get(part), "s:url/s:loc")
        gone.pop(0).unpublish()
        builders.many(NewsPage, 3)

    assert {page.full_url for page in NewsPage.objects.filter(pk__in=kept)} <= set(found)


def test_each_part_says_when_one_of_its_own_pages_last_changed(client):
    builders.news_item(last_published_at=datetime(2022, 2, 3, 12, tzinfo=UTC))
    builders.news_item(last_published_at=datetime(2022, 5, 6, 12, tzinfo=UTC))

    (change,) = read(client.get("/sitemap.xml"), "s:sitemap/s:lastmod")

    assert change.startswith("2022-05-06")


@pytest.mark.parametrize(
    "part", ["?p=0", "?p=-1", "?p=x", "?p=9999", "?p=01", "?p=٣", "?p=" + "9" * 9]
)
def test_a_part_that_does_not_exist_is_not_found(client, part):
    builders.front_page()

    assert client.get(f"/sitemap-pages.xml{part}").status_code == 404


def test_a_page_that_is_taken_down_is_gone_for_who_asks_only_for_what_is_newer(client):
    item = builders.news_item()
    builders.news_item(title="Stays")
    (part,) = parts_of(client)
    first = client.get(part)
    same = client.get(part, HTTP_IF_NONE_MATCH=first["ETag"])

    item.unpublish()

    assert same.status_code == 304
    since = "Fri, 01 Jan 2100 00:00:00 GMT"
    for headers in ({"HTTP_IF_NONE_MATCH": first["ETag"]}, {"HTTP_IF_MODIFIED_SINCE": since}):
        answer = client.get(part, **headers)
        assert answer.status_code == 200
        assert item.full_url.encode() not in answer.content


class Robot(LocalWebClient):
    """Reads the site for a program that reads sitemaps, through robots.txt."""

    def __init__(self, client):
        self.client = client

    def get(self, url):
        answer = self.client.get(url.removeprefix("http://testserver"))
        if answer.status_code != 200:
            return WebClientErrorResponse(f"{answer.status_code} at {url}", retryable=False)
        return LocalWebClientSuccessResponse(url, answer.content.decode())


def test_a_program_that_reads_sitemaps_finds_all_of_it_from_robots_txt(client, monkeypatch):
    one_of_each()
    in_parts_of(monkeypatch, 9)

    tree = sitemap_tree_for_homepage(
        "http://testserver/", web_client=Robot(client), use_known_paths=False
    )

    assert not [one for one in tree.all_sitemaps() if type(one).__name__ == "InvalidSitemap"]
    assert {page.url for page in tree.all_pages()} == set(listed(client))
