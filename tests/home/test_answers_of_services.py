"""What each kind of service answers, in its documented shape, becomes plain words."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from home.posts import bluesky, feeds, mastodon, x
from home.posts.words import Found, plain, tidy

ANSWERS = Path(__file__).parent / "answers"
FEED = "https://feeds.example/feed"
DID = "did:plc:testtesttesttesttesttest"


def answer(name: str) -> bytes:
    return (ANSWERS / name).read_bytes()


def on(day: int, month: int = 3, hour: int = 9) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def test_a_mastodon_feed_keeps_lines_and_whole_addresses_and_no_picture():
    first, second = feeds.read(answer("mastodon.rss"), FEED)

    assert first == Found(
        "https://social.example/@office/103",
        "Test words one.\nA second line & a link: https://www.example.org/a/long/address\n\n#test",
        on(3),
    )
    assert second.warning == "a test of warnings"


def test_mastodons_own_interface_gives_what_the_account_wrote_for_everybody():
    newest, warned, oldest = mastodon.read(json.loads(answer("mastodon-statuses.json")))

    assert newest == Found("https://social.example/@office/206", "Geiriau prawf.", on(6), "cy")
    assert warned.warning == "a test of warnings"
    assert oldest.text == "Test words one.\n\nTest words two."


def test_a_bluesky_feed_keeps_its_lines():
    (post,) = feeds.read(answer("bluesky.rss"), FEED)

    assert post == Found(
        f"https://bsky.app/profile/{DID}/post/3ktest1",
        "Test words one.\nA second line & more.",
        on(3),
    )


def test_blueskys_own_interface_gives_what_the_account_wrote_and_its_warnings():
    newest, warned = bluesky.read(json.loads(answer("bluesky-feed.json")))

    assert newest == Found(
        f"https://bsky.app/profile/{DID}/post/3ktest4",
        "Test words one.\nWith a link: example.org/a/long...",
        on(4),
        "en",
    )
    assert (warned.language, warned.warning) == ("cy", "graphic media")


def test_x_gives_what_the_account_wrote_with_whole_addresses_and_whole_texts():
    newest, long = x.read(json.loads(answer("x-tweets.json")), "office")

    assert newest == Found(
        "https://x.com/office/status/1004",
        "Test words one & a link: https://www.example.org/a/long/address",
        on(4),
        "en",
    )
    assert (long.text, long.language) == ("A long test post that is whole here.", "")


def test_a_feed_of_articles_gives_titles_and_summaries():
    first, second = feeds.read(answer("rss.xml"), FEED)

    assert first.text == "A test title & more\n\nTest words one."
    assert first.url == "https://feeds.example/posts/2"
    assert (first.posted_at, first.language) == (on(4), "cy")
    assert (second.text, second.posted_at) == ("A title alone", None)


def test_an_atom_feed_says_when_a_post_was_first_there_and_its_language():
    (post,) = feeds.read(answer("atom.xml"), FEED)

    assert post == Found(
        "https://feeds.example/posts/2", "A test title\n\nTest words one.", on(4), "cy"
    )


def test_a_json_feed_gives_marked_and_plain_texts():
    first, second = feeds.read(answer("feed.json"), FEED)

    assert first == Found(
        "https://feeds.example/posts/2", "A test title\n\nTest words one.", on(4), "cy"
    )
    assert (second.text, second.language) == ("Test words two.", "en-GB")


def test_no_markup_stays_of_a_hostile_post():
    html = (
        "<script>one()</script><p onclick=two()>Words<img src=x onerror=three()>"
        "<iframe src=//e.example>four</iframe> &lt;b&gt;<a href='javascript:five()'>link</a></p>"
        "<style>six</style><svg><script>seven</script></svg>\u202eback\x00wards"
    )

    assert plain(html) == "Words <b>link\n\nbackwards"


def test_of_a_post_that_is_mostly_markup_only_its_beginning_is_read():
    """The worker would else be busy with one for a minute, and everything else waits for it."""
    assert plain("words" + "<b></b>" * 2_000 + "more") == "words"


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", "//e.example/", "ftp://e.example/", "https://e e/"],
)
def test_a_post_whose_address_is_no_web_page_has_none(url):
    body = json.dumps(
        {"version": "https://jsonfeed.org/version/1.1", "items": [{"url": url, "title": "A"}]}
    )

    assert feeds.read(body.encode(), FEED)[0].url == ""


def test_a_text_that_goes_on_is_cut_at_a_word():
    cut = tidy("words " * 1000)

    assert len(cut) <= 600
    assert cut.endswith("words …")


LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;">]><rss version="2.0"><channel><title>&c;</title></channel></rss>"""
FILE = b"""<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/hostname">]>
<rss version="2.0"><channel><title>&a;</title></channel></rss>"""


@pytest.mark.parametrize(
    ("body", "because"),
    [
        (b"<!DOCTYPE html><html><title>A profile</title></html>", "a web page, not a feed"),
        (b"\xef\xbb\xbf\n<html>", "a web page, not a feed"),
        (LAUGHS, "names of its own"),
        (LAUGHS.decode().encode("utf-16"), "names of its own"),
        (FILE, "names of its own"),
        (b"/etc/hostname", "no feed"),
        (b"https://feeds.example/other.rss", "no feed"),
        (b"<rss version='2.0'><channel><item></channel></rss>", "no feed"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not a feed"),
        (b"\x1f\x8b\x08\x00", "no feed"),
        (b"<rss version='2.0'>" + b"<a>" * 100 + b"</a>" * 100 + b"</rss>", "too many parts"),
        (b"<rss version='2.0'>" + b"<a/>" * 20_000 + b"</rss>", "too many parts"),
        (b"<a " + b" ".join(b"a%d=''" % n for n in range(20_000)) + b"/>", "too many parts"),
        (b"{" * 100_000, "no JSON"),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": 5}', "not a JSON Feed"),
        (b'{"version": "https://jsonfeed.org/version/1.1", "items": [{"url": 5}]}', "JSON Feed"),
        (b'{"feed": []}', "not a JSON Feed"),
    ],
)
def test_what_is_no_feed_is_refused_in_plain_words(body, because):
    with pytest.raises(ValidationError, match=because):
        feeds.read(body, FEED)


@pytest.mark.parametrize(
    "said", [None, 5, [None], {"data": 5}, {"feed": [None]}, [{"id": 1}], [[]]]
)
@pytest.mark.parametrize("read", [bluesky.read, mastodon.read, lambda said: x.read(said, "office")])
def test_data_of_another_shape_is_refused_in_plain_words(read, said):
    with pytest.raises(ValidationError, match="not"):
        read(said)


def test_an_item_of_a_json_feed_without_an_address_takes_nothing_from_the_others():
    body = answer("feed.json").replace(b'"url": "https://feeds.example/posts/2", ', b"")

    assert [post.url for post in feeds.read(body, FEED)] == ["", "https://feeds.example/posts/1"]
