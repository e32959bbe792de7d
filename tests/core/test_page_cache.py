"""Pages that are kept whole: given again while they are true, and to everybody alike."""

import gzip
import threading
import time
import tracemalloc
from concurrent.futures import ThreadPoolExecutor

import brotli
import pytest
from django.core.cache import caches
from django.db import DatabaseError

from core import generation, page_cache
from core.page_cache import PageCache
from tests.wsgi import ask

pytestmark = pytest.mark.sqlite_only

HEADERS = [("Content-Type", "text/html"), ("Cache-Control", "private, no-cache"), ("ETag", '"e"')]
NEVER = ("/admin/", "/search/")


class Site:
    """Stands for Django: counts what it is asked for, and answers with what it was told to."""

    def __init__(self):
        self.asked = []
        self.status, self.headers, self.words = "200 OK", HEADERS, "first"
        self.meanwhile = lambda: None

    def __call__(self, environ, start_response):
        self.asked.append(environ)
        self.meanwhile()
        start_response(self.status, self.headers)
        return [f"{self.words} {environ['PATH_INFO']}?{environ['QUERY_STRING']}".encode()]


@pytest.fixture
def number(monkeypatch):
    """The site generation, as a list of one."""
    now = [1]
    monkeypatch.setattr(generation, "read", lambda: now[0])
    monkeypatch.setattr(generation, "current", lambda: now[0])
    return now


@pytest.fixture
def site(number):
    caches["pages"].clear()
    return Site()


def cache_of(site, release="1", ends_at=lambda now: now + 60):
    return PageCache(site, never=NEVER, next_moment=ends_at, release=release)


def test_a_page_is_rendered_once_until_something_changes(site, number):
    pages = cache_of(site)
    assert ask(pages, "/").body == ask(pages, "/").body == b"first /?"
    assert len(site.asked) == 1

    site.words, number[0] = "second", 2

    assert ask(pages, "/").body == b"second /?"
    assert len(site.asked) == 2


def test_a_page_that_changed_while_it_was_rendered_is_not_kept(site, number):
    pages = cache_of(site)
    site.meanwhile = lambda: number.__setitem__(0, 2)
    ask(pages, "/")
    site.meanwhile, site.words = lambda: None, "second"

    assert ask(pages, "/").body == b"second /?"


def test_what_was_looked_up_for_an_older_number_gets_into_no_page(site, number, monkeypatch):
    """As on a machine that has not heard yet of a change on another one."""
    monkeypatch.setattr(generation, "current", lambda: number[0] - 1)
    keys = []
    site.meanwhile = lambda: keys.append(generation.key_of_this_generation("a", "", 1))

    ask(cache_of(site), "/")

    assert keys == [":1:1:a"]
    assert generation.of_this_page() == 0


def test_a_page_ends_at_the_moment_at_which_the_clock_changes_it(site, time_machine):
    time_machine.move_to(1_000_000, tick=False)
    pages = cache_of(site, ends_at=lambda now: 1_000_060.0)
    ask(pages, "/")
    site.words = "second"
    time_machine.move_to(1_000_059, tick=False)
    assert ask(pages, "/").body == b"first /?"

    time_machine.move_to(1_000_060, tick=False)

    assert ask(pages, "/").body == b"second /?"


def test_the_next_moment_is_looked_up_once_for_all_pages(site, number):
    looked = []

    def look_up(now):
        looked.append(now)
        return now + 60

    pages = cache_of(site, ends_at=look_up)
    for address in ("/", "/a/", "/b/"):
        ask(pages, address)
    assert len(looked) == 1
    number[0] = 2
    ask(pages, "/")

    assert len(looked) == 2


def test_a_clock_that_was_ahead_for_a_while_leaves_nothing_behind(site, time_machine):
    pages = cache_of(site)
    time_machine.move_to(2_000_000_000, tick=False)
    ask(pages, "/")
    site.words = "second"

    time_machine.move_to(1_999_999_000, tick=False)

    assert ask(pages, "/").body == b"second /?"


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("*", "br"),
        ("identity", ""),
        ("", ""),
        ("gzip;q=0", ""),
    ],
)
def test_a_page_leaves_in_the_coding_that_the_browser_takes(site, accepted, coding):
    answer = ask(cache_of(site), "/", ACCEPT_ENCODING=accepted)

    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}[coding]
    assert answer.headers.get("content-encoding", "") == coding
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.headers["content-length"] == str(len(answer.body))
    assert unpack(answer.body) == b"first /?"


@pytest.mark.parametrize("condition", ['W/"e"', '"e"', '"x", W/"e"', "*"])
def test_who_has_the_page_already_is_told_so(site, condition):
    answer = ask(cache_of(site), "/", IF_NONE_MATCH=condition)

    assert (answer.status, answer.body) == (304, b"")
    assert answer.headers["etag"] == 'W/"e"'
    assert "content-length" not in answer.headers


def test_who_has_another_page_gets_this_one(site):
    assert ask(cache_of(site), "/", IF_NONE_MATCH='"x"').status == 200


def test_head_is_as_get_without_the_page(site):
    pages = cache_of(site)
    whole = ask(pages, "/")

    answer = ask(pages, "/", "HEAD")

    assert answer.body == b""
    assert answer.headers == whole.headers
    assert len(site.asked) == 1


def test_ten_thousand_query_strings_are_one_page(site):
    pages = cache_of(site)
    for turn in range(10_000):
        assert ask(pages, f"/?x={turn}&utm_source=a").body == b"first /?"

    assert len(site.asked) == 1
    assert len(pages.entries) == 1


def test_the_parameters_that_pages_know_make_pages_of_their_own(site):
    pages = cache_of(site)
    assert ask(pages, "/?page=2&x=1").body == b"first /?page=2"
    assert ask(pages, "/?x=2&page=2").body == b"first /?page=2"
    assert ask(pages, "/?page=3").body == b"first /?page=3"

    assert len(site.asked) == 2


def test_nothing_else_of_a_request_reaches_a_page(site):
    tricks = {
        "X_FORWARDED_HOST": "evil.example",
        "X_ORIGINAL_URL": "/admin/",
        "ACCEPT_LANGUAGE": "cy",
        "RANGE": "bytes=0-1",
        "IF_NONE_MATCH": '"x"',
        "COOKIE": "other=1",
        "USER_AGENT": "marker",
        "REFERER": "marker",
    }
    ask(cache_of(site), "/?x=marker", REMOTE_ADDR="marker", **tricks)

    [asked] = site.asked
    assert not {f"HTTP_{name}" for name in tricks} & set(asked)
    assert "marker" not in str({**asked, page_cache.ASKED_IN_FULL: ""})
    assert asked["REQUEST_METHOD"] == "GET"


def test_hosts_and_encryption_have_pages_of_their_own(site, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    pages = cache_of(site)
    ask(pages, "/", HOST="a.example")
    ask(pages, "/", HOST="b.example")
    ask(pages, "/", HOST="a.example", X_FORWARDED_PROTO="https")
    ask(pages, "/", HOST="a.example", X_FORWARDED_PROTO="gopher")

    assert len(site.asked) == 3
    assert [one.get("HTTP_X_FORWARDED_PROTO") for one in site.asked] == [None, None, "https"]


@pytest.mark.parametrize(
    ("address", "method", "headers"),
    [
        ("/", "POST", {}),
        ("/admin/", "GET", {}),
        ("/search/?q=x", "GET", {}),
        ("/a/pdf/", "GET", {}),
        ("/card.pdf", "GET", {}),
        ("/", "GET", {"COOKIE": "a=1; session=x"}),
        (f"/{'x' * 1_001}", "GET", {}),
    ],
)
def test_what_is_for_one_person_goes_to_django_as_it_is(site, address, method, headers):
    pages = cache_of(site)
    for _ in range(2):
        ask(pages, address, method, USER_AGENT="a browser", **headers)

    assert [one["HTTP_USER_AGENT"] for one in site.asked] == ["a browser"] * 2
    assert len(pages.entries) == 0


@pytest.mark.parametrize(
    ("status", "header"),
    [
        ("404 Not Found", ("X", "1")),
        ("301 Moved Permanently", ("Location", "/x/")),
        ("500 Internal Server Error", ("X", "1")),
        ("200 OK", ("Set-Cookie", "a=1")),
        ("200 OK", ("Cache-Control", "no-store, private")),
    ],
)
def test_only_what_is_the_same_for_all_is_kept(site, status, header):
    others = [pair for pair in HEADERS if pair[0] != header[0]]
    site.status, site.headers = status, [*others, header]
    pages = cache_of(site)

    answers = [ask(pages, "/", ACCEPT_ENCODING="gzip") for _ in range(2)]

    assert len(site.asked) == 2
    assert answers[0].status == int(status[:3])
    assert gzip.decompress(answers[0].body) == b"first /?"


def test_the_edge_is_told_how_long_it_may_keep_a_page(site):
    pages = cache_of(site)
    ask(pages, "/")

    assert "max-age=1," in ask(pages, "/", X_EDGE="page=&p=").headers["cache-control"]
    assert ask(pages, "/").headers["cache-control"] == "private, no-cache"


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("p%61ge=2", "page=&p="),
        ("PAGE=2", "page=2&p="),
        ("page=2&page=3", "page=2&p="),
        ("page=2&page=", "page=2&p="),
        ("x=" + "x" * 1000 + "&page=2", "page=2&p="),
        ("page=2&page=3", "1"),
    ],
)
def test_the_edge_keeps_nothing_where_it_reads_the_query_otherwise(site, query, told):
    """Somebody could else have all others shown an old page of a list in place of the newest."""
    answer = ask(cache_of(site), f"/?{query}", X_EDGE=told)

    assert answer.headers["cache-control"] == "private, no-cache"


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("page=2", "page=2&p="),
        ("p=3&page=2", "page=2&p=3"),
        ("page=%32", "page=%32&p="),
        ("utm_source=x", "page=&p="),
        ("page=", "page=&p="),
    ],
)
def test_the_edge_keeps_what_it_reads_as_we_do(site, query, told):
    answer = ask(cache_of(site), f"/?{query}", X_EDGE=told)

    assert "max-age=1," in answer.headers["cache-control"]


@pytest.mark.parametrize("condition", ["*", '"e"'])
def test_a_page_that_is_gone_is_gone_whatever_somebody_has_of_it(site, condition):
    site.status = "404 Not Found"

    assert ask(cache_of(site), "/", IF_NONE_MATCH=condition).status == 404


def test_the_edge_keeps_no_failure_of_ours(site):
    site.status = "500 Internal Server Error"

    assert "max-age" not in ask(cache_of(site), "/", X_EDGE="page=&p=").headers["cache-control"]


def test_long_headers_and_queries_stay_in_no_memory(site):
    pages = cache_of(site)
    ask(pages, "/")
    tracemalloc.start()

    for number in range(20):
        ask(pages, f"/?{number}{'x' * 200_000}", ACCEPT_ENCODING=f"br, {number}{'x' * 200_000}")

    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert kept < 1_000_000


def test_a_thousand_who_ask_at_once_have_a_page_rendered_once(site):
    first = cache_of(site)
    site.meanwhile = lambda: time.sleep(0.1)
    start = threading.Barrier(50)

    def visit(turn):
        if turn < 50:
            start.wait()
        return ask(first, "/").body

    with ThreadPoolExecutor(50) as visitors:
        bodies = set(visitors.map(visit, range(1_000)))

    assert bodies == {b"first /?"}
    assert len(site.asked) == 1


def test_two_processes_share_what_one_has_rendered(site):
    ask(cache_of(site), "/")

    assert ask(cache_of(site), "/").body == b"first /?"
    assert len(site.asked) == 1


def test_releases_that_share_a_store_share_no_page(site):
    ask(cache_of(site, release="1"), "/")
    site.words = "second"

    assert ask(cache_of(site, release="2"), "/").body == b"second /?"
    assert ask(cache_of(site, release="1"), "/").body == b"first /?"


def broken(sealed: bytes) -> bytes:
    return sealed[:-1] + bytes([sealed[-1] ^ 1])


@pytest.mark.parametrize("change", [broken, lambda sealed: sealed[:50], lambda sealed: b"", str])
def test_what_a_store_has_changed_is_rendered_anew(site, monkeypatch, change):
    ask(cache_of(site), "/")
    store = caches["pages"]
    real = type(store).get
    monkeypatch.setattr(type(store), "get", lambda self, key: change(real(self, key)))
    site.words = "second"

    assert ask(cache_of(site), "/").body == b"second /?"


def test_what_a_store_gives_for_another_address_is_not_believed(site, monkeypatch):
    ask(cache_of(site), "/")
    store = caches["pages"]
    kept = []
    monkeypatch.setattr(type(store), "set", lambda self, key, value, end: kept.append(value))
    ask(cache_of(site), "/other/")
    monkeypatch.setattr(type(store), "get", lambda self, key: kept[0])

    assert ask(cache_of(site), "/").body == b"first /?"


def test_without_the_store_pages_are_rendered_and_it_is_left_alone_for_a_while(
    site, monkeypatch, caplog
):
    tries = []

    def fail(self, *arguments):
        tries.append(arguments)
        raise ConnectionError

    monkeypatch.setattr(type(caches["pages"]), "get", fail)
    monkeypatch.setattr(type(caches["pages"]), "set", fail)
    pages = cache_of(site)

    for number in range(20):
        assert ask(pages, f"/{number}/").status == 200

    assert len(tries) == 1
    assert "left alone" in caplog.text


def test_while_the_database_is_gone_django_says_so(site, monkeypatch):
    def gone():
        raise DatabaseError

    pages = cache_of(site)
    monkeypatch.setattr(generation, "current", gone)
    monkeypatch.setattr(generation, "read", gone)

    ask(pages, "/", USER_AGENT="a browser")

    assert site.asked[0]["HTTP_USER_AGENT"] == "a browser"


def test_what_is_kept_has_a_bound_and_the_least_used_goes_first(site, settings):
    settings.PAGE_CACHE_BYTES = 40_000
    pages = cache_of(site)
    for number in range(100):
        ask(pages, f"/{number}/")
        ask(pages, "/0/")

    assert pages.entries.currsize <= 40_000
    assert "http testserver /0/?" in pages.entries
    assert "http testserver /1/?" not in pages.entries
