"""Drill D-20: a source of posts is away, hostile, empty or slow, and visitors notice nothing."""

import socket
import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from home.models import PostSource
from home.posts.fetching import fetch
from home.tasks import fetch_posts, have_all_fetched
from tests import builders
from tests.outside import Handler, Reply, World, outside_world

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

FEED = "https://feeds.example/posts"
PART = ("latest_posts", {"heading": "Latest posts", "count": 5})
GOOD = b"""<rss version="2.0"><channel><title>Test</title><item><title>The last good post</title>
<link>https://feeds.example/posts/1</link></item></channel></rss>"""
LAUGHS = b"""<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<rss version="2.0"><channel><title>&b;</title></channel></rss>"""


def without_end(handler: Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n<rss version='2.0'><channel>")
    while True:
        handler.wfile.write(b"<item><title>More</title></item>" * 1000)


def byte_by_byte(handler: Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
    for byte in GOOD:
        handler.wfile.write(bytes([byte]))
        time.sleep(0.05)


TROUBLES = {
    "laughs": Reply(LAUGHS),
    "leads inside": Reply(status=302, headers={"Location": "https://169.254.169.254/latest"}),
    "without end": Reply(run=without_end),
    "another page": Reply(b"<!doctype html><title>This name is for sale</title>"),
    "empty": Reply(b""),
    "empty feed": Reply(b"<rss version='2.0'><channel><title>Test</title></channel></rss>"),
    "slow": Reply(run=byte_by_byte),
    "hangs up": Reply(run=lambda handler: None),
    "busy": Reply(status=503),
}


@pytest.fixture
def world(monkeypatch):
    for module in ("safety.outside", "home.posts.asking"):
        monkeypatch.setattr(f"{module}.PATIENCE_SECONDS", 0.5)
    with outside_world(monkeypatch) as found:
        found.replies["/posts"] = Reply(GOOD)
        yield found


@pytest.fixture
def source(world: World) -> PostSource:
    """One that was well until now."""
    builders.with_parts(PART)
    made = builders.post_source(service="feed", address=FEED)
    fetch(made, now=timezone.now())
    made.note(tried_at=None)
    return made


def asked_of_front_page(client, monkeypatch) -> tuple[bytes, int]:
    """What a visitor gets, and by how many queries. Whoever asks another website fails."""
    with monkeypatch.context() as patch, CaptureQueriesContext(connection) as queries:
        for name in ("getaddrinfo", "create_connection"):
            patch.setattr(socket, name, lambda *_, **__: pytest.fail("A page asked outside."))
        page = client.get("/")
    return page.content, len(queries)


@pytest.mark.drill("D-20", "A source of posts is gone, hostile, empty or slow")
@pytest.mark.parametrize("trouble", TROUBLES)
def test_visitors_notice_nothing_of_a_source_in_trouble(
    client, monkeypatch, world, source, trouble, drill
):
    asked_of_front_page(client, monkeypatch)
    before = asked_of_front_page(client, monkeypatch)
    world.replies["/posts"] = TROUBLES[trouble]

    begun = time.monotonic()
    have_all_fetched()

    assert time.monotonic() - begun < 3
    source.refresh_from_db()
    assert source.problem
    drill.tried(1, trouble)
    drill.lost(int(asked_of_front_page(client, monkeypatch) != before), "front pages")
    assert b"The last good post" in before[0]


def test_a_source_that_is_away_holds_up_no_other(monkeypatch, world, source):
    other = builders.post_source(
        name="Another", service="feed", address="https://social.example/posts"
    )
    whole_world = socket.getaddrinfo

    def one_is_away(host, *rest, **options):
        if host == "feeds.example":
            raise socket.gaierror("This name leads nowhere.")
        return whole_world(host, *rest, **options)

    monkeypatch.setattr(socket, "getaddrinfo", one_is_away)
    have_all_fetched()

    source.refresh_from_db()
    other.refresh_from_db()
    assert "did not answer" in source.problem
    assert (other.problem, other.posts.count()) == ("", 1)


def test_a_source_that_was_deleted_while_it_waited_fails_nothing(world):
    fetch_posts.call(987_654_321)

    assert world.asked == []


def test_it_is_well_again_by_itself(world, source):
    world.replies["/posts"] = Reply(status=503)
    have_all_fetched()
    source.note(tried_at=None)

    world.replies["/posts"] = Reply(GOOD)
    have_all_fetched()

    source.refresh_from_db()
    assert source.problem == ""
