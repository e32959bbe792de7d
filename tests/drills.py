"""The drills: what breaks, how large it is tried, and the table that says what was lost.

    @pytest.mark.drill("D-5", "The database is gone for a while")
    def test_pages_are_there_while_the_database_is_gone(drill, ...):
        ...
        drill.tried(500, "requests")
        drill.lost(failed, "answers")     # fails the test unless it is 0

Quick in each run of the tests, whole with `make drills`, which ends with the table.
"""

import os

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

    def note(self, column: str, words: str) -> None:
        self.node.user_properties.append((NOTED, (self.number, self.title, column, words)))

    def tried(self, count: int, what: str) -> None:
        """Note how much was tried or measured, such as 500 requests."""
        self.note("tried", f"{count:,} {what}")

    def lost(self, count: int, what: str) -> None:
        """Note what was lost. More than nothing fails the test."""
        self.note("lost", f"{count:,} {what}" if count else "")
        assert count == 0, f"{self.number}: {count} {what} lost"


def rows(reports: list[pytest.TestReport]) -> list[str]:
    """A line for each drill that ran: number, outcome, title, what was tried, what was lost."""
    found: dict[tuple[str, str], dict[str, list[str]]] = {}
    for report in reports:
        for name, noted in report.user_properties:
            if name == NOTED:
                number, title, column, words = noted
                row = found.setdefault((number, title), {"tried": [], "lost": [], "is": []})
                row[column].append(words)
                row["is"].append(report.outcome)
    return [
        f"{number:<5} {'passed' if set(row['is']) == {'passed'} else 'FAILED'}  {title}: "
        f"{', '.join(row['tried']) or 'no count'}; lost: "
        f"{', '.join(filter(None, row['lost'])) or 'nothing'}"
        for (number, title), row in sorted(found.items(), key=in_order)
    ]


def in_order(entry: tuple[tuple[str, str], object]) -> tuple[str, int, str]:
    """D-2 comes before D-10."""
    number, title = entry[0]
    letter, _, digits = number.partition("-")
    return letter, int(digits) if digits.isdigit() else 0, title
