"""Numbered pages of a list keep their content when newer entries come, and none is lost."""

from datetime import timedelta

import pytest
from django.http import Http404

from core.listings import newest, numbered
from core.models import BasePage
from news.models import NewsPage
from tests import builders

pytestmark = pytest.mark.django_db

SIZE = 7
NO_PAGE = ["", "x", "0", "-1", "01", "+1", "1.0", " 1", "٣", "²", "5", "999999"]
# Django takes longer digits than Python turns into numbers, and zeros must not hide a large one.
NO_PAGE += ["9" * 5000, "000000001234"]


def stream():
    return BasePage.objects.type(NewsPage).listed()


def ids(shown) -> list[int]:
    return [page.pk for page in shown.entries]


def by_older_links(shown) -> list[list[int]]:
    """The entries of a screen and of each that its Older link leads to."""
    screens = [ids(shown)]
    while shown.older is not None:
        shown = numbered(stream(), str(shown.older), size=SIZE)
        screens.append(ids(shown))
    return screens


def test_every_entry_is_reached_exactly_once_and_no_number_changes_its_content():
    seen_before: dict[int, list[int]] = {}
    for total in range(66):
        everything = [page.pk for page in stream().newest_first()]
        screens = by_older_links(newest(stream(), size=SIZE))
        numbers = {
            number: ids(numbered(stream(), str(number), size=SIZE))
            for number in range(1, total // SIZE + 1)
        }

        assert [entry for screen in screens for entry in screen] == everything
        assert len(everything) == total
        assert all(len(content) == SIZE for content in numbers.values())
        assert seen_before.items() <= numbers.items()
        seen_before = numbers
        date = builders.DISPLAYED_ON + timedelta(days=total // 3)
        builders.many(NewsPage, 1, newest_on=date)


@pytest.mark.parametrize(
    ("total", "first_screen"),
    [(0, 0), (1, 1), (6, 6), (7, 7), (13, 13), (14, 7), (20, 13), (21, 7)],
)
def test_the_first_screen_holds_between_one_full_page_and_nearly_two(total, first_screen):
    builders.many(NewsPage, total)

    assert len(newest(stream(), size=SIZE).entries) == first_screen


def test_newer_links_lead_back_to_the_first_screen():
    builders.many(NewsPage, 30)
    way = [numbered(stream(), "1", size=SIZE)]
    while way[-1].newer is not None:
        way.append(numbered(stream(), str(way[-1].newer), size=SIZE))

    assert [shown.number for shown in way] == [1, 2, 3]
    assert [shown.newer_is_first for shown in way] == [False, False, True]
    assert newest(stream(), size=SIZE).older == 3


@pytest.mark.parametrize(
    "number",
    [
        "",
        "x",
        "0",
        "-1",
        "01",
        "+1",
        "1.0",
        " 1",
        "٣",
        "²",
        "5",
        "999999",
        "000000001234",
        "9" * 5000,
    ],
)
def test_a_number_that_names_no_page_is_not_found(number):
    builders.many(NewsPage, 30)

    with pytest.raises(Http404):
        numbered(stream(), number, size=SIZE)
