"""Pages for what went wrong still show help, the exit and a way on."""

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.test import Client, RequestFactory

from iasc_site import views
from news.models import NewsIndexPage
from tests import builders
from tests.reading import document, links, main, words

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


@pytest.fixture(autouse=True)
def _helpline():
    builders.front_page()
    builders.helpline(placement="top", number="+448000121700", spoken_form="0800 0121 700")


def assert_it_helps(answer) -> None:
    """The numbers, a way out and a way on."""
    page = document(answer)
    assert page.html["lang"] == "en-GB"
    assert len(page.find_all("h1")) == 1
    assert len(page.find_all("a", href="tel:+448000121700")) == 2
    assert page.select_one("a[rel~=nofollow][rel~=noreferrer][href^='https://']")
    assert "/" in links(main(answer)).values()
    assert page.find("meta", attrs={"name": "robots"})["content"] == "noindex"


@pytest.mark.parametrize(
    "address",
    [
        "/nothing-here/",
        "/nothing-here",
        "/news/nothing-here/",
        "/files/documents/1/report.pdf",
        "/files/pictures/originals/x.png",
        "/files/",
        "/static/nothing.css",
        "/%00/",
        "/news/a%00b/",
        "/files/pictures/%00",
        "/%ff/",
        "/..%2f..%2fetc/passwd",
        "/" + "x" * 3000 + "/",
        "/sitemap-nothing.xml",
        "/news/%0d%0aSet-Cookie:x/",
    ],
)
def test_an_unknown_address_is_not_found(client, address):
    builders.news_index()

    answer = client.get(address, follow=True)

    assert answer.status_code == 404
    assert_it_helps(answer)


def test_what_a_visitor_mistyped_is_not_repeated(client):
    answer = client.get("/%3Cscript%3Ealert(1)%3C/script%3E/")

    assert answer.status_code == 404
    assert b"alert(1)" not in answer.content


@pytest.mark.parametrize(
    "host", ["example.com", "testserver.example.com", "testserver@example.com", "x y", ""]
)
def test_a_host_that_is_not_ours_is_a_bad_request(host):
    answer = Client(HTTP_HOST=host).get("/")

    assert answer.status_code == 400
    assert_it_helps(answer)
    assert b"example.com" not in answer.content


def test_what_only_the_sender_is_to_blame_for_reaches_no_operator(client, caplog):
    address, ours = f"/useful/{builders.standard_page().pk}/", {"sec-fetch-site": "same-origin"}
    form = "application/x-www-form-urlencoded"

    for answer in (
        client.get("/" + "x" * 20_000),
        client.post(address, "a&" * 31_000, form, headers=ours),
        client.post(address, "a" * 11_000_000, form, headers=ours),
    ):
        assert answer.status_code == 400
        assert_it_helps(answer)
    assert caplog.messages == []


@pytest.mark.parametrize("address", ["/about/", "/search/", "/nothing/", "/-"])
def test_a_form_that_is_sent_to_no_form_of_ours_is_refused(address):
    """An old contact form, or a program that tries."""
    builders.standard_page(slug="about")
    visitor = Client(enforce_csrf_checks=True)

    answer = visitor.post(address, {"message": "help"})

    assert answer.status_code == 403
    assert_it_helps(answer)
    assert not answer.cookies and "Cookie" not in answer.get("Vary", "")


@pytest.mark.parametrize("address", ["/", "/news/", "/robots.txt", "/sitemap.xml", "/nothing/"])
def test_addresses_never_follow_the_host_that_was_asked(settings, address):
    builders.news_index()
    settings.ALLOWED_HOSTS = ["testserver", "other.example"]

    answer = Client(HTTP_HOST="other.example").get(address)

    assert b"other.example" not in answer.content


@pytest.mark.parametrize(
    ("error", "status"),
    [(ZeroDivisionError, 500), (PermissionDenied, 403), (SuspiciousOperation, 400)],
)
def test_a_page_that_fails_says_so_calmly(client, monkeypatch, error, status):
    builders.news_index()

    def fail(self, request, **parts):
        raise error("secret detail")

    monkeypatch.setattr(NewsIndexPage, "render", fail)
    client.raise_request_exception = False

    answer = client.get("/news/")

    assert answer.status_code == status
    assert_it_helps(answer)
    assert b"secret detail" not in answer.content


@pytest.mark.parametrize("view", [views.bad_request, views.permission_denied, views.page_not_found])
def test_each_error_page_has_its_own_heading(view):
    request = RequestFactory().get("/")

    heading = words(document(view(request, Exception())).h1)

    others = {
        words(document(other(request, Exception())).h1)
        for other in (views.bad_request, views.permission_denied, views.page_not_found)
        if other is not view
    }
    assert heading not in others


@pytest.mark.parametrize("method", ["put", "trace"])
def test_a_method_that_makes_no_sense_is_refused(client, method):
    assert getattr(client, method)("/").status_code == 405


def test_a_post_to_a_page_changes_nothing_and_fails_no_worse_than_a_refusal(client):
    assert client.post("/", {"a": "b"}).status_code in (200, 403, 405)


def test_the_health_of_the_process_is_answered_without_the_database(
    client, django_assert_num_queries
):
    with django_assert_num_queries(0):
        assert client.get("/healthz").content == b"ok\n"
