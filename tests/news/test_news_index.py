"""The news stream: filters with readable addresses, and what each of them shows."""

from datetime import date

import pytest

from news.models import NewsPage, PressPiecePage
from tests import builders
from tests.reading import links, main, main_words, titles

pytestmark = pytest.mark.django_db


@pytest.fixture
def stream():
    """Five entries of different type, topic and year."""
    law, money = builders.topic("Law"), builders.topic("Money")
    builders.news_item(title="Old law", display_date=date(2020, 6, 1), topics=[law])
    builders.news_item(
        title="Statement on the law",
        news_type="statement",
        display_date=date(2021, 2, 1),
        topics=[law],
    )
    builders.news_item(
        title="Statement on money",
        news_type="statement",
        display_date=date(2021, 3, 1),
        topics=[money],
    )
    builders.press_piece(title="Column", display_date=date(2021, 4, 1), topics=[law])
    builders.news_item(
        title="Our column", news_type="op_ed", display_date=date(2022, 1, 1), topics=[law]
    )


def test_the_newest_entry_comes_first_and_press_pieces_stand_in_the_same_stream(client, stream):
    answer = client.get("/news/")

    assert titles(answer) == [
        "Our column",
        "Column",
        "Statement on money",
        "Statement on the law",
        "Old law",
    ]


def test_entries_of_one_day_stand_with_the_later_made_one_first(client):
    builders.news_item(title="Made first")
    builders.news_item(title="Made second")

    assert titles(client.get("/news/")) == ["Made second", "Made first"]


def test_an_entry_shows_type_date_title_summary_and_outlet(client):
    builders.press_piece(
        title="Column", outlet="The Paper", summary="What we think.", display_date=date(2021, 4, 1)
    )

    seen = main_words(client.get("/news/"))

    for part in ("Op-ed", "1 April 2021", "Column", "What we think.", "The Paper"):
        assert part in seen


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("type/statement/", ["Statement on money", "Statement on the law"]),
        ("type/op-ed/", ["Our column", "Column"]),
        ("topic/law/", ["Our column", "Column", "Statement on the law", "Old law"]),
        ("2021/", ["Column", "Statement on money", "Statement on the law"]),
        ("type/statement/topic/law/", ["Statement on the law"]),
        ("type/statement/2021/", ["Statement on money", "Statement on the law"]),
        ("topic/law/2021/", ["Column", "Statement on the law"]),
        ("type/op-ed/topic/law/2022/", ["Our column"]),
    ],
)
def test_an_address_that_names_type_topic_and_year_shows_their_entries(
    client, stream, address, shown
):
    assert titles(client.get(f"/news/{address}")) == shown


def test_filters_lead_only_to_what_exists_and_keep_the_other_choices(client, stream):
    offered = links(main(client.get("/news/type/statement/2021/"))).values()

    assert "/news/type/op-ed/2021/" in offered
    assert "/news/type/statement/topic/law/2021/" in offered
    assert "/news/type/statement/2020/" in offered
    assert "/news/type/speech/2021/" not in offered


def test_the_current_choice_can_be_taken_away(client, stream):
    offered = links(main(client.get("/news/type/statement/2021/"))).values()

    assert "/news/2021/" in offered
    assert "/news/type/statement/" in offered


@pytest.mark.parametrize("address", ["type/speech/", "2019/", "type/news/topic/law/2022/"])
def test_a_filter_without_entries_says_so_and_shows_a_way_on(client, stream, address):
    answer = client.get(f"/news/{address}")

    assert answer.status_code == 200
    assert titles(answer) == []
    assert "/news/" in links(main(answer)).values()


def test_a_list_without_any_entry_says_so(client):
    builders.news_index()

    answer = client.get("/news/")

    assert answer.status_code == 200
    assert titles(answer) == []
    assert len(main_words(answer)) > len("News")


MEANING_NOTHING = [
    "0000/",
    "0001/",
    "1899/",
    "3000/",
    "99999/",
    "202/",
    "٢٠٢١/",
    "type/nonsense/",
    "type/op_ed/",
    "type//",
    "topic/nonsense/",
    "topic/läw/",
    "partner/osce/",
    "2021/type/statement/",
    "topic/law/type/statement/",
    "-1/",
    "nonsense/",
    "?page=0",
    "?page=-1",
    "?page=x",
    "?page=",
    "?page=999999",
    "?page=" + "9" * 5000,
    "?page=٣",
    "?page=000000001234",
    "?page=1%00",
]


def test_an_address_that_means_nothing_is_not_found_and_still_shows_help(client, stream):
    builders.helpline(placement="foot", spoken_form="020 7946 0000")

    for address in MEANING_NOTHING:
        answer = client.get(f"/news/{address}")

        assert answer.status_code == 404, address
        assert "020 7946 0000" in answer.content.decode(), address


def test_unknown_parts_of_the_query_change_nothing(client, stream):
    plain = client.get("/news/")

    assert client.get("/news/?utm_source=letter&year=2020&type=x").content == plain.content


def test_drafts_withdrawn_private_and_expired_items_are_not_listed(client):
    builders.news_item(title="Draft", live=False)
    builders.news_item(title="Expired", live=False, expired=True)
    builders.news_item(title="Withdrawn", withdrawn_on=date(2022, 2, 1))
    builders.made_private(builders.news_item(title="Private"))
    builders.news_item(title="Public")

    assert titles(client.get("/news/")) == ["Public"]


def test_older_links_lead_through_all_entries_once(client):
    builders.many(NewsPage, 70)
    seen, address = [], "/news/"
    while address:
        answer = client.get(address)
        seen += titles(answer)
        following = main(answer).select_one("a[rel=next]")
        address = f"/news/{following['href']}" if following else None
        if following and following["href"].startswith("/"):
            address = following["href"]

    assert seen == [f"News item {number}" for number in range(70)]


def test_a_numbered_page_stays_as_it_is_when_news_comes(client):
    builders.many(NewsPage, 60)
    before = titles(client.get("/news/?page=2"))

    builders.many(NewsPage, 25, newest_on=date(2023, 1, 1))

    assert titles(client.get("/news/?page=2")) == before
    assert len(before) == 20


def test_a_filtered_list_has_numbered_pages_of_its_own(client):
    builders.many(NewsPage, 45, news_type="blog")
    builders.many(NewsPage, 45, news_type="speech")

    assert len(titles(client.get("/news/type/blog/?page=1"))) == 20
    assert client.get("/news/type/blog/?page=3").status_code == 404


def test_a_press_piece_with_an_address_leads_there(client):
    piece = builders.press_piece(article_url="https://example.com/column")

    answer = client.get(piece.url)

    assert answer.status_code == 302
    assert answer["Location"] == "https://example.com/column"


def test_a_press_piece_without_an_address_says_where_it_appeared(client):
    piece = builders.press_piece(title="Column", outlet="The Paper")

    answer = client.get(piece.url)

    assert answer.status_code == 200
    assert "The Paper" in main_words(answer)
    assert PressPiecePage.objects.get().article_url == ""


def test_a_news_item_shows_type_date_title_summary_text_and_topics(client):
    item = builders.news_item(
        title="A speech",
        news_type="speech",
        display_date=date(2021, 4, 1),
        summary="What was said.",
        body=builders.text("All the words."),
        topics=[builders.topic("Law")],
    )

    answer = client.get(item.url)

    for part in ("A speech", "Speech", "1 April 2021", "What was said.", "All the words.", "Law"):
        assert part in main_words(answer)
    assert links(main(answer))["Law"] == "/news/topic/law/"


def test_a_withdrawn_item_keeps_its_address_and_says_so(client):
    item = builders.news_item(withdrawn_on=date(2022, 2, 1))

    answer = client.get(item.url)

    assert answer.status_code == 200
    assert "withdrawn" in main_words(answer).lower()


@pytest.mark.parametrize("fields", [{"live": False}, {"live": False, "expired": True}])
def test_a_draft_answers_as_a_page_that_never_was(client, fields):
    item = builders.news_item(**fields)

    answer = client.get(item.url)

    assert answer.status_code == 404
    assert item.title not in answer.content.decode()
