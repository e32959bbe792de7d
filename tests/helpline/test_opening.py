"""G2: when a service is open, in London's time, through clock changes and bank holidays."""

from datetime import UTC, date, datetime, time

import pytest
from django.core.exceptions import ValidationError

from helpline.opening import (
    BankHolidayRule,
    HolidayNation,
    Opening,
    Times,
    WeeklyTimes,
    day_words,
    is_bank_holiday,
    time_words,
)
from tests import builders
from tests.builders import LONDON

NINE_TO_FIVE = Times(time(9), time(17))
WEEKDAYS = frozenset(range(5))
OFFICE_HOURS = WeeklyTimes(WEEKDAYS, NINE_TO_FIVE)
NIGHT = WeeklyTimes(frozenset(range(7)), Times(time(22), time(6), closes_next_day=True))


def london(*moment: int, fold: int = 0) -> datetime:
    return datetime(*moment, tzinfo=LONDON, fold=fold)


def utc(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=UTC)


# Open or not


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ((2026, 11, 27, 8, 59), False),
        ((2026, 11, 27, 9, 0), True),
        ((2026, 11, 27, 16, 59), True),
        ((2026, 11, 27, 17, 0), False),
        ((2026, 11, 28, 12, 0), False),
    ],
)
def test_a_line_is_open_in_its_hours_only(moment, is_open):
    assert Opening(weekly=(OFFICE_HOURS,)).is_open(london(*moment)) is is_open


def test_in_summer_it_opens_by_the_clock_of_london():
    opening = Opening(weekly=(OFFICE_HOURS,))

    assert opening.is_open(utc(2026, 7, 1, 8, 0))
    assert not opening.is_open(utc(2026, 1, 15, 8, 0))


def test_a_line_that_is_always_open_is_so_on_bank_holidays():
    assert Opening(is_always=True).is_open(utc(2026, 12, 25, 3, 0))


def test_all_day_on_every_day_is_always():
    all_day = Times(time(0), time(0), closes_next_day=True)
    opening = Opening(weekly=(WeeklyTimes(frozenset(range(7)), all_day),))

    assert opening.is_open(utc(2026, 10, 25, 0, 30))
    assert opening.words == "Every day, all day. Also open on bank holidays"


def test_hours_past_midnight_belong_to_the_night_that_began():
    friday_night = WeeklyTimes(frozenset([4]), Times(time(22), time(2), closes_next_day=True))
    opening = Opening(weekly=(friday_night,))

    assert opening.is_open(london(2026, 11, 28, 1, 59))
    assert not opening.is_open(london(2026, 11, 28, 2, 0))
    assert not opening.is_open(london(2026, 11, 27, 1, 0))


def test_hours_that_touch_leave_no_gap():
    first, second = Times(time(9), time(12)), Times(time(12), time(17))
    opening = Opening(weekly=(WeeklyTimes(WEEKDAYS, first), WeeklyTimes(WEEKDAYS, second)))

    assert opening.is_open(london(2026, 11, 27, 12, 0))


def test_a_line_without_hours_is_never_open():
    assert not Opening().is_open(utc(2026, 11, 27))


# When the clocks change


def test_in_the_night_in_which_the_clocks_go_forward_a_night_line_closes_at_six():
    opening = Opening(weekly=(NIGHT,))

    assert opening.is_open(utc(2026, 3, 29, 4, 59))
    assert not opening.is_open(utc(2026, 3, 29, 5, 0))


def test_in_the_night_in_which_the_clocks_go_back_a_night_line_closes_at_six():
    opening = Opening(weekly=(NIGHT,))

    assert opening.is_open(utc(2026, 10, 25, 5, 59))
    assert not opening.is_open(utc(2026, 10, 25, 6, 0))


def test_an_hour_that_never_comes_counts_as_the_one_after_it():
    opening = Opening(weekly=(WeeklyTimes(frozenset([6]), Times(time(1, 30), time(5))),))

    assert not opening.is_open(utc(2026, 3, 29, 1, 29))
    assert opening.is_open(utc(2026, 3, 29, 1, 30))


def test_an_hour_that_comes_twice_counts_from_its_first_time():
    opening = Opening(weekly=(WeeklyTimes(frozenset([6]), Times(time(1, 30), time(5))),))

    assert opening.is_open(utc(2026, 10, 25, 0, 30))
    assert not opening.is_open(utc(2026, 10, 25, 5, 0))


# Bank holidays


# As GOV.UK lists them: https://www.gov.uk/bank-holidays
@pytest.mark.parametrize(
    ("day", "nations"),
    [
        (date(2026, 4, 6), {"england_wales", "northern_ireland"}),
        (date(2026, 1, 2), {"scotland"}),
        (date(2026, 8, 3), {"scotland"}),
        (date(2026, 11, 30), {"scotland"}),
        (date(2026, 3, 17), {"northern_ireland"}),
        (date(2026, 7, 13), {"northern_ireland"}),
        (date(2026, 12, 28), {"england_wales", "scotland", "northern_ireland"}),
        (date(2026, 12, 26), set()),
        (date(2022, 9, 19), {"england_wales", "scotland", "northern_ireland"}),
        (date(2026, 11, 27), set()),
    ],
)
def test_each_nation_has_its_own_bank_holidays(day, nations):
    assert {nation for nation in HolidayNation if is_bank_holiday(day, nation)} == nations


def test_a_line_that_is_closed_on_bank_holidays_opens_on_the_day_after():
    opening = Opening(
        weekly=(OFFICE_HOURS,),
        rule=BankHolidayRule.CLOSED,
        nation=HolidayNation.ENGLAND_AND_WALES,
    )

    assert not opening.is_open(london(2026, 4, 6, 12, 0))
    assert opening.is_open(london(2026, 4, 7, 9, 0))


def test_a_bank_holiday_of_another_nation_changes_nothing():
    opening = Opening(
        weekly=(OFFICE_HOURS,), rule=BankHolidayRule.CLOSED, nation=HolidayNation.SCOTLAND
    )

    assert opening.is_open(london(2026, 4, 6, 12, 0))
    assert not opening.is_open(london(2026, 11, 30, 12, 0))


def test_a_line_can_have_hours_of_its_own_on_bank_holidays():
    opening = Opening(
        weekly=(OFFICE_HOURS,),
        rule=BankHolidayRule.OWN,
        nation=HolidayNation.NORTHERN_IRELAND,
        on_bank_holidays=(Times(time(10), time(12)),),
    )

    assert not opening.is_open(london(2026, 3, 17, 9, 30))
    assert opening.is_open(london(2026, 3, 17, 11, 0))
    assert not opening.is_open(london(2026, 3, 17, 12, 0))


def test_the_night_before_a_bank_holiday_ends_as_it_always_does():
    opening = Opening(
        weekly=(NIGHT,), rule=BankHolidayRule.CLOSED, nation=HolidayNation.ENGLAND_AND_WALES
    )

    assert opening.is_open(london(2026, 4, 3, 5, 0))
    assert not opening.is_open(london(2026, 4, 3, 23, 0))


# In words


@pytest.mark.parametrize(
    ("clock", "words"),
    [
        (time(0), "midnight"),
        (time(0, 30), "12:30am"),
        (time(9), "9am"),
        (time(12), "midday"),
        (time(17, 30), "5:30pm"),
    ],
)
def test_times_are_said_as_people_say_them(clock, words):
    assert time_words(clock) == words


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ([0, 1, 2, 3, 4], "Monday to Friday"),
        ([5, 6], "Saturday and Sunday"),
        ([0, 1, 2, 5], "Monday to Wednesday and Saturday"),
        ([0, 2, 4], "Monday, Wednesday and Friday"),
        (list(range(7)), "Every day"),
    ],
)
def test_days_are_said_as_people_say_them(days, words):
    assert day_words(days) == words


def test_hours_read_as_a_sentence():
    opening = Opening(
        weekly=(
            OFFICE_HOURS,
            WeeklyTimes(frozenset([5]), Times(time(22), time(2), closes_next_day=True)),
            WeeklyTimes(frozenset([6]), Times(time(18), time(0), closes_next_day=True)),
        ),
        rule=BankHolidayRule.CLOSED,
        nation=HolidayNation.SCOTLAND,
    )

    assert opening.words == (
        "Monday to Friday, 9am to 5pm. Saturday, 10pm to 2am the next day. Sunday, 6pm to midnight."
        " Closed on bank holidays in Scotland"
    )


def test_hours_of_bank_holidays_are_said():
    opening = Opening(
        weekly=(OFFICE_HOURS,),
        rule=BankHolidayRule.OWN,
        nation=HolidayNation.ENGLAND_AND_WALES,
        on_bank_holidays=(Times(time(10), time(12)), Times(time(14), time(16))),
    )

    assert opening.words.endswith(
        "On bank holidays in England and Wales, 10am to midday and 2pm to 4pm"
    )


# What staff type


def times(opens: str, closes: str, *days: str, next_day: bool = False) -> tuple[str, dict]:
    value = {"opens": opens, "closes": closes, "closes_next_day": next_day}
    return "times", value | ({"days": list(days)} if days else {})


def with_hours(*rows: tuple[str, dict], **fields):
    values = {
        "is_always_open": False,
        "opening_times": builders.stream(*rows),
        "bank_holidays": "usual",
    }
    return builders.helpline(**values | fields)


@pytest.mark.django_db
def test_hours_survive_a_draft_and_its_publication():
    line = with_hours(times("09:00", "17:00", "0", "1"))

    line.save_revision().publish()
    line.refresh_from_db()

    assert line.hours == "Monday and Tuesday, 9am to 5pm. Also open on bank holidays"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([times("17:00", "09:00", "0")], "closes before it opens"),
        ([times("09:00", "09:00", "0")], "closes before it opens"),
        ([times("09:00", "10:00", "0", next_day=True)], "longer than a day"),
        ([times("09:00", "17:00", "0", "1"), times("16:00", "20:00", "1")], "Tuesday"),
        ([times("09:00", "17:00", "0"), times("10:00", "11:00", "0")], "overlap"),
        ([times("09:00", "17:00", "0"), times("09:00", "17:00", "0")], "overlap"),
        ([times("22:00", "06:00", "6", next_day=True), times("05:00", "09:00", "0")], "overlap"),
    ],
)
def test_hours_that_cannot_be_are_refused_and_it_says_which(rows, words):
    with pytest.raises(ValidationError) as refusal:
        with_hours(*rows)

    assert words in " ".join(refusal.value.message_dict["opening_times"])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"bank_holidays": ""}, "bank_holidays"),
        ({"bank_holidays": "closed"}, "bank_holiday_nation"),
        ({"bank_holidays": "own", "bank_holiday_nation": "scotland"}, "bank_holiday_times"),
        ({"is_always_open": True}, "is_always_open"),
        ({"opening_times": builders.stream()}, "opening_times"),
    ],
)
def test_hours_that_say_too_little_or_two_things_are_refused(fields, field):
    with pytest.raises(ValidationError) as refusal:
        with_hours(times("09:00", "17:00", "0"), **fields)

    assert field in refusal.value.message_dict


@pytest.mark.django_db
def test_overlapping_hours_of_bank_holidays_are_refused():
    own = builders.stream(times("09:00", "12:00"), times("11:00", "13:00"))

    with pytest.raises(ValidationError) as refusal:
        with_hours(
            times("09:00", "17:00", "0"),
            bank_holidays="own",
            bank_holiday_nation="scotland",
            bank_holiday_times=own,
        )

    assert "overlap" in " ".join(refusal.value.message_dict["bank_holiday_times"])


@pytest.mark.django_db
def test_pages_show_the_hours_and_never_whether_it_is_open_now(client):
    with_hours(times("09:00", "17:00", "0"), hours_note="Leave a message at night")

    seen = client.get(builders.help_page().url).content.decode()

    assert "Monday, 9am to 5pm. Also open on bank holidays. Leave a message at night" in seen
    assert "open now" not in seen.lower()


@pytest.mark.django_db
def test_a_line_that_is_always_open_says_so(client):
    builders.helpline()

    seen = client.get(builders.help_page().url).content.decode()

    assert "24 hours a day, every day" in seen
