"""How pages ask for their pictures: what is at the top at once, the rest when it comes in sight."""

from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.core.cache import caches
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import builders

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


def picture(size: tuple[int, int] = (40, 50)) -> dict[str, Any]:
    file = ContentFile(builders.picture_bytes(size), name="picture.png")
    return {"image": builders.picture(file=file).pk, "decorative": False, "alt_text": "A field"}


def picture_block(size: tuple[int, int] = (40, 50)) -> tuple[str, dict[str, Any]]:
    return "picture", {"image": picture(size), "caption": ""}


def pictures(client, address: str) -> list[Tag]:
    return BeautifulSoup(client.get(address).content, "html.parser").select("main picture")


def at_the_top(picture: Tag) -> bool:
    """Whether the browser is told to fetch it before others. Those that are not, it may leave."""
    urgent, lazy = [picture.img.get(name) for name in ("fetchpriority", "loading")]
    assert (urgent == "high") == (lazy != "lazy")
    return urgent == "high"


def test_the_picture_that_an_item_begins_with_comes_first_and_the_others_when_in_sight(client):
    body = [picture_block(), ("text", "<p>Words</p>"), picture_block()]
    item = builders.news_item(body=builders.stream(*body))

    assert [at_the_top(found) for found in pictures(client, item.url)] == [True, False]


def test_the_picture_of_the_first_story_comes_first(client):
    story = {"heading": "A story", "text": "<p>Words</p>", "image": picture(), "links": []}
    builders.with_parts(("stories", {"heading": "Stories", "stories": [story, story]}))

    assert [at_the_top(found) for found in pictures(client, "/")] == [True, False]


def test_a_picture_comes_in_small_formats_and_several_widths_and_keeps_its_place(client):
    item = builders.news_item(body=builders.stream(picture_block((1600, 900))))

    (found,) = pictures(client, item.url)

    assert [source["type"] for source in found.select("source")] == ["image/avif", "image/webp"]
    widths = [size.split()[-1] for size in found.source["srcset"].split(",")]
    assert widths == ["480w", "960w", "1440w"]
    assert (found.img["width"], found.img["height"]) == ("480", "270")


def test_all_sizes_of_twenty_pictures_are_asked_for_by_one_query(client):
    item = builders.news_item(body=builders.stream(*[picture_block() for _ in range(20)]))
    client.get(item.url)  # which makes the sizes
    caches["default"].clear()  # in which one process notes them

    with CaptureQueriesContext(connection) as queries:
        assert len(pictures(client, item.url)) == 20

    assert sum("core_rendition" in query["sql"] for query in queries) == 1
