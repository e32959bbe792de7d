"""The drills: what breaks, how large it is tried, and the table that says what was lost.

    @pytest.mark.drill("D-5", "The database is gone for a while")
    def test_pages_are_there_while_the_database_is_gone(drill, ...):
        ...
        drill.tried(500, "requests")
        drill.lost(failed, "answers")     # fails the test unless it is 0

Quick in each run of the tests, whole with `make drills`, which ends with the table.
"""

import os
from collections import Counter

import pytest

NOTED = "drill"


def size(quick: int, whole: int) -> int:
    """The number that a drill goes by."""
    return whole if os.environ.get("DRILLS") == "whole" else quick


class Drill:
    """What one drill tried and lost, noted for the table."""

    def __init__(self, node: pytest.Item) -> None:
        self.node = node
        self.number, self.title = node.get_closest_marker("drill").args

    def note(self, column: str, count: int, what: str) -> None:
        noted = (self.number, self.title, column, count, what)
        self.node.user_properties.append((NOTED, noted))

    def tried(self, count: int, what: str) -> None:
        """Note how much was tried or measured, such as 500 requests."""
        self.note("tried", count, what)

    def lost(self, count: int, what: str) -> None:
        """Note what was lost. More than nothing fails the test."""
        self.note("lost", count, what)
        assert count == 0, f"{self.number}: {count} {what} lost"


class Row:
    """What the tests of one drill noted together, and how they ended."""

    def __init__(self) -> None:
        self.outcomes: set[str] = set()
        self.counts: dict[str, Counter[str]] = {"tried": Counter(), "lost": Counter()}

    def words(self, column: str) -> str:
        counts = self.counts[column].items()
        return ", ".join(f"{count:,} {what}" for what, count in counts if count)


def rows(reports: list[pytest.TestReport]) -> list[str]:
    """A line for each drill that ran: number, outcome, title, what was tried, what was lost."""
    found: dict[tuple[str, str], Row] = {}
    for report in reports:
        for number, title, column, count, what in notes_of(report):
            row = found.setdefault((number, title), Row())
            row.outcomes.add(report.outcome)
            row.counts[column][what] += count
    return [
        f"{number:<5} {'passed' if row.outcomes == {'passed'} else 'FAILED'}  {title}: "
        f"{row.words('tried') or 'no count'}; lost: {row.words('lost') or 'nothing'}"
        for (number, title), row in sorted(found.items(), key=in_order)
    ]


def notes_of(report: pytest.TestReport) -> list[tuple[str, str, str, int, str]]:
    return [noted for name, noted in report.user_properties if name == NOTED]


def in_order(entry: tuple[tuple[str, str], object]) -> tuple[str, int, str]:
    """D-2 comes before D-10."""
    number, title = entry[0]
    letter, _, digits = number.partition("-")
    return letter, int(digits) if digits.isdigit() else 0, title
