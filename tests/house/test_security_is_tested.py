"""The page about security names a test for each row, and each test that it names is there."""

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.sqlite_only
ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = (ROOT / "docs/operating/security.md").read_text()
NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(test_\w+))?`")
ROWS = {letter: range(1, last + 1) for letter, last in {"C-": 6, "E-": 6, "F-": 6, "T": 23}.items()}


@pytest.mark.parametrize(("path", "test"), sorted(set(NAMED.findall(PAGE))))
def test_each_test_that_the_page_names_is_there(path, test):
    source = (ROOT / path).read_text()

    assert not test or f"\ndef {test}(" in source


@pytest.mark.parametrize("row", [f"{letter}{n}" for letter, all_ in ROWS.items() for n in all_])
def test_each_row_names_a_test_or_says_that_it_has_none(row):
    [line] = [line for line in PAGE.splitlines() if line.startswith(f"| {row} |")]

    assert NAMED.search(line) or "no test:" in line
