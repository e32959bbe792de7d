"""The way back is closed in Firefox: rows 15 to 22."""

import time
from urllib.parse import urlsplit

import pytest

from tests.browser.quick_exit.watching import EXIT, RACES, times_until
from tests.browser.quick_exit_firefox.driving import Firefox, wait_until

pytestmark = pytest.mark.browser

IMPORT_SESSION_STORE = """
const path = "resource:///modules/sessionstore/SessionStore.sys.mjs";
const { SessionStore } = ChromeUtils.importESModule(path);
const tab = gBrowser.selectedTab;
const browserWindow = tab.ownerDocument.defaultView;
"""
TABS_AGAIN = {
    "duplicated": "gBrowser.selectedTab = gBrowser.duplicateTab(tab)",
    "reopened": """
      gBrowser.selectedTab = gBrowser.addTrustedTab("about:blank");
      gBrowser.removeTab(tab);
      SessionStore.undoCloseTab(browserWindow, 0);
    """,
    "restored": """
      const state = SessionStore.getTabState(tab);
      gBrowser.selectedTab = gBrowser.addTrustedTab("about:blank");
      SessionStore.setTabState(gBrowser.selectedTab, state);
    """,
}


def leave(firefox: Firefox, destination) -> None:
    firefox.click(EXIT)
    firefox.wait_for(destination.url)


def step_back(firefox: Firefox, *neighbours) -> list[str]:
    """What is on the screen from one Back until a neighbour's page stands there."""
    index, _ = firefox.history()
    firefox.go_back()
    return firefox.watch_until(
        lambda: (
            firefox.history()[0] == index - 1
            and any(firefox.has_arrived(one.url) for one in neighbours)
        )
    )


def back_to(firefox: Firefox, search, destination, *, presses: int) -> list[str]:
    """What is on the screen from the first Back until the page before ours stands there."""
    seen: list[str] = []
    while firefox.url != search.url:
        assert presses, f"too many steps: {firefox.history()}"
        presses -= 1
        seen += step_back(firefox, search, destination)
    return seen


def listed(firefox: Firefox, site_url: str) -> tuple[int, list[str]]:
    """The tab's history as a person reads it: where we are; sites by title, ours by path."""
    index, entries = firefox.history()
    return index, [
        entry.url.removeprefix(site_url) if entry.url.startswith(site_url) else entry.title
        for entry in entries
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_row_15_back_shows_nothing_of_ours(tab, destination, search, visit, count):
    visit(count)
    leave(tab, destination)

    assert "content" not in back_to(tab, search, destination, presses=9)


@pytest.mark.parametrize("count", [1, 3])
def test_row_15_without_the_navigation_api_neither(old_tab, destination, search, visit, count):
    visit(count)
    leave(old_tab, destination)

    assert "content" not in back_to(old_tab, search, destination, presses=9)


def test_row_15_another_site_in_between_changes_nothing(tab, destination, search, visit):
    visit(2)
    visit(1)
    leave(tab, destination)

    seen = []
    while tab.history()[0] > 0:
        seen += step_back(tab, search, destination)

    assert "search" in seen
    assert "content" not in seen


@pytest.mark.parametrize("count", [1, 3])
def test_row_16_the_tab_remembers_one_blank_page_and_no_title(
    tab, destination, search, visit, site_url, count
):
    visit(count)
    leave(tab, destination)

    index, entries = tab.history()
    assert entries == [
        (search.url, "Search"),
        (f"{site_url}/-", "Loading"),
        (destination.url, "Weather"),
    ]
    assert index == 2


def test_row_16_a_wandering_visit_leaves_no_trace_either(tab, destination, search, visit, site_url):
    visit(3)
    tab.evaluate("(location.hash = 'content')")
    tab.click("a[href$='/guidance/']")
    tab.wait_for(f"{site_url}/guidance/")
    tab.go_back()
    tab.wait_for(f"{site_url}/publications/#content")

    leave(tab, destination)

    assert listed(tab, site_url) == (2, ["Search", "/-", "Weather"])


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (1, ["Search", "/-", "Weather"]),
        (3, ["Search", "/", "/news/", "/-", "Weather"]),
    ],
)
def test_row_16_without_the_navigation_api_the_pages_before_the_last_stay_listed(
    old_tab, destination, visit, site_url, count, expected
):
    """Else the exit would have to guess, and could end with our page in sight."""
    visit(count)
    leave(old_tab, destination)

    assert listed(old_tab, site_url) == (len(expected) - 1, expected)


@pytest.mark.parametrize("count", [1, 3])
def test_row_17_two_steps_back_reach_the_page_before_ours(tab, destination, search, visit, count):
    visit(count)
    leave(tab, destination)

    back_to(tab, search, destination, presses=2)

    assert tab.screen() == "search"


@pytest.mark.parametrize("count", [1, 3])
def test_row_17_without_the_navigation_api_each_page_costs_one_step(
    old_tab, destination, search, visit, count
):
    visit(count)
    leave(old_tab, destination)

    back_to(old_tab, search, destination, presses=count + 1)

    assert old_tab.screen() == "search"


def is_restored_from_cache(firefox: Firefox, site_url: str) -> bool:
    """Whether Firefox parks pages of ours: told by an ordinary visit and a Back."""
    firefox.goto(f"{site_url}/news/")
    firefox.evaluate("(document.documentElement.dataset.stays = 'yes')")
    firefox.goto(f"{site_url}/publications/")
    firefox.go_back()
    firefox.wait_for(f"{site_url}/news/")
    return firefox.evaluate("document.documentElement.dataset.stays == 'yes'")


def test_row_18_the_cache_of_these_tests_is_on_and_off(firefox, site_url):
    """Else rows 15 to 17 would be tried twice in the same way."""
    assert is_restored_from_cache(firefox, site_url)
    firefox.turn_cache_off()
    assert not is_restored_from_cache(firefox, site_url)


def test_row_18_without_the_navigation_api_our_pages_are_never_parked(firefox, site_url):
    """Firefox gives a parked page the storage of the past, and there is no mark to look for."""
    firefox.turn_navigation_api_off()

    assert not is_restored_from_cache(firefox, site_url)


@pytest.mark.parametrize("turn", range(RACES))
def test_row_18_each_time_again_the_way_back_is_closed(
    tab, destination, search, visit, site_url, turn
):
    visit(3)
    leave(tab, destination)

    assert listed(tab, site_url) == (2, ["Search", "/-", "Weather"])
    assert "content" not in back_to(tab, search, destination, presses=2)


@pytest.mark.parametrize("way", TABS_AGAIN)
def test_row_19_a_tab_that_comes_again_shows_nothing_of_ours(tab, destination, search, visit, way):
    visit(3)
    leave(tab, destination)
    tab.flush_session()

    tab.in_browser(IMPORT_SESSION_STORE + TABS_AGAIN[way])
    tab.follow_front_tab()
    seen = tab.watch_until(lambda: tab.has_arrived(destination.url))
    seen += back_to(tab, search, destination, presses=3)

    assert "content" not in seen


def milliseconds_until_siblings_are_blank(firefox: Firefox, destination, site_url: str) -> float:
    """From the release of the button until two other tabs have the neutral name; all leave."""
    siblings = []
    for path in ("/news/", "/"):
        siblings.append(firefox.open_tab())
        firefox.goto(site_url + path)
    firefox.open_tab()
    firefox.goto(f"{site_url}/publications/")
    firefox.press()
    destination.delay_seconds = 1

    released_at = time.monotonic()
    firefox.let_go()
    wait_until(lambda: firefox.titles_of_tabs().count("Loading") == 3)
    took = (time.monotonic() - released_at) * 1000

    for name in siblings:
        firefox.show_tab(name)
        assert firefox.screen() in ("blank", "destination")
        firefox.wait_for(destination.url)
    return took


def test_row_20_other_tabs_of_ours_leave_as_well_and_the_admin_stays(
    firefox, destination, site_url
):
    firefox.sign_in(site_url, "editor")
    admin = firefox.marionette.current_window_handle

    times = times_until(
        lambda: milliseconds_until_siblings_are_blank(firefox, destination, site_url), 250, tries=8
    )

    assert min(times) <= 250, times
    firefox.show_tab(admin)
    assert urlsplit(firefox.url).path == "/admin/"


def test_row_21_a_return_on_purpose_works(tab, destination, visit, site_url):
    visit(2)
    leave(tab, destination)

    tab.goto(f"{site_url}/news/")
    tab.wait_until_screen("content")  # by a typed address
    tab.click("a[href$='/publications/']")
    tab.wait_for(f"{site_url}/publications/")
    tab.wait_until_screen("content")  # by a link of ours
    visit(1)
    tab.wait_until_screen("content")  # from where it was found
    leave(tab, destination)

    tab.wait_until_screen("destination")


def test_row_21_an_ordinary_back_still_works(tab, visit, site_url):
    visit(3)

    tab.go_back()

    tab.wait_for(f"{site_url}/news/")
    tab.wait_until_screen("content")
    assert tab.title != "Loading"


def test_row_22_nothing_is_kept_but_the_time_of_exit(firefox, destination, visit, site_url):
    visit(3)
    leave(firefox, destination)

    firefox.goto(f"{site_url}/robots.txt")
    kept = firefox.evaluate("[{ ...sessionStorage }, { ...localStorage }]")

    assert firefox.in_browser("return Services.cookies.cookies.length") == 0
    assert list(kept[0]) == ["q"]
    assert kept[0]["q"].isdigit()
    assert kept[1] == {}
