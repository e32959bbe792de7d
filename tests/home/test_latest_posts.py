"""H7: what visitors and staff see of the office's posts on other services."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains
from wagtail.models import ModelLogEntry

from home.models import Post, PostSource
from home.posts.fetching import fetch
from home.tasks import have_all_fetched
from tests import builders
from tests.outside import Reply, outside_world
from tests.reading import links, main, main_words

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

ANSWERS = Path(__file__).parent / "answers"
STATUSES = "/api/v1/accounts/109/statuses"
FEED = "https://feeds.example/posts"
SOON_AFTER = datetime(2026, 3, 7, 12, tzinfo=UTC)
PART = ("latest_posts", {"heading": "Latest posts", "count": 5})
TOKEN = "a-test-token"


def answer(name: str, **fields) -> Reply:
    return Reply((ANSWERS / name).read_bytes(), **fields)


@pytest.fixture
def outside(monkeypatch, settings):
    """Each service with the posts of a test office, a day after the newest one."""
    settings.X_API_TOKEN = TOKEN
    with outside_world(monkeypatch) as world, time_machine.travel(SOON_AFTER, tick=False) as clock:
        world.clock = clock
        world.replies = {
            "/api/v1/accounts/lookup": answer("mastodon-account.json"),
            STATUSES: answer("mastodon-statuses.json"),
            "/xrpc/app.bsky.feed.getAuthorFeed": answer("bluesky-feed.json"),
            "/2/users/by/username/office": answer("x-user.json"),
            "/2/users/2244994945/tweets": answer("x-tweets.json"),
            "/posts": answer("rss.xml"),
        }
        yield world


def fetched(source: PostSource) -> PostSource:
    """The source after it was asked, an hour after it was asked before."""
    fetch(source, now=timezone.now())
    source.refresh_from_db()
    source.note(tried_at=None)
    return source


def feed_source(**fields) -> PostSource:
    return builders.post_source(**{"name": "Our feed", "service": "feed", "address": FEED} | fields)


def feed_of(*items: dict) -> Reply:
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": list(items)}
    return Reply(json.dumps(feed).encode())


def item(number: int, **fields) -> dict:
    return {
        "url": f"https://feeds.example/posts/{number}",
        "content_text": f"Test post {number}",
        "date_published": f"2026-03-0{number}T09:00:00Z",
        **fields,
    }


def texts() -> list[str]:
    return [post.words for post in Post.objects.all()]


@pytest.mark.parametrize(
    ("service", "address", "seen"),
    [
        ("mastodon", "@office@social.example", "Geiriau prawf."),
        ("mastodon", "https://social.example/@office", "Geiriau prawf."),
        ("bluesky", "@office.example", "Test words one."),
        ("x", "@office", "Test words one & a link"),
        ("feed", FEED, "Test words one."),
    ],
)
def test_posts_of_each_service_are_on_the_front_page(client, outside, service, address, seen):
    builders.with_parts(PART)

    source = fetched(builders.post_source(service=service, address=address))

    assert source.problem == ""
    words = main_words(client.get("/"))
    assert seen in words
    assert "Words of somebody else" not in words
    assert "An answer to somebody" not in words
    assert "Said quietly" not in words


def test_a_warning_stands_in_place_of_what_it_warns_of(client, outside):
    builders.with_parts(PART)
    fetched(builders.post_source())

    shown = main(client.get("/"))

    assert "Content warning: a test of warnings" in shown.get_text()
    assert "Words behind the warning" not in shown.get_text()
    # The first two words are ours, in the language of the page.
    assert shown.find(string="a test of warnings").parent["lang"] == "en"


def test_a_post_says_its_language_and_leads_to_the_service(client, outside):
    builders.with_parts(PART)
    fetched(builders.post_source())

    shown = main(client.get("/"))

    assert shown.find(string="Geiriau prawf.").find_parent(lang="cy", dir="auto")
    link = shown.find("a", href="https://social.example/@office/206")
    assert link.get_text() == "Read this post on Mastodon (other website), 6 March 2026"


def test_no_script_picture_or_foreign_address_comes_with_a_post(client, outside):
    builders.with_parts(PART)
    hostile = "<script>one()</script><img src=//e.example/x><a href='javascript:x()'>Words</a>"
    outside.replies["/posts"] = feed_of(
        item(1, content_text="", content_html=hostile),
        item(2, content_text="<script>two()</script>"),
        item(3, url="javascript:three()"),
    )
    fetched(feed_source())

    shown = main(client.get("/")).find("ul", class_="posts")

    assert not shown.find_all(["script", "img", "iframe", "embed"])
    assert "e.example" not in str(shown)
    assert "<script>two()</script>" in shown.get_text()
    assert not [url for url in links(shown).values() if url.startswith("javascript")]


def test_without_a_source_nobody_is_asked_for_anything(client, outside):
    builders.with_parts(PART)

    have_all_fetched()

    assert outside.asked == []
    assert "Latest posts" not in main_words(client.get("/"))


def test_a_source_that_is_off_is_not_asked_and_not_shown(client, outside):
    builders.with_parts(PART)
    source = fetched(feed_source())
    outside.asked.clear()

    source.is_on = False
    source.save()
    have_all_fetched()

    assert outside.asked == []
    assert "Latest posts" not in main_words(client.get("/"))


def test_a_visitor_never_makes_the_server_ask(client, outside, django_capture_on_commit_callbacks):
    builders.with_parts(PART)
    builders.post_source()

    with django_capture_on_commit_callbacks(execute=True):
        client.get("/")

    assert outside.asked == []


def test_a_new_source_is_asked_at_once(outside, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        feed_source()

    assert outside.asked == ["feeds.example/posts"]
    assert "Test words one." in texts()[-1]


def test_the_newest_of_all_sources_are_shown_as_many_as_the_front_page_says(client):
    builders.with_parts(("latest_posts", {"heading": "Latest posts", "count": 2}))
    now = timezone.now()
    second = builders.post_source(name="Bluesky", service="bluesky", address="@office.example")
    builders.post(text="Oldest", posted_at=now - timedelta(hours=3))
    builders.post(second, text="Newest", posted_at=now)
    builders.post(text="Newer", posted_at=now - timedelta(hours=1))

    words = main_words(client.get("/"))

    assert words.index("Newest") < words.index("Newer")
    assert "Oldest" not in words


def test_what_was_posted_on_two_services_is_shown_once(client):
    builders.with_parts(PART)
    builders.post(text="The same words")
    second = builders.post_source(name="Bluesky", service="bluesky", address="@office.example")
    builders.post(second, text="The same words")

    assert main_words(client.get("/")).count("The same words") == 1


@pytest.mark.parametrize(("days", "is_seen"), [(89, True), (91, False)])
def test_old_posts_are_hidden(client, days, is_seen):
    builders.with_parts(PART)
    builders.post(text="A post", posted_at=timezone.now() - timedelta(days=days))

    assert ("A post" in main_words(client.get("/"))) is is_seen


def test_changed_posts_change_and_deleted_ones_go(outside):
    source = feed_source()
    outside.replies["/posts"] = feed_of(item(1), item(2))
    fetched(source)

    outside.replies["/posts"] = feed_of(item(2, content_text="Test post 2, changed"))
    fetched(source)

    assert texts() == ["Test post 2, changed"]


def test_only_the_newest_are_kept_in_whatever_order_they_come(outside):
    outside.replies["/posts"] = feed_of(item(2), item(5), item(1), item(4), item(3))

    fetched(feed_source(kept_count=2))

    assert texts() == ["Test post 5", "Test post 4"]


def test_a_post_without_a_date_is_as_old_as_we_know_it(outside):
    source = feed_source(kept_count=5)
    outside.replies["/posts"] = feed_of(item(1, date_published=None))
    fetched(source)
    outside.clock.shift(timedelta(days=1))

    fetched(source)

    assert Post.objects.get().posted_at == SOON_AFTER


@pytest.mark.parametrize("date", ["2999-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00"])
def test_a_date_that_cannot_be_is_put_right(outside, date):
    outside.replies["/posts"] = feed_of(item(1, date_published=date))

    fetched(feed_source())

    assert Post.objects.get().posted_at in (SOON_AFTER, datetime(2000, 1, 1, tzinfo=UTC))


def test_a_post_with_a_number_that_is_not_in_the_registry_is_left_out(outside):
    helpline = builders.helpline()
    number = "01632 960" + " 001"
    outside.replies["/posts"] = feed_of(
        item(1, content_text=f"Call {helpline.spoken_form}"), item(2, content_text=f"Call {number}")
    )

    source = fetched(feed_source())

    assert texts() == [f"Call {helpline.spoken_form}"]
    assert source.left_out_count == 1


def test_a_number_that_changed_takes_its_posts_away_though_the_feed_did_not_change(outside):
    helpline = builders.helpline()
    words = f"Call {helpline.spoken_form}"
    outside.replies["/posts"] = feed_of(item(1, content_text=words), item(2))
    outside.replies["/posts"].headers["ETag"] = '"1"'
    source = fetched(feed_source())

    helpline.unpublish()
    fetched(source)

    assert texts() == ["Test post 2"]


def test_a_service_with_nothing_new_says_so_shortly(outside):
    outside.replies["/posts"] = answer("rss.xml", headers={"ETag": '"1"', "Last-Modified": "Mon"})
    source = fetched(feed_source())
    outside.clock.shift(timedelta(hours=1))

    fetched(source)

    assert outside.headers_sent[-1]["If-None-Match"] == '"1"'
    assert outside.headers_sent[-1]["If-Modified-Since"] == "Mon"
    assert source.succeeded_at == timezone.now()
    assert len(texts()) == 2


def test_two_workers_ask_a_source_once(outside):
    source = feed_source()

    for _ in range(2):
        fetch(source, now=timezone.now())

    assert len(outside.asked) == 1


def test_the_number_of_an_account_is_looked_up_once(outside):
    source = fetched(builders.post_source())
    outside.asked.clear()

    fetched(source)

    assert [address.partition("?")[0] for address in outside.asked] == [f"social.example{STATUSES}"]


def test_a_redirect_on_the_same_host_is_followed(outside):
    outside.replies["/new"] = outside.replies["/posts"]
    outside.replies["/posts"] = Reply(status=301, headers={"Location": "/new"})

    fetched(feed_source())

    assert outside.asked == ["feeds.example/posts", "feeds.example/new"]
    assert len(texts()) == 2


@pytest.mark.parametrize(
    ("reply", "because"),
    [
        (Reply(status=301, headers={"Location": "https://social.example/x"}), "another website, h"),
        (Reply(status=301, headers={"Location": "https://127.0.0.1/"}), "another website"),
        (Reply(status=301, headers={"Location": "http://feeds.example/x"}), "another website"),
        (Reply(status=301, headers={"Location": "file:///etc/hostname"}), "another website"),
        (Reply(status=301, headers={"Location": "https://[x"}), "that is no address"),
        (Reply(status=301, headers={"Location": "/posts"}), "on and on"),
        (Reply(status=401), "did not let us in"),
        (Reply(status=404), "There is nothing at this address (404)"),
        (Reply(status=503), "a problem of its own (503)"),
        (Reply(b"<!doctype html>"), "a web page, not a feed"),
        (Reply(b""), "The answer was empty"),
        (Reply(b" \n"), "The answer was empty"),
        (Reply(b"x" * 1024 * 1025), "The answer is too long"),
        (Reply(b"x", headers={"Content-Encoding": "gzip"}), "The answer came packed"),
        (Reply(b'{"version": "https://jsonfeed.org/version/1", "items": []}'), "without a post"),
        (Reply(run=lambda handler: None), "did not answer within five seconds"),
    ],
)
def test_whatever_goes_wrong_the_last_good_posts_stay_and_staff_read_why(
    client, outside, reply, because
):
    builders.with_parts(PART)
    source = fetched(feed_source())
    before = main_words(client.get("/"))

    outside.replies["/posts"] = reply
    fetched(source)

    assert because in source.problem
    assert "Last fetched on 7 March 2026 at 12:00." in source.state
    assert main_words(client.get("/")) == before
    assert "Test words one." in before


def test_a_source_that_answers_again_is_well_again(outside):
    source = feed_source()
    good = outside.replies.pop("/posts")
    assert "nothing at this address" in fetched(source).problem

    outside.replies["/posts"] = good

    assert fetched(source).problem == ""


@pytest.mark.parametrize(
    ("headers", "rest"),
    [
        ({"Retry-After": "3600"}, timedelta(hours=1)),
        ({"X-Rate-Limit-Reset": str(int(SOON_AFTER.timestamp()) + 900)}, timedelta(minutes=15)),
        ({"X-RateLimit-Reset": "2026-03-07T12:30:00.000Z"}, timedelta(minutes=30)),
        ({"Retry-After": "9" * 30}, timedelta(0)),
        ({"Retry-After": "soon"}, timedelta(0)),
        ({"X-RateLimit-Reset": "2999-03-07T12:30:00.000Z"}, timedelta(days=1)),
    ],
)
def test_a_service_that_was_asked_too_often_is_given_a_rest(outside, headers, rest):
    outside.replies["/posts"] = Reply(status=429, headers=headers)

    source = fetched(feed_source())

    assert "asked too often" in source.problem
    assert ("It is asked again after" in source.state) is bool(rest)
    assert source.rests_until == SOON_AFTER + rest
    assert not PostSource.objects.due(now=SOON_AFTER + rest - timedelta(seconds=1))
    assert PostSource.objects.due(now=SOON_AFTER + rest)


def test_the_token_goes_to_x_alone_and_is_told_nobody(client, outside, caplog):
    for service, address in (("x", "@office"), ("bluesky", "@office.example"), ("feed", FEED)):
        fetched(builders.post_source(service=service, address=address))

    told = {
        address.partition("/")[0]
        for address, headers in zip(outside.asked, outside.headers_sent, strict=True)
        if "Authorization" in headers
    }
    assert told == {"api.x.com"}
    outside.replies["/2/users/2244994945/tweets"] = Reply(status=401)
    source = fetched(PostSource.objects.get(service="x"))
    assert "X did not accept the token" in source.problem
    client.force_login(builders.staff("Administrator"))
    for url in (reverse("postsource:index"), reverse("postsource:edit", args=[source.pk])):
        assertNotContains(client.get(url), TOKEN)
    assert TOKEN not in caplog.text


def test_without_a_token_x_is_not_asked(outside, settings):
    settings.X_API_TOKEN = ""

    source = fetched(builders.post_source(service="x", address="@office"))

    assert "X answers only with a token" in source.problem
    assert outside.asked == []


def test_x_says_that_it_knows_nobody_of_that_name(outside):
    said = {"errors": [{"title": "Not Found Error", "detail": "Could not find user."}]}
    outside.replies["/2/users/by/username/office"] = Reply(json.dumps(said).encode())

    source = fetched(builders.post_source(service="x", address="@office"))

    assert source.problem == "X knows nobody of this name. Look at its spelling."


@pytest.mark.parametrize(
    ("service", "address"),
    [
        ("feed", "http://feeds.example/"),
        ("feed", "https://127.0.0.1/"),
        ("feed", "https://localhost/"),
        ("feed", "https://[::1]/"),
        ("feed", "https://feeds.example:8443/"),
        ("feed", "https://name:word@feeds.example/"),
        ("feed", "https://feeds.example:x/"),
        ("feed", "file:///etc/hostname"),
        ("feed", "gopher://feeds.example/"),
        ("feed", "@office"),
        ("mastodon", "@office"),
        ("mastodon", "@office@localhost"),
        ("mastodon", "@office@127.0.0.1"),
        ("mastodon", "@office@feeds.example/x?y"),
        ("bluesky", "@office"),
        ("bluesky", "office/../x.example"),
        ("x", "@office/x"),
        ("x", "@a_name_that_is_too_long"),
    ],
)
def test_an_address_that_cannot_be_asked_is_refused_in_the_form(service, address):
    with pytest.raises(ValidationError) as refusal:
        builders.post_source(service=service, address=address)

    assert refusal.value.message_dict.keys() == {"address"}


def test_another_address_takes_the_posts_of_the_old_one_away(outside):
    source = fetched(feed_source())

    source.address = "https://social.example/feed"
    source.save()

    assert texts() == []
    assert source.state == "Not asked yet."


def test_posts_that_were_asked_for_under_the_old_address_are_dropped(outside):
    source = feed_source()
    PostSource.objects.update(address="https://social.example/feed")

    fetch(source, now=timezone.now())

    assert texts() == []


# What staff see.


@pytest.fixture
def admin(client):
    client.force_login(builders.staff("Settings owner"))
    return client


def test_staff_add_a_source_and_read_how_it_stands(admin, outside):
    form = {
        "name": "Mastodon",
        "service": "mastodon",
        "address": " @office@social.example ",
        "language": "en",
        "kept_count": "3",
        "hidden_after_days": "90",
        "is_on": "on",
    }

    admin.post(reverse("postsource:add"), form)
    source = fetched(PostSource.objects.get())

    assertContains(admin.get(reverse("postsource:index")), "Last fetched on 7 March 2026 at 12:00.")
    edit = admin.get(reverse("postsource:edit", args=[source.pk]))
    assertContains(edit, "Geiriau prawf.")
    assertContains(edit, reverse("fetch_posts_now", args=[source.pk]))


def test_staff_have_a_source_asked_now(admin, outside, django_capture_on_commit_callbacks):
    url = reverse("fetch_posts_now", args=[feed_source().pk])
    assertContains(admin.get(url), "Fetch now")
    assert outside.asked == []

    with django_capture_on_commit_callbacks(execute=True):
        admin.post(url)

    assert outside.asked == ["feeds.example/posts"]


def test_a_change_of_a_source_is_in_the_audit_log_and_a_fetch_is_not(admin, outside):
    source = fetched(feed_source())
    source.kept_count = 1
    source.save()

    (entry,) = ModelLogEntry.objects.for_instance(source)
    assert entry.data["changes"] == [["How many posts", "3", "1"]]


def test_a_source_that_gave_nothing_for_a_day_is_on_the_dashboard_of_whoever_can_mend_it(
    client, admin, outside
):
    source = fetched(feed_source())
    outside.replies.clear()
    fetched(source)
    home = reverse("wagtailadmin_home")
    assertNotContains(admin.get(home), "Latest posts that don’t come")

    outside.clock.shift(timedelta(days=1, hours=1))
    client.force_login(builders.staff("Settings owner", username="other", email="o@example.org"))

    assertContains(client.get(home), "Latest posts that don’t come")
    assertContains(client.get(home), "There is nothing at this address (404).")
    client.force_login(builders.staff("Editor"))
    assertNotContains(client.get(home), "Latest posts that don’t come")
