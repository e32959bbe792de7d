"""Each row about security names a test, and whatever test, module or setting it names is there."""

import re

import pytest

from tests.house.source import ROOT

pytestmark = pytest.mark.sqlite_only
PAGE = (ROOT / "docs/operating/security.md").read_text()
SETTINGS = (ROOT / "docs/operating/settings.md").read_text()
STANDARD = (ROOT / "docs/operating/asvs.md").read_text()
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(test_\w+))?`")
ROWS = {letter: range(1, last + 1) for letter, last in {"C-": 6, "E-": 6, "F-": 6, "T": 23}.items()}


NOT_SHOWN = re.compile(r"(does not apply|not met): because \S.{5,}")
QUOTED = re.compile(r"`([^`]+)`")
ANSWERS = dict(re.findall(r"^\| (\d+\.\d+\.\d+)[^|]*\| [^|]+ \| (.+) \|$", STANDARD, re.MULTILINE))


def items() -> list[str]:
    """The numbers of the standard's items that we hold ourselves to."""
    lines = (ROOT / "tests/house/asvs_5_0_0.txt").read_text().splitlines()[1:]
    parts = (line.split(": ") for line in lines)
    return [f"{section}.{number}" for section, numbers in parts for number in numbers.split()]


@pytest.mark.parametrize(("path", "test"), sorted(set(NAMED.findall(PAGE + STANDARD))))
def test_each_test_that_the_page_names_is_there(path, test):
    source = (ROOT / path).read_text()

    assert not test or f"\ndef {test}(" in source


@pytest.mark.parametrize("row", [f"{letter}{n}" for letter, all_ in ROWS.items() for n in all_])
def test_each_row_names_a_test_or_says_that_it_has_none(row):
    [line] = [line for line in PAGE.splitlines() if line.startswith(f"| {row} |")]

    assert NAMED.search(line) or "no test:" in line


def test_each_item_of_the_standard_is_answered_once():
    numbers = re.findall(r"^\| (\d+\.\d+\.\d+)", STANDARD, re.MULTILINE)

    assert numbers == items()
    assert list(ANSWERS) == numbers


@pytest.mark.parametrize("number", items())
def test_an_item_is_shown_by_what_is_there_or_says_why_it_is_not(number):
    answer = ANSWERS[number]

    assert NOT_SHOWN.match(answer) or all(is_there(name) for name in QUOTED.findall(answer))
    assert NOT_SHOWN.match(answer) or QUOTED.search(answer)


def is_there(name: str) -> bool:
    if name.isupper():
        return name in (ROOT / "iasc_site/settings.py").read_text() or name in SETTINGS
    return (ROOT / name.partition("::")[0]).exists()


def test_the_sums_at_the_top_are_right():
    kinds = [match[1] if (match := NOT_SHOWN.match(answer)) else "" for answer in ANSWERS.values()]
    said = re.search(r"Of (\d+) items (\d+) are met, (\d+) do not apply here, and (\d+)", STANDARD)

    counted = [len(kinds), *(kinds.count(kind) for kind in ("", "does not apply", "not met"))]
    assert [int(number) for number in said.groups()] == counted
