"""Every row of what the quick exit must do has a test in a real browser."""

import re

import pytest

from tests.house.source import ROOT

pytestmark = pytest.mark.sqlite_only

ROWS = 33
ROW = re.compile(r"^def test_row_(\d\d)_\w+\(", re.MULTILINE)


def test_each_row_has_a_test_in_chromium():
    folder = ROOT / "tests" / "browser" / "quick_exit"
    tested = {
        int(row) for path in folder.glob("test_*.py") for row in ROW.findall(path.read_text())
    }

    assert set(range(1, ROWS + 1)) - tested == set()
