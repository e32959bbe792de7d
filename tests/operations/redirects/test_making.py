"""A redirect that could not work, or that could mislead, is not made."""

import pytest
from django.urls import reverse
from wagtail.contrib.redirects.models import Redirect

from tests import builders

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

ADD = "/admin/redirects/add/"

OFF_SITE = [
    "//evil.example",
    "//evil.example/",
    "///evil.example",
    "////evil.example/a",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\\/evil.example",
    "/%09/evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/%0a/evil.example",
    "/%0d%0aLocation:https://evil.example",
    "/x\r\nLocation: https://evil.example",
    "/%2fevil.example",
    "/%2f%2fevil.example",
    "/%5cevil.example",
    "/.evil.example",
    "/@evil.example",
    "@evil.example",
    "evil.example",
    "www.evil.example/a",
    ".evil.example",
    "http:evil.example",
    "http:/evil.example",
    "http:///evil.example",
    "https:evil.example",
    "https:/evil.example",
    "https:///evil.example",
    "HTTPS://evil.example",
    "https://evil.example",
    "https://evil.example/",
    "http://evil.example/a/b?c=d#e",
    " https://evil.example",
    "\thttps://evil.example",
    "https://testserver@evil.example/",
    "https://testserver:80@evil.example/",
    "http://testserver@evil.example",
    "http://testserver.evil.example/",
    "http://testserverevil.example/",
    "http://testserver\\.evil.example/",
    "http://testserver\\@evil.example/",
    "http://testserver:8000/news/",
    "http://evil.example\\@testserver/",
    "http://evil.example#@testserver/",
    "http://evil.example?testserver",
    "https://ευρώ.example/",
    "https://xn--e1awd7f.example/",
    "https://tеstserver/",
    "https://evil。example/",
    "https://evil%E3%80%82example/",
    "https://127.0.0.1/",
    "https://2130706433/",
    "https://[::1]/",
    "ftp://evil.example/",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,hello",
    "vbscript:x",
    "mailto:a@evil.example",
    "//evil.example/*",
    "https://*.evil.example/",
    "https://evil.example/*",
    "*",
    "https://",
    "//",
]


@pytest.fixture
def item():
    return builders.news_item(title="Item", slug="item")


def send(client, old: str, link: str = "", *, to=None, address: str = ADD, **fields) -> str:
    """What the form objects to; nothing if it was saved."""
    page = to.pk if to else ""
    data = {"old_path": old, "redirect_link": link, "redirect_page": page, "is_permanent": "on"}
    answer = client.post(address, data | fields)
    if answer.status_code == 302:
        return ""
    return answer.context["form"].errors.as_text()


def test_a_publisher_leads_nobody_off_the_site(publisher, item):
    assert [link for link in OFF_SITE if not send(publisher, "/old", link)] == []
    assert not Redirect.objects.exists()


def test_a_publisher_can_not_move_a_line_that_leads_off_the_site(publisher):
    line = Redirect.add_redirect("/old", "https://example.org/")
    address = reverse("redirect_edit", args=[line.pk])

    assert send(publisher, "/other", "https://example.org/", address=address)
    assert not send(publisher, "/old", "https://example.org/", address=address)


def test_an_administrator_may_lead_to_another_site(administrator, client):
    assert not send(administrator, "/gone/*", "https://example.org/kept/*")
    assert client.get("/gone/a.pdf")["Location"] == "https://example.org/kept/a.pdf"


def test_not_even_an_administrator_leads_to_what_reads_as_two_places(administrator):
    ambiguous = [link for link in OFF_SITE if "@" in link or "\\" in link]

    assert [link for link in ambiguous if not send(administrator, "/old", link)] == []


def test_a_typed_address_of_a_page_becomes_the_page_and_follows_it(publisher, client, item):
    assert not send(publisher, "http://old.example/Old/", "http://testserver/news/item/")
    item.slug = "renamed"
    item.save_revision().publish()

    assert client.get("/old/")["Location"] == "/news/renamed/"


def test_a_typed_list_of_a_page_stays_that_list(publisher, client):
    item = builders.news_item(title="Item")
    year = item.display_date.year
    assert not send(publisher, "/old", f"/news/{year}/")

    assert client.get("/old")["Location"] == f"/news/{year}/"


def test_the_rest_of_an_address_can_be_kept(publisher, client, item):
    assert not send(publisher, "/news-insights/*", "/news/*")

    assert client.get("/news-insights/item")["Location"] == "/news/item/"


@pytest.mark.parametrize(
    "old", ["/news/item", "/News/ITEM/", "/news", "/", "", "/news/rss/", "http://testserver/news/"]
)
def test_a_line_over_a_live_page_is_refused(publisher, item, old):
    assert send(publisher, old, to=builders.standard_page())


@pytest.mark.parametrize(
    "old", ["/admin/x", "/embargo/x", "/-", "/healthz", "/*", "/a*", "/a/*/b", "/a/*?b=c"]
)
def test_a_line_that_would_do_nothing_or_too_much_is_refused(publisher, item, old):
    assert send(publisher, old, to=item)


def test_a_line_longer_than_the_table_is_refused(publisher, item):
    assert "longer" in send(publisher, "/" + "a" * 300, to=item)


@pytest.mark.parametrize("link", ["/old", "/OLD/", "http://testserver/old"])
def test_a_line_to_itself_is_refused(publisher, link):
    assert "circle" in send(publisher, "/old", link)


def test_a_circle_is_refused_with_the_way_that_it_would_take(publisher):
    Redirect.objects.create(old_path="/b", redirect_link="/c")
    Redirect.objects.create(old_path="/c", redirect_link="/a")

    assert "/a to /b to /c to /a" in send(publisher, "/a", "/b")


def test_a_line_to_another_line_leads_to_its_end(publisher, client, item):
    send(publisher, "/b", to=item)
    assert not send(publisher, "/a", "/b/")

    assert Redirect.objects.get(old_path="/a").redirect_page_id == item.pk


def test_lines_that_led_to_the_old_address_lead_to_its_end(publisher, item):
    before = Redirect.objects.create(old_path="/a", redirect_link="/b/")
    send(publisher, "/b", to=item)

    before.refresh_from_db()
    assert (before.redirect_page_id, before.redirect_link) == (item.pk, "")


def test_a_line_to_nothing_is_refused(publisher):
    assert "Nothing is at" in send(publisher, "/old", "/nowhere/")
    assert "visitors can open" in send(publisher, "/old", "/admin/")
    assert "visitors can open" in send(publisher, "/old", builders.document().url)


def test_one_of_page_and_address_is_asked_for(publisher, item):
    assert "one of the two" in send(publisher, "/old")
    assert "one of the two" in send(publisher, "/old", "/news/", to=item)


def test_a_second_line_for_an_address_is_refused_in_any_spelling(publisher, item):
    send(publisher, "/old", to=item)

    assert "Change that one" in send(publisher, "/OLD/", to=item)


def test_a_line_of_staff_replaces_one_that_a_move_made(publisher, client, item):
    Redirect.objects.create(old_path="/before", redirect_page=item, automatically_created=True)
    other = builders.standard_page(title="Other", slug="other")

    assert not send(publisher, "/before/", to=other)
    assert client.get("/before/")["Location"] == "/other/"


def test_the_form_opens_with_an_address_filled_in(publisher):
    assert 'value="/gone"' in publisher.get(f"{ADD}?from=/gone").content.decode()
