"""The way back is closed in Firefox: rows 15 to 22."""

import pytest

from tests.browser.quick_exit.watching import EXIT
from tests.browser.quick_exit_firefox.driving import wait_until

pytestmark = pytest.mark.browser


def leave(firefox, destination) -> None:
    firefox.click(EXIT)
    firefox.wait_for(destination.url)


def back_to(firefox, neighbours) -> list[str]:
    """One step back, until a neighbour's page stands there; what was on the screen meanwhile."""
    index, _ = firefox.history()
    if not firefox.go_back():
        return []
    return firefox.watch_until(
        lambda: (
            firefox.history()[0] != index
            and any(firefox.has_arrived(one.url) for one in neighbours)
        )
    )


@pytest.mark.parametrize("count", [1, 3])
def test_row_15_back_shows_nothing_of_ours(tab, destination, search, visit, count):
    visit(count)
    leave(tab, destination)

    seen = []
    while tab.url != search.url:
        seen += back_to(tab, [destination, search])
        print(seen, tab.history())

    assert seen[-1] == "search"
    assert "content" not in seen


@pytest.mark.parametrize("count", [1, 3])
def test_row_16_the_tab_remembers_one_blank_page_and_no_title(
    tab, destination, search, visit, site_url, count
):
    visit(count)
    leave(tab, destination)

    index, entries = tab.history()
    print(entries)
    assert entries == [
        (search.url, "Search"),
        (f"{site_url}/-", "Loading"),
        (destination.url, "Weather"),
    ]
    assert index == 2
