"""A public page is the same for every visitor, so that a cache may keep it whole."""

import pytest
import time_machine
from django.test import Client

from tests import builders
from tests.site_map import for_machines, one_of_each

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


@pytest.fixture
def addresses(django_db_blocker) -> dict[str, str]:
    pages = one_of_each()
    return pages | for_machines(pages)


def test_two_visitors_read_the_same_bytes_morning_and_evening(addresses):
    def pages(**browser) -> dict[str, bytes]:
        visitor = Client(**browser)
        return {kind: visitor.get(address).content for kind, address in addresses.items()}

    with time_machine.travel("2022-06-01 07:00"):
        first = pages()
    with time_machine.travel("2022-06-01 21:59"):
        second = pages(
            HTTP_USER_AGENT="Other/1.0",
            HTTP_ACCEPT_LANGUAGE="cy",
            HTTP_REFERER="https://example.com/",
            HTTP_X_FORWARDED_HOST="example.com",
            REMOTE_ADDR="192.0.2.7",
        )

    assert [kind for kind in addresses if first[kind] != second[kind]] == []


def test_staff_who_are_signed_in_read_what_visitors_read(addresses):
    staff = Client()
    staff.force_login(builders.staff("Administrator"))

    differing = [
        kind
        for kind, address in addresses.items()
        if staff.get(address).content != Client().get(address).content
    ]

    assert differing == []


def test_no_public_answer_sets_a_cookie_or_varies_by_one(client, addresses):
    more = ["/robots.txt", "/sitemap.xml", "/sitemap-pages.xml", "/-", "/healthz", "/readyz"]
    for address in [*addresses.values(), *more]:
        answer = client.get(address)

        assert not answer.cookies, address
        assert "Set-Cookie" not in answer.headers, address
        assert "cookie" not in answer.headers.get("Vary", "").lower(), address


def test_a_cookie_that_somebody_made_up_changes_no_answer(client, addresses):
    client.cookies["session"] = "a" * 32
    for address in [*addresses.values(), "/nothing-here-either/"]:
        answer, plain = client.get(address), Client().get(address)

        assert answer.content == plain.content, address
        assert dict(answer.headers) == dict(plain.headers), address
        assert not answer.cookies, address


def test_no_public_page_holds_a_token_of_a_form(client, addresses):
    for address in addresses.values():
        assert b"csrfmiddlewaretoken" not in client.get(address).content


def test_a_session_is_never_read_for_a_page(client, addresses, django_assert_max_num_queries):
    client.cookies["session"] = "a" * 32

    with django_assert_max_num_queries(100) as queries:
        client.get("/")

    assert "django_session" not in str(queries.captured_queries)


def test_an_unchanged_page_is_not_sent_twice(client, addresses):
    for kind, address in addresses.items():
        if kind in ("missing page", "missing section"):
            continue
        first = client.get(address)
        second = client.get(address, HTTP_IF_NONE_MATCH=first["ETag"])

        assert second.status_code == 304, kind
        assert second.content == b"", kind
        assert second["ETag"] == first["ETag"], kind


def test_an_unchanged_page_is_not_sent_twice_compressed(client, addresses):
    first = client.get("/", HTTP_ACCEPT_ENCODING="gzip")
    second = client.get("/", HTTP_ACCEPT_ENCODING="gzip", HTTP_IF_NONE_MATCH=first["ETag"])

    assert first["Content-Encoding"] == "gzip"
    assert second.status_code == 304


def test_a_changed_page_is_sent_again(client, addresses):
    item = builders.news_item(title="Before")
    first = client.get(item.url)
    item.title = "After"
    item.save()

    second = client.get(item.url, HTTP_IF_NONE_MATCH=first["ETag"])

    assert second.status_code == 200
    assert b"After" in second.content


def test_a_changed_helpline_is_sent_again(client, addresses):
    line = builders.helpline(placement="foot", name="Before")
    first = client.get("/news/")
    line.name = "After"
    line.save()

    second = client.get("/news/", HTTP_IF_NONE_MATCH=first["ETag"])

    assert second.status_code == 200
    assert b"After" in second.content


def test_head_is_answered_like_get_without_the_page(client, addresses):
    for kind, address in addresses.items():
        asked, got = client.head(address), client.get(address)

        assert asked.status_code == got.status_code, kind
        assert asked.content == b"", kind


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_a_page_can_only_be_read(client, method):
    front = builders.front_page()

    assert getattr(client, method)(front.url).status_code == 405
