"""Old addresses lead to what came in their place, however they are written."""

import pytest
from wagtail.contrib.redirects.models import Redirect

from tests import builders

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


def led(client, address: str, **headers: str) -> tuple[int, str]:
    answer = client.get(address, headers=headers)
    return answer.status_code, answer.get("Location", "")


def line(old: str, **fields) -> Redirect:
    return Redirect.objects.create(old_path=old, **fields)


@pytest.fixture
def news():
    return builders.news_index()


@pytest.fixture
def item(news):
    return builders.news_item(title="Item", slug="item")


@pytest.mark.parametrize(
    "spelling",
    [
        "/news-insights/an-item",
        "/news-insights/an-item/",
        "/News-Insights/An-Item/",
        "/NEWS-INSIGHTS/AN-ITEM",
        "/news%2Dinsights/%61n-item/",
        "/news-insights//an-item//",
        "/news-insights%2Fan-item",
    ],
)
def test_an_old_address_leads_on_in_every_spelling(client, item, spelling):
    line("/News-Insights/an-item/", redirect_page=item)

    assert led(client, spelling) == (301, "/news/item/")


@pytest.mark.parametrize(
    "spelling",
    ["/media/7/Öffnung%20x.pdf", "/Media/7/%C3%96FFNUNG%20X.PDF", "/media/7/%c3%b6ffnung x.pdf"],
)
def test_an_old_file_with_letters_of_other_languages_leads_on(client, item, spelling):
    line("/media/7/öffnung x.pdf", redirect_page=item)

    assert led(client, spelling) == (301, "/news/item/")


@pytest.mark.parametrize("spelling", ["/%FF%00", "/%00", "/%FF", "/%E2%80%AE/x", "/" + "a/" * 3000])
def test_an_address_that_is_no_text_is_not_found(client, item, spelling):
    line("/x/*", redirect_page=item)

    assert led(client, spelling) == (404, "")


def test_staff_may_lead_on_for_now_only(client, item):
    line("/old", redirect_page=item, is_permanent=False)

    assert led(client, "/old/")[0] == 302


def test_the_most_special_line_wins(client, news, item):
    other = builders.news_item(title="Other", slug="other")
    line("/old/*", redirect_page=news)
    line("/old/deep/*", redirect_page=other)
    line("/old/deep/one", redirect_page=item)

    places = [led(client, path)[1] for path in ("/old/deep/one/", "/old/deep/two/", "/old/a/b.pdf")]

    assert places == ["/news/item/", "/news/other/", "/news/"]
    assert led(client, "/old/") == (404, "")


def test_a_line_for_all_below_can_keep_the_rest_of_the_address(client, news, item):
    line("/news-insights/*", redirect_page=news, redirect_page_route_path="/*")

    assert led(client, "/News-Insights/ITEM") == (301, "/news/item/")
    assert led(client, "/news-insights/nothing-here/") == (404, "")


def test_a_query_goes_along_within_the_site_and_never_to_another(client, news):
    line("/old", redirect_page=news)
    line("/gone/*", redirect_link="https://example.org/kept/*")

    assert led(client, "/old/?type=news")[1] == "/news/?type=news"
    assert led(client, "/gone/A%20b/c?who=me")[1] == "https://example.org/kept/A%20b/c"


def test_a_line_for_an_address_with_a_query_comes_first(client, news, item):
    line("/old", redirect_page=news)
    line("/old?id=7&a=B", redirect_page=item)

    assert led(client, "/OLD/?a=b&id=7")[1].partition("?")[0] == "/news/item/"
    assert led(client, "/old?id=8")[1] == "/news/?id=8"


def test_a_page_wins_over_any_line(client, news, item):
    line("/news/item", redirect_page=news)
    line("/news/*", redirect_link="https://example.org/")

    assert client.get("/news/item/").status_code == 200


def test_a_page_is_found_in_other_letters_and_with_a_slash_too_many(client, item):
    assert led(client, "/News/ITEM/?page=1") == (301, "/news/item/?page=1")
    assert led(client, "/news//item/") == (301, "/news/item/")
    assert led(client, "/news/TYPE/News/") == (301, "/news/type/news/")


def test_a_page_that_nobody_may_see_is_told_by_no_spelling(client, news):
    builders.news_item(title="Draft", slug="draft", live=False)

    assert led(client, "/News/DRAFT/") == (404, "")


def test_where_the_special_line_is_not_public_the_answer_is_that_for_any_address(client, news):
    line("/old/*", redirect_page=news)
    line("/old/secret", redirect_page=builders.news_item(title="Secret", live=False))

    assert led(client, "/old/secret/") == led(client, "/old/anything/")


def test_a_line_to_a_file_leads_on_only_while_visitors_may_open_the_file(client):
    file = builders.document()
    line("/media/9/report.pdf", redirect_link=file.url)

    assert led(client, "/media/9/report.pdf") == (404, "")
    report = builders.publication(title="Report")
    builders.attachment(report, document=file)
    assert led(client, "/media/9/Report.pdf") == (301, file.url)


def test_a_circle_that_came_from_elsewhere_leads_nobody_round(client, news):
    line("/a", redirect_link="/b")
    line("/b", redirect_link="/a")
    line("/c", redirect_link="/c/")

    assert [led(client, path)[0] for path in ("/a/", "/b/", "/c/")] == [404, 404, 404]


def test_what_is_sent_to_an_old_address_is_not_led_on(client, news):
    line("/old", redirect_page=news)

    assert client.post("/old/", {"a": "b"}).status_code == 404
