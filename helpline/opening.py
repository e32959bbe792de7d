"""When a service is open: reckoned from its hours, in London's time, and said in words.

Times are those on a London clock, so a line that opens at 9am does so in summer and in winter. An
hour that comes twice, on a Sunday in October, counts from its first time; one that never comes, on
a Sunday in March, as the hour after it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from itertools import combinations
from zoneinfo import ZoneInfo

import holidays

LONDON = ZoneInfo("Europe/London")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ALWAYS = "24 hours a day, every day"
MINUTES_A_DAY = 24 * 60


class BankHolidayRule(StrEnum):
    """What holds on a bank holiday."""

    USUAL = "usual"
    CLOSED = "closed"
    OWN = "own"


class HolidayNation(StrEnum):
    """Which nation's bank holidays. Those of England are those of Wales."""

    ENGLAND_AND_WALES = "england_wales"
    SCOTLAND = "scotland"
    NORTHERN_IRELAND = "northern_ireland"

    @property
    def words(self) -> str:
        return {
            self.ENGLAND_AND_WALES: "England and Wales",
            self.SCOTLAND: "Scotland",
            self.NORTHERN_IRELAND: "Northern Ireland",
        }[self]


_SUBDIVISIONS = {
    HolidayNation.ENGLAND_AND_WALES: "ENG",
    HolidayNation.SCOTLAND: "SCT",
    HolidayNation.NORTHERN_IRELAND: "NIR",
}


@cache
def _bank_holidays(nation: HolidayNation, year: int) -> frozenset[date]:
    found = holidays.country_holidays("GB", subdiv=_SUBDIVISIONS[nation], years=year)
    # A holiday at the weekend is no bank holiday: the weekday in its place is one.
    return frozenset(day for day in found if day.weekday() < 5)


def is_bank_holiday(day: date, nation: HolidayNation) -> bool:
    return day in _bank_holidays(nation, day.year)


@dataclass(frozen=True, order=True)
class Times:
    """From when to when, on a London clock."""

    opens: time
    closes: time
    closes_next_day: bool = False

    @property
    def length(self) -> int:
        """In minutes by the clock. Not above nothing if it closes before it opens."""
        return _minutes(self.closes) + MINUTES_A_DAY * self.closes_next_day - _minutes(self.opens)

    @property
    def words(self) -> str:
        if (self.opens, self.closes, self.closes_next_day) == (time(0), time(0), True):
            return "all day"
        ends_at_midnight = self.closes_next_day and self.closes == time(0)
        next_day = " the next day" if self.closes_next_day and not ends_at_midnight else ""
        return f"{time_words(self.opens)} to {time_words(self.closes)}{next_day}"


@dataclass(frozen=True)
class WeeklyTimes:
    """Times that hold on some days of each week: 0 is Monday."""

    days: frozenset[int]
    times: Times


@dataclass(frozen=True)
class Opening:
    """All that is known of when a service is open."""

    is_always: bool = False
    weekly: tuple[WeeklyTimes, ...] = ()
    rule: BankHolidayRule = BankHolidayRule.USUAL
    nation: HolidayNation | None = None
    on_bank_holidays: tuple[Times, ...] = ()

    def is_open(self, at: datetime) -> bool:
        """Whether somebody answers at this moment. What began on the day before may go on."""
        today = at.astimezone(LONDON).date()
        spans = [*self._spans_on(today - timedelta(days=1)), *self._spans_on(today)]
        return self.is_always or any(start <= at < end for start, end in spans)

    def _spans_on(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        for times in self.times_on(day):
            last_day = day + timedelta(days=times.closes_next_day)
            yield _moment(day, times.opens), _moment(last_day, times.closes)

    def times_on(self, day: date) -> list[Times]:
        """What holds on that day, in order. What began on the day before goes on all the same."""
        is_special = self.rule != BankHolidayRule.USUAL and self.nation is not None
        if is_special and is_bank_holiday(day, self.nation):
            return sorted(self.on_bank_holidays) if self.rule == BankHolidayRule.OWN else []
        return self._times_of_weekday(day.weekday())

    def _times_of_weekday(self, day: int) -> list[Times]:
        return sorted(weekly.times for weekly in self.weekly if day in weekly.days)

    @property
    def words(self) -> str:
        """The hours as people say them, without a full stop. Empty if they are not known."""
        if self.is_always:
            return ALWAYS
        return ". ".join([*self._week_in_words(), *self._bank_holidays_in_words()])

    def _week_in_words(self) -> Iterator[str]:
        days_of: dict[tuple[Times, ...], list[int]] = {}
        for day in range(7):
            if times := tuple(self._times_of_weekday(day)):
                days_of.setdefault(times, []).append(day)
        for times, days in days_of.items():
            yield f"{day_words(days)}, {_joined([one.words for one in times])}"

    def _bank_holidays_in_words(self) -> Iterator[str]:
        if not self.weekly:
            return
        where = f" in {self.nation.words}" if self.nation else ""
        if self.rule == BankHolidayRule.USUAL:
            yield "Also open on bank holidays"
        elif self.rule == BankHolidayRule.CLOSED:
            yield f"Closed on bank holidays{where}"
        else:
            times = _joined([one.words for one in sorted(self.on_bank_holidays)])
            yield f"On bank holidays{where}, {times}"


def problems_of_week(weekly: Sequence[WeeklyTimes]) -> list[str]:
    """What is wrong with hours, in the words of the person who typed them, and what to do."""
    problems = [problem for one in weekly if (problem := _problem_of(one.times))]
    if problems:
        return problems
    spans = [(day, one.times) for one in weekly for day in sorted(one.days)]
    return [
        f"{DAYS[day]}, {times.words}, and {DAYS[other_day]}, {other.words}, overlap. Change one of "
        "them, or make them one."
        for (day, times), (other_day, other) in combinations(spans, 2)
        if _overlap(_start(day, times), times.length, _start(other_day, other), other.length)
    ]


def problems_of_day(hours: Sequence[Times]) -> list[str]:
    """As `problems_of_week`, for the hours of one day."""
    problems = [problem for one in hours if (problem := _problem_of(one))]
    return problems or [
        f"{one.words} and {other.words} overlap. Change one of them, or make them one."
        for one, other in combinations(sorted(hours), 2)
        if _minutes(other.opens) < _minutes(one.opens) + one.length
    ]


def _problem_of(times: Times) -> str:
    if times.length <= 0:
        return (
            f"{time_words(times.opens)} to {time_words(times.closes)} closes before it opens. If "
            "it closes in the night after, tick “closes on the next day”."
        )
    if times.length > MINUTES_A_DAY:
        return (
            f"{times.words} is longer than a day. Take the tick from “closes on the next day”, or "
            "write the hours of each day."
        )
    return ""


def _start(day: int, times: Times) -> int:
    return day * MINUTES_A_DAY + _minutes(times.opens)


def _overlap(start: int, length: int, other: int, other_length: int) -> bool:
    """Whether two spans of minutes share one, on a clock that goes round once a week."""
    week = 7 * MINUTES_A_DAY
    return (other - start) % week < length or (start - other) % week < other_length


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def _moment(day: date, clock: time) -> datetime:
    """In UTC: moments of one zone would be compared by what its clocks show."""
    return datetime.combine(day, clock, tzinfo=LONDON).astimezone(UTC)


def time_words(clock: time) -> str:
    """Such as “9am”, “5:30pm”, “midday” or “midnight”."""
    if clock == time(0):
        return "midnight"
    if clock == time(12):
        return "midday"
    minutes = f":{clock.minute:02}" if clock.minute else ""
    return f"{clock.hour % 12 or 12}{minutes}{'am' if clock.hour < 12 else 'pm'}"


def day_words(days: Sequence[int]) -> str:
    """Such as “Every day”, “Monday to Friday” or “Tuesday and Thursday”. `days` in order."""
    if len(days) == 7:
        return "Every day"
    runs: list[list[int]] = []
    for day in days:
        if runs and day == runs[-1][-1] + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    parts: list[str] = []
    for run in runs:
        names = [DAYS[day] for day in run]
        parts += [f"{names[0]} to {names[-1]}"] if len(run) > 2 else names
    return _joined(parts)


def _joined(parts: Sequence[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)
