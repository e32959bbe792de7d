"""H8: alert banners on the whole site or in one section, for as long as they are needed."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from core.models import Alert
from tests import builders
from tests.reading import document, links, words

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

START = datetime(2022, 1, 1, 10, 0, tzinfo=UTC)
END = datetime(2022, 2, 1, 10, 0, tzinfo=UTC)


def banners(client, address: str) -> list[str]:
    return [words(banner) for banner in document(client.get(address)).select(".alert")]


def test_a_banner_for_the_whole_site_stands_on_every_kind_of_page(client):
    item = builders.news_item()
    builders.alert(heading="The post office is closed", text="Write to us instead.")

    for address in ("/", "/news/", item.url, "/nothing-here/"):
        assert banners(client, address) == ["The post office is closed Write to us instead."]


def test_a_banner_for_a_section_stands_on_its_page_and_the_pages_below(client):
    item, report = builders.news_item(), builders.publication()
    section = builders.news_index()
    builders.alert(heading="News is late", section=section)

    assert banners(client, "/news/") == ["News is late"]
    assert banners(client, item.url) == ["News is late"]
    assert banners(client, "/") == []
    assert banners(client, report.url) == []
    assert banners(client, "/nothing-here/") == []


@pytest.mark.parametrize(
    ("now", "is_seen"),
    [
        ("2022-01-01T09:59:59+00:00", False),
        ("2022-01-01T10:00:00+00:00", True),
        ("2022-02-01T09:59:59+00:00", True),
        ("2022-02-01T10:00:00+00:00", False),
    ],
)
def test_a_banner_is_shown_from_its_first_moment_until_its_last(client, now, is_seen):
    builders.front_page()
    builders.alert(starts_at=START, ends_at=END)

    with time_machine.travel(now, tick=False):
        assert bool(banners(client, "/")) is is_seen


def test_the_gravest_banner_comes_first(client):
    builders.front_page()
    for level in ("information", "urgent", "warning"):
        builders.alert(level=level, heading=level.title())

    shown = banners(client, "/")

    assert [banner.split()[-1] for banner in shown] == ["Urgent", "Warning", "Information"]


def test_a_banner_links_to_a_page_or_another_website(client):
    item = builders.news_item()
    builders.alert(heading="One", link_page=item, link_text="Read on")
    builders.alert(heading="Two", link_url="https://example.com/", link_text="Elsewhere")

    found = {}
    for banner in document(client.get("/")).select(".alert"):
        found |= links(banner)

    assert found["Read on"] == item.url
    assert "https://example.com/" in found.values()


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"starts_at": END, "ends_at": START}, "later than"),
        ({"starts_at": START, "ends_at": START}, "later than"),
        ({"link_url": "https://example.com/"}, "where the link leads"),
        ({"heading": ""}, "blank"),
        ({"level": "loud"}, "not a valid choice"),
        ({"link_url": "javascript:go()", "link_text": "Go"}, "valid URL"),
    ],
)
def test_a_banner_that_makes_no_sense_is_refused(fields, problem):
    with pytest.raises(ValidationError, match=problem):
        builders.alert(**fields)


def test_a_banner_with_two_targets_is_refused():
    item = builders.news_item()

    with pytest.raises(ValidationError, match="not both"):
        builders.alert(link_page=item, link_url="https://example.com/", link_text="Go")


def test_the_database_itself_refuses_an_until_before_its_from():
    with pytest.raises(IntegrityError):
        Alert.objects.create(heading="Backwards", starts_at=END, ends_at=START)
