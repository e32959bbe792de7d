"""D1 and D2: sitemap, robots, canonical addresses and facts for search engines."""

import xml.etree.ElementTree as ElementTree
from datetime import UTC, date, datetime

import pytest

from core.models import BasePage
from core.sitemaps import PageSitemap
from news.models import NewsPage
from tests import builders
from tests.reading import document, structured_data
from tests.site_map import one_of_each

pytestmark = pytest.mark.django_db

NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def read(answer, path: str) -> list[str]:
    tree = ElementTree.fromstring(answer.content)
    return [found.text for found in tree.findall(path, NAMES)]


def listed(client) -> dict[str, str]:
    """Last change by address, over all parts of the sitemap."""
    changes = {}
    for part in read(client.get("/sitemap.xml"), "s:sitemap/s:loc"):
        answer = client.get(part.removeprefix("http://testserver"))
        for entry in ElementTree.fromstring(answer.content).findall("s:url", NAMES):
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
    assert f"http://testserver{addresses['publication']}" in found
    assert not [address for address in found if "draft" in address or address in hidden]
    assert not [address for address in found if "elsewhere" in address]
    assert found <= shown
    for address in found:
        assert client.get(address.removeprefix("http://testserver")).status_code == 200


def test_the_last_change_is_the_day_on_which_the_page_was_last_published(client):
    item = builders.news_item(last_published_at=datetime(2022, 2, 3, 12, tzinfo=UTC))

    assert listed(client)[item.full_url] == "2022-02-03"


def test_a_long_sitemap_comes_in_parts_that_together_list_each_page_once(client, monkeypatch):
    monkeypatch.setattr(PageSitemap, "limit", 7)
    builders.many(NewsPage, 20)

    parts = read(client.get("/sitemap.xml"), "s:sitemap/s:loc")
    addresses = [
        address
        for part in parts
        for address in read(client.get(part.removeprefix("http://testserver")), "s:url/s:loc")
    ]

    assert len(parts) == 4
    assert len(addresses) == len(set(addresses)) == 22


def test_each_part_says_when_one_of_its_own_pages_last_changed(client):
    builders.news_item(last_published_at=datetime(2022, 2, 3, 12, tzinfo=UTC))
    builders.news_item(last_published_at=datetime(2022, 5, 6, 12, tzinfo=UTC))

    (change,) = read(client.get("/sitemap.xml"), "s:sitemap/s:lastmod")

    assert change.startswith("2022-05-06")


@pytest.mark.parametrize("part", ["?p=0", "?p=-1", "?p=x", "?p=99", "?p=٣"])
def test_a_part_that_does_not_exist_is_not_found(client, part):
    builders.front_page()

    assert client.get(f"/sitemap-pages.xml{part}").status_code == 404


def test_robots_may_read_all_but_the_admin_and_the_blank_page(client):
    lines = client.get("/robots.txt").content.decode().splitlines()

    assert lines == [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /-",
        "Sitemap: http://testserver/sitemap.xml",
    ]


def canonical(answer) -> str | None:
    found = document(answer).find_all("link", rel="canonical")
    assert len(found) <= 1
    return found[0]["href"] if found else None


def test_each_page_names_its_own_address(client):
    addresses = one_of_each()
    del addresses["missing page"], addresses["missing section"]

    for address in addresses.values():
        assert canonical(client.get(address)) == f"http://testserver{address}"


def test_a_numbered_page_names_itself_and_forgets_other_parts_of_the_query(client):
    builders.many(NewsPage, 60)

    answer = client.get("/news/type/news/?utm_source=x&page=2")

    assert canonical(answer) == "http://testserver/news/type/news/?page=2"
    assert canonical(client.get("/news/?utm_source=x")) == "http://testserver/news/"


def test_an_error_page_names_no_address(client):
    builders.front_page()

    assert canonical(client.get("/nothing-here/")) is None


TYPES = {
    "front page": "WebSite",
    "help page": "WebPage",
    "news list": "CollectionPage",
    "filtered news list": "CollectionPage",
    "news item": "NewsArticle",
    "press piece": "Article",
    "publications list": "CollectionPage",
    "publication": "Report",
    "series": "CollectionPage",
    "collection": "CollectionPage",
    "guidance list": "CollectionPage",
    "guide": "Article",
    "agencies": "CollectionPage",
    "resources": "WebPage",
    "standard page": "WebPage",
}


def test_each_kind_of_page_says_what_it_is_and_who_publishes_it(client):
    addresses = one_of_each()

    for kind, expected in TYPES.items():
        things = structured_data(client.get(addresses[kind]))
        office, page = things[:2]

        assert page["@type"] == expected, kind
        assert office["@type"] == "GovernmentOrganization"
        assert page["publisher"] == {"@id": office["@id"]}
        assert all(value not in (None, "", []) for thing in things for value in thing.values())


def test_a_page_below_others_tells_the_way_to_it(client):
    item = builders.news_item(title="The item")

    things = structured_data(client.get(item.url))
    (way,) = [thing for thing in things if thing["@type"] == "BreadcrumbList"]

    assert [(step["position"], step["item"]) for step in way["itemListElement"]] == [
        (1, "http://testserver/"),
        (2, "http://testserver/news/"),
        (3, item.full_url),
    ]


def test_a_publication_tells_its_reference_data(client):
    report = builders.publication(
        isbn="978-1-5286-2117-5", paper_number="HC 123", display_date=date(2021, 4, 1)
    )

    page = structured_data(client.get(report.url))[1]

    assert page["isbn"] == "978-1-5286-2117-5"
    assert page["reportNumber"] == "HC 123"
    assert page["datePublished"] == "2021-04-01"


def test_no_text_can_end_the_block_of_facts(client):
    title = '</script><script>alert(1)</script> & <!-- ‘quoted’ "twice" \\ \u2028'
    item = builders.news_item(title=title, slug="odd", summary="</SCRIPT>")

    answer = client.get(item.url)

    assert structured_data(answer)[1]["name"] == title
    assert b"<script>alert" not in answer.content
    assert b"</SCRIPT>" not in answer.content


def test_the_office_tells_only_what_staff_wrote(client):
    builders.office(name="The office")

    office = structured_data(client.get("/"))[0]

    assert set(office) == {"@type", "@id", "name", "url"}


def test_each_page_describes_itself_in_its_summary(client):
    item = builders.news_item(summary="What we said & did.")

    description = document(client.get(item.url)).find("meta", attrs={"name": "description"})

    assert description["content"] == "What we said & did."


def test_titles_tell_pages_apart(client):
    titles = {
        kind: document(client.get(address)).title.string for kind, address in one_of_each().items()
    }

    assert len(set(titles.values())) == len(titles)
    # The card and help in other languages say no more than they must, in the language itself.
    without = {kind for kind, title in titles.items() if "The office" not in title}
    assert without <= {
        "help in another language",
        "questions in another language",
        "pocket card",
    }
