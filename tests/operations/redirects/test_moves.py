"""A page that moved is found at all its old addresses."""

import pytest
from wagtail.contrib.redirects.models import Redirect

from tests import builders

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


@pytest.fixture
def rename(django_capture_on_commit_callbacks):
    def rename(page, slug: str) -> None:
        page.refresh_from_db()
        page.slug = slug
        with django_capture_on_commit_callbacks(execute=True):
            page.save_revision().publish()

    return rename


def led(client, address: str) -> str:
    answer = client.get(address)
    return answer.get("Location", str(answer.status_code))


def test_each_earlier_name_leads_to_the_newest_in_one_step(client, rename):
    item = builders.news_item(title="Item", slug="one")
    for name in ("two", "Three", "four"):
        rename(item, name)

    assert [led(client, f"/news/{name}/") for name in ("one", "two", "three", "THREE")] == [
        "/news/four/"
    ] * 4


def test_moved_there_and_back_again_leaves_no_circle(client, rename):
    item = builders.news_item(title="Item", slug="one")
    rename(item, "two")
    rename(item, "one")

    assert led(client, "/news/two/") == "/news/one/"
    assert client.get("/news/one/").status_code == 200
    assert [line.old_path for line in Redirect.objects.all()] == ["/news/two"]


def test_what_stands_below_moves_along_with_years_feeds_and_queries(client, rename):
    item = builders.news_item(title="Item", slug="item")
    year = item.display_date.year
    rename(item.get_parent().specific, "stories")

    assert led(client, "/news/?type=news") == "/stories/?type=news"
    assert led(client, "/news/item/") == "/stories/item/"
    assert led(client, f"/news/{year}/") == f"/stories/{year}/"
    assert led(client, "/news/atom/") == "/stories/atom/"
    assert led(client, "/news/nothing-here/") == "404"


def test_sections_of_a_document_move_with_it(client, rename):
    report = builders.publication(title="Report", slug="report")
    document = builders.document_page(builders.section("Findings"), below=report, slug="whole")
    before = f"{document.url}findings/"
    assert client.get(before).status_code == 200
    rename(report, "the-report")

    document.refresh_from_db()
    assert led(client, before) == f"{document.url}findings/"


def test_a_page_moved_below_another_is_found(client):
    item = builders.news_item(title="Item", slug="item")
    elsewhere = builders.standard_page(title="Elsewhere", slug="elsewhere")
    item.move(elsewhere, pos="last-child")

    assert led(client, "/news/item/") == "/elsewhere/item/"


def test_a_page_in_welsh_is_found_at_its_old_address(client, rename):
    page = builders.in_welsh(builders.standard_page(title="Page", slug="page"))
    before = page.url
    rename(page, "enw-arall")

    page.refresh_from_db()
    assert led(client, before) == page.url


def test_a_new_page_at_an_old_address_wins(client, rename):
    item = builders.news_item(title="Item", slug="item")
    rename(item, "moved")
    builders.news_item(title="New", slug="item")

    assert client.get("/news/item/").status_code == 200


def test_a_page_renamed_to_an_old_address_leaves_nothing_behind_it(client, rename):
    first = builders.news_item(title="First", slug="first")
    rename(first, "moved")
    second = builders.news_item(title="Second", slug="second")
    rename(second, "first")
    second.refresh_from_db()
    second.unpublish()

    assert led(client, "/news/first/") == "404"


def test_an_address_told_by_hand_of_a_page_that_moves_is_told_in_time(client, rename):
    item = builders.news_item(title="Item", slug="item")
    Redirect.objects.create(old_path="/short", redirect_page=item)
    rename(item, "moved")

    assert led(client, "/short/") == "/news/moved/"


def test_where_a_draft_moved_to_is_told_to_nobody(client):
    item = builders.news_item(title="Item", slug="item", live=False)
    elsewhere = builders.standard_page(title="Elsewhere", slug="elsewhere")
    item.move(elsewhere, pos="last-child")

    assert led(client, "/news/item/") == "404"


def test_a_file_keeps_its_address_when_it_is_renamed(client):
    file = builders.document()
    builders.attachment(builders.publication(), document=file)
    before = file.url
    file.title = "Another name"
    file.save()

    assert file.url == before
    assert client.get(before).status_code == 200
