"""D1 and D2: robots, canonical addresses and facts for search engines."""

from datetime import date

import pytest

from news.models import NewsPage
from tests import builders
from tests.reading import document, structured_data
from tests.site_map import one_of_each

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


def test_robots_may_read_all_but_the_admin_the_blank_page_and_search(client):
    lines = client.get("/robots.txt").content.decode().splitlines()

    assert lines == [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /-",
        "Disallow: /search/",
        "Disallow: /useful/",
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

    assert [(step["position"], step["item"]["@id"]) for step in way["itemListElement"]] == [
        (1, "http://testserver/"),
        (2, "http://testserver/news/"),
        (3, item.full_url),
    ]


def test_a_publication_tells_its_reference_data(client):
    report = builders.publication(
        isbn="978-1-5286-2117-5", paper_number="HC 123", display_date=date(2021, 4, 1)
    )

    page = structured_data(client.get(report.url))[1]

    assert page["identifier"]["propertyID"] == "ISBN"
    assert page["identifier"]["value"] == "978-1-5286-2117-5"
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


def robots_of(answer) -> str | None:
    found = document(answer).find("meta", attrs={"name": "robots"})
    return found and found["content"]


def test_of_the_ways_to_filter_a_list_search_engines_have_those_of_one_filter(client):
    """Two lists of a few filters each are thousands of addresses, most of which show nothing."""
    law, work = builders.topic("Law"), builders.topic("Work")
    builders.news_item(news_type="news", topics=[law])
    builders.news_item(news_type="statement", topics=[work])

    once, twice = client.get("/news/topic/law/"), client.get("/news/type/news/topic/law/")
    nothing = client.get("/news/1987/")

    assert [robots_of(a) for a in (once, twice, nothing)] == [None, "noindex", "noindex"]
    assert robots_of(client.get("/news/")) is None
    first, second = (
        {
            " ".join(a.get("rel", []))
            for a in document(a).select(".facets__options a[href*='/type/']")
        }
        for a in (client.get("/news/"), once)
    )
    assert (first, second) == ({""}, {"nofollow"})


def test_parts_of_a_page_describe_themselves(client):
    builders.news_index(summary="All our news.")
    builders.news_item(news_type="news", topics=[builders.topic("Law")])
    report = builders.document_page(
        builders.section("Findings"), builders.section("Methods"), summary="What we found."
    )

    descriptions = [
        document(client.get(address)).find("meta", attrs={"name": "description"})["content"]
        for address in ("/news/", "/news/topic/law/", report.url, f"{report.url}methods/")
    ]

    assert descriptions == [
        "All our news.",
        "Law. All our news.",
        "What we found.",
        "Methods. What we found.",
    ]


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
