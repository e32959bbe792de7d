"""Between two moments that are named no page changes by itself; at each of them one does."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from home.models import HomePage
from operations.moments import next_moment
from tests import builders
from tests.site_map import for_machines, one_of_each

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

START = datetime(2026, 3, 1, 10, 0, tzinfo=UTC)  # Winter: London's clocks show the same.
HOURS = {
    "a banner comes up": 1,
    "a call for evidence opens": 2,
    "a story ends": 3,
    "a post grows old": 4,
    "a banner comes down": 5,
    "a call for evidence closes": 6,
    "the day ends, and with it a Commissioner’s time": 14,
}
NAMED = [START + timedelta(hours=hours) for hours in HOURS.values()]


def a_site_that_changes_by_itself() -> dict[str, str]:
    """Addresses of every kind of page, some of which have moments ahead."""
    addresses = one_of_each()
    banner, opens, story, post, banner_ends, closes, _ = NAMED
    builders.alert(starts_at=banner, ends_at=banner_ends)
    call = builders.call(title="Soon open", opens_at=opens, closes_at=closes)
    front = HomePage.objects.get()
    for part in front.parts:
        if part.block_type == "stories":
            part.value["stories"][0]["shown_until"] = story
    front.save()
    builders.post(text="Soon old", posted_at=post - timedelta(days=90))
    jane = builders.Commissioner.objects.get()
    jane.took_office_on, jane.left_office_on = date(2020, 1, 1), START.date()
    jane.save()
    return addresses | for_machines(addresses) | {"soon open": call.url}


def test_pages_change_by_the_clock_at_the_named_moments_and_at_no_other(client):
    with time_machine.travel(START, tick=False):
        addresses = a_site_that_changes_by_itself()

    def pages_at(moment: datetime) -> dict[str, bytes]:
        with time_machine.travel(moment, tick=False):
            return {kind: client.get(url).content for kind, url in addresses.items()}

    moment, found = START, []
    shown = pages_at(moment)
    while len(found) < len(NAMED):
        end = datetime.fromtimestamp(next_moment(moment.timestamp()), UTC)
        found.append(end)
        just_before = pages_at(end - timedelta(seconds=1))
        assert [kind for kind in addresses if just_before[kind] != shown[kind]] == [], moment
        moment, before = end, just_before
        shown = pages_at(moment)
        assert shown != before, f"Nothing changed at {moment}."

    assert found == NAMED


def test_without_anything_ahead_the_day_ends_at_midnight_in_london():
    builders.front_page()
    summer = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)

    assert datetime.fromtimestamp(next_moment(summer.timestamp()), UTC) == datetime(
        2026, 7, 1, 23, 0, tzinfo=UTC
    )
