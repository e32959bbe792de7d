"""N7: every list, however filtered, can be followed in a feed reader."""

import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from pathlib import Path

import feedparser
import pytest
import rnc2rng
from lxml import etree

from core.feeds import SIZE
from news.models import NewsPage
from tests import builders
from tests.reading import document, links, main

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

NAMES = {"a": "http://www.w3.org/2005/Atom"}
NASTY = "]]> <script>alert(1)</script> &amp; \x01\x0b\x1b\ufffe “ABC” שלום \u202e \U0001f600 \u2028"
TYPES = {
    "atom": "application/atom+xml; charset=utf-8",
    "rss": "application/rss+xml; charset=utf-8",
}


@cache
def atom_schema() -> etree.RelaxNG:
    """The schema of RFC 4287, which its text prints in the compact form."""
    schema = rnc2rng.dumps(rnc2rng.load(str(Path(__file__).with_name("atom.rnc"))))
    # An empty name space, as rnc2rng writes it, is none in XML; nothing here uses its prefix.
    return etree.RelaxNG(etree.fromstring(schema.replace('xmlns:local=""', "").encode()))


def assert_valid_atom(feed: etree._Element) -> None:
    assert atom_schema().validate(feed), atom_schema().error_log
    # What the schema says in Schematron, and what RFC 4287 says in words.
    ids = feed.xpath("//a:id/text()", namespaces=NAMES)
    assert len(ids) == len(set(ids))
    assert all(re.match(r"[a-z]+:\S+$", found) for found in ids)
    assert feed.xpath("a:author/a:name/text()", namespaces=NAMES)
    assert len(feed.xpath("a:link[@rel='self']", namespaces=NAMES)) == 1
    for entry in feed.xpath("//a:entry", namespaces=NAMES):
        assert len(entry.xpath("a:link[@rel='alternate']", namespaces=NAMES)) == 1
        assert "".join(entry.xpath("a:title/text()", namespaces=NAMES)).strip()
    for href in feed.xpath("//@href | //a:uri/text() | //@scheme", namespaces=NAMES):
        assert href.startswith("http"), href
    for moment in feed.xpath("//a:updated/text() | //a:published/text()", namespaces=NAMES):
        assert datetime.fromisoformat(moment).tzinfo is not None


def assert_valid_rss(rss: etree._Element) -> None:
    assert (rss.tag, rss.get("version")) == ("rss", "2.0")
    (channel,) = rss
    for name in ("title", "link", "description"):
        assert len(channel.findall(name)) == 1
        assert channel.findtext(name)
    guids = [guid.text for guid in channel.iter("guid")]
    assert len(guids) == len(set(guids)) == len(channel.findall("item"))
    assert {guid.get("isPermaLink") for guid in channel.iter("guid")} <= {"false"}
    assert all(link.text.startswith("http") for link in channel.iter("link"))
    for moment in [*channel.iter("pubDate"), *channel.iter("lastBuildDate")]:
        assert re.fullmatch(r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4}", moment.text)
        assert parsedate_to_datetime(moment.text)
    for item in channel.iter("item"):
        assert item.findtext("title")
        assert len(item.findall("description")) <= 1


def read(client, address: str) -> feedparser.FeedParserDict:
    """The feed as a reader understands it, once it is seen to be valid."""
    answer = client.get(address)
    kind = address.rstrip("/").rpartition("/")[2]
    assert answer.status_code == 200
    assert answer["Content-Type"] == TYPES[kind]
    check = assert_valid_atom if kind == "atom" else assert_valid_rss
    check(etree.fromstring(answer.content))
    feed = feedparser.parse(
        answer.content, response_headers={"content-type": answer["Content-Type"]}
    )
    assert feed.bozo == 0, feed.get("bozo_exception")
    assert feed.version == {"atom": "atom10", "rss": "rss20"}[kind]
    return feed


def titles(feed) -> list[str]:
    return [entry.title for entry in feed.entries]


both = pytest.mark.parametrize("kind", ["atom", "rss"])


@both
def test_a_feed_holds_the_newest_entries_of_its_list_in_order(client, kind):
    builders.many(NewsPage, SIZE + 5)

    feed = read(client, f"/news/{kind}/")

    assert titles(feed) == [f"News item {number}" for number in range(SIZE)]


@pytest.fixture
def works():
    law, osce = builders.topic("Law"), builders.partner("OSCE")
    builders.publication(title="Of 2021", display_date=date(2021, 1, 1), topics=[law])
    builders.publication(title="With OSCE", partners=[osce], topics=[law])
    builders.publication(title="A brief", publication_type="brief", topics=[law], partners=[osce])
    builders.publication(title="Alone")
    builders.news_item(title="A statement", news_type="statement", topics=[law])
    builders.press_piece(title="A column")


@both
@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("/publications/", ["Alone", "A brief", "With OSCE", "Of 2021"]),
        ("/publications/type/brief/", ["A brief"]),
        ("/publications/topic/law/2021/", ["Of 2021"]),
        ("/publications/partner/osce/", ["A brief", "With OSCE"]),
        ("/publications/type/report/topic/law/partner/osce/2022/", ["With OSCE"]),
        ("/publications/type/brief/2021/", []),
        ("/news/", ["A column", "A statement"]),
        ("/news/type/statement/topic/law/2022/", ["A statement"]),
        ("/news/2022/", ["A column", "A statement"]),
    ],
)
def test_each_filtered_list_has_feeds_of_its_own(client, works, kind, address, shown):
    assert titles(read(client, f"{address}{kind}/")) == shown


@both
def test_the_title_names_the_filters_the_list_and_the_office(client, works, kind):
    builders.office(name="The office")

    feed = read(client, f"/publications/type/report/topic/law/partner/osce/2022/{kind}/")

    assert feed.feed.title == "Report, Law, OSCE, 2022 – Publications – The office"


@both
@pytest.mark.parametrize(
    "address",
    [
        "/news/type/nonsense/",
        "/news/topic/nonsense/",
        "/news/partner/osce/",
        "/news/0001/",
        "/news/nonsense/",
        "/publications/partner/nonsense/",
        "/news/a-news-item/",
        "/",
    ],
)
def test_what_is_no_list_has_no_feed(client, works, kind, address):
    builders.news_item(slug="a-news-item")

    assert client.get(f"{address}{kind}/").status_code == 404


@pytest.mark.parametrize("address", ["/news/json/", "/news/atom/rss/", "/news/atom/2021/"])
def test_there_are_no_other_feeds(client, address):
    builders.news_index()

    assert client.get(address).status_code == 404


@both
def test_a_list_without_entries_has_a_valid_empty_feed_that_stays_the_same(client, kind):
    builders.news_index()

    feed = read(client, f"/news/{kind}/")

    assert feed.entries == []
    assert client.get(f"/news/{kind}/").content == client.get(f"/news/{kind}/").content
    assert feed.feed.updated.startswith("2022-03-01" if kind == "atom" else "Tue, 01 Mar 2022")


@both
def test_nothing_that_visitors_may_not_see_is_in_a_feed(client, kind):
    law = builders.topic("Law")
    for number, fields in enumerate(
        [
            {"live": False},
            {"live": False, "expired": True},
            {"live": False, "go_live_at": datetime(2099, 1, 1, tzinfo=UTC)},
            {"withdrawn_on": date(2022, 2, 1)},
        ]
    ):
        builders.news_item(title=f"Hidden {number}", topics=[law], **fields)
    builders.made_private(builders.news_item(title="Hidden too", topics=[law]))
    builders.news_item(title="Seen", topics=[law])

    for address in ("/news/", "/news/topic/law/"):
        answer = client.get(f"{address}{kind}/")
        assert b"Seen" in answer.content
        assert b"Hidden" not in answer.content
        assert b"hidden" not in answer.content


@both
def test_an_entry_says_what_the_page_says(client, kind):
    builders.office(name="The office", licence="Free to use")
    item = builders.news_item(
        title="A statement",
        news_type="statement",
        summary="What we said.",
        topics=[builders.topic("Law")],
        first_published_at=datetime(2022, 1, 25, 14, 30, tzinfo=UTC),
    )

    feed = read(client, f"/news/{kind}/")
    (entry,) = feed.entries

    assert entry.title == "A statement"
    assert entry.summary == "What we said."
    assert entry.link == item.full_url == "http://testserver/news/a-statement/"
    assert entry.author == "The office"
    assert entry.published_parsed[:5] == (2022, 1, 25, 14, 30)
    assert entry.updated_parsed[:5] == (2022, 1, 25, 14, 30)
    assert feed.feed.rights == "Free to use"
    assert feed.feed.link == "http://testserver/news/"
    labels = [tag.label or tag.term for tag in entry.tags]
    assert labels == ["Statement", "Law"]
    assert [tag.scheme for tag in entry.tags] == [
        "http://testserver/news/type/",
        "http://testserver/news/topic/",
    ]


def test_categories_of_atom_have_the_words_of_the_addresses(client):
    builders.publication(publication_type="annual_report", topics=[builders.topic("Child victims")])

    (entry,) = read(client, "/publications/atom/").entries

    for tag in entry.tags:
        assert (
            client.get(f"{tag.scheme.removeprefix('http://testserver')}{tag.term}/").status_code
            == 200
        )


@both
def test_an_updated_story_says_when(client, kind):
    builders.news_item(updates=builders.updates((date(2022, 3, 3), "More is known.")))
    builders.news_item(title="Newer", display_date=date(2022, 2, 1))

    feed = read(client, f"/news/{kind}/")

    assert feed.entries[1].updated_parsed[:3] == (2022, 3, 3)
    assert feed.entries[1].published_parsed[:3] == (2022, 1, 25)
    assert feed.feed.updated_parsed[:3] == (2022, 3, 3)


def test_a_joint_work_names_all_who_made_it(client):
    builders.office(name="The office")
    partners = [builders.partner("OSCE"), builders.partner("Themis, Ltd", slug="themis")]
    builders.publication(partners=partners)

    (entry,) = read(client, "/publications/atom/").entries
    (item,) = etree.fromstring(client.get("/publications/rss/").content).iter("item")

    assert entry.author == "The office"
    assert [one.name for one in entry.contributors] == ["OSCE", "Themis, Ltd"]
    names = item.iterfind("{http://purl.org/dc/terms/}contributor")
    assert [name.text for name in names] == ["OSCE", "Themis, Ltd"]


@both
@pytest.mark.parametrize("precision", ["month", "year", "unknown"])
def test_a_day_that_is_not_known_is_not_said(client, kind, precision):
    builders.publication(date_precision=precision)

    (entry,) = read(client, f"/publications/{kind}/").entries

    assert "published" not in entry
    assert entry.updated_parsed


@both
def test_a_summer_day_is_the_same_day_in_the_feed(client, kind):
    builders.news_item(display_date=date(2022, 6, 1))

    (entry,) = read(client, f"/news/{kind}/").entries

    assert entry.published_parsed[:3] == (2022, 6, 1)


@both
def test_a_press_piece_leads_on_by_its_own_address_and_names_who_published_it(client, kind):
    piece = builders.press_piece(
        title="A column",
        outlet="The Paper",
        summary="What we think.",
        article_url="https://example.com/column",
    )

    (entry,) = read(client, f"/news/{kind}/").entries

    assert entry.link == piece.full_url
    assert client.get(piece.url)["Location"] == "https://example.com/column"
    assert entry.author == "The Paper"
    assert entry.summary == "What we think. On another website: The Paper."


@both
def test_an_entry_keeps_its_id_when_its_title_slug_and_place_change(client, kind):
    item = builders.news_item()
    (before,) = read(client, f"/news/{kind}/").entries
    item.title, item.slug = "Other", "other"
    item.save()
    index = builders.news_index()
    index.slug = "insights"
    index.save()

    (after,) = read(client, f"/insights/{kind}/").entries

    assert after.link != before.link
    assert after.id == before.id
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", after.id)


def test_each_list_has_an_id_of_its_own(client, works):
    addresses = ["/news/", "/news/2022/", "/publications/", "/publications/2022/"]

    ids = {read(client, f"{address}atom/").feed.id for address in addresses}

    assert len(ids) == 4


@both
def test_no_text_breaks_a_feed(client, kind):
    builders.office(name=f"The office {NASTY}", licence=NASTY)
    law = builders.topic(name=f"Law {NASTY}", slug="law")
    builders.news_item(title=f"Title {NASTY}", slug="one", summary=NASTY, topics=[law])
    builders.news_item(title="\x01", slug="two")
    builders.press_piece(
        title="Column", outlet=NASTY, slug="three", article_url="https://example.com/?a=1&b=]]>"
    )

    feed = read(client, f"/news/topic/law/{kind}/")
    whole = read(client, f"/news/{kind}/")

    # What XML can't hold is left out, and nothing else: markup stays words.
    kept = "]]> <script>alert(1)</script> &amp; “ABC” שלום \u202e \U0001f600"
    raw = etree.fromstring(client.get(f"/news/topic/law/{kind}/").content)
    title = raw.xpath("string((//*[local-name()='entry' or local-name()='item'])[1]/*[1])")
    assert title == f"Title {kept}"
    assert "<script" not in feed.entries[0].summary
    assert "&lt;script&gt;" in feed.entries[0].summary
    assert len(whole.entries) == 3


@both
def test_an_unchanged_feed_is_not_sent_twice_and_a_changed_one_is(client, kind):
    item = builders.news_item(title="Before")
    first = client.get(f"/news/{kind}/")

    again = client.get(f"/news/{kind}/", HTTP_IF_NONE_MATCH=first["ETag"])
    item.title = "After"
    item.save()
    changed = client.get(f"/news/{kind}/", HTTP_IF_NONE_MATCH=first["ETag"])

    assert (again.status_code, again.content) == (304, b"")
    assert changed.status_code == 200


@both
def test_a_withdrawn_entry_leaves_a_feed_that_was_asked_for_before(client, kind):
    builders.news_item(title="Stays")
    item = builders.news_item(title="Goes")
    first = client.get(f"/news/{kind}/")
    item.withdraw(reason="It was wrong.")

    since = "Fri, 01 Jan 2100 00:00:00 GMT"
    for headers in ({"HTTP_IF_NONE_MATCH": first["ETag"]}, {"HTTP_IF_MODIFIED_SINCE": since}):
        answer = client.get(f"/news/{kind}/", **headers)
        assert answer.status_code == 200
        assert b"Goes" not in answer.content


def test_a_list_names_its_feeds_to_browsers_and_to_readers(client, works):
    page = client.get("/publications/type/brief/")

    named = {
        link["type"]: (link["href"], link["title"])
        for link in document(page).select("head link[rel=alternate]")
    }

    assert named == {
        "application/atom+xml": ("/publications/type/brief/atom/", "Brief – Publications (Atom)"),
        "application/rss+xml": ("/publications/type/brief/rss/", "Brief – Publications (RSS)"),
    }
    offered = links(main(page))
    assert offered["Atom feed"] == "/publications/type/brief/atom/"
    assert offered["RSS feed"] == "/publications/type/brief/rss/"


def test_a_numbered_page_names_the_feeds_of_its_list(client):
    builders.many(NewsPage, 60)

    offered = links(main(client.get("/news/?page=2")))

    assert offered["Atom feed"] == "/news/atom/"


def test_pages_that_are_no_lists_name_no_feeds(client):
    item = builders.news_item()

    assert document(client.get(item.url)).select("link[rel=alternate]") == []
