"""The bench of the exit does what it says. What it finds is for people to read."""

import pytest

from bench.quick_exit import one_round, report

pytestmark = pytest.mark.browser


def test_the_exit_can_be_measured_against_a_plain_link(
    browser, site_url, search, destination, capsys
):
    report("One visit", [one_round(browser, site_url, search, destination, slower=1)])

    printed = capsys.readouterr().out
    for line in ("One visit, 1 rounds", "off the screen", "at the destination", "quick exit"):
        assert line in printed
