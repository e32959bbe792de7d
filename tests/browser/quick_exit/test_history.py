"""The way back is closed: rows 15 to 18, 20 to 22."""

import time
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser.quick_exit.watching import (
    EXIT,
    OUR_HOST,
    RACES,
    Film,
    addresses,
    back_to,
    click,
    everything_on_the_way_back,
    go_back,
    history,
    is_elsewhere,
    leave,
    place_of,
    press,
    times_until,
    wait_until,
    wait_until_screen,
)

pytestmark = pytest.mark.browser

HIDDEN_AT = "hidden at "
SAY_WHEN_HIDDEN = """() => {
  const heading = document.querySelector("h1");
  const watch = setInterval(() => {
    if (getComputedStyle(heading).visibility != "hidden") return;
    console.log("hidden at " + Date.now());
    clearInterval(watch);
  }, 5);
}"""


def ours_in_the_list(page: Page) -> list[str]:
    """Addresses of ours that the tab's history holds."""
    return [url for url in addresses(page) if urlsplit(url).hostname == OUR_HOST]


def last_titles(page: Page) -> list[str]:
    return [entry.title for entry in history(page)[1][-3:]]


def is_restored_from_cache(page: Page) -> bool:
    """Whether the browser parks pages of ours: told by an ordinary visit and a Back."""
    page.goto("/news/")
    page.evaluate("addEventListener('pageshow', (event) => { window.wasParked = event.persisted })")
    page.goto("/publications/")
    go_back(page)
    wait_until(page, lambda: urlsplit(page.url).path == "/news/")
    wait_until_screen(page, "content")
    return page.evaluate("window.wasParked === true")


@pytest.mark.parametrize("count", [1, 3])
def test_row_15_back_shows_nothing_of_ours(tab, destination, search, visit, count):
    visit(tab, count)
    leave(tab, destination)

    seen = back_to(tab, search.url, presses=2)

    assert "content" not in seen


def test_row_15_another_site_in_between_changes_nothing(tab, destination, search, visit):
    visit(tab, 2)
    visit(tab, 1)
    leave(tab, destination)

    seen = everything_on_the_way_back(tab)

    assert "search" in seen
    assert "content" not in seen


@pytest.mark.parametrize("count", [1, 3])
def test_row_16_the_tab_remembers_one_blank_page_and_no_title(
    tab, destination, visit, site_url, count
):
    visit(tab, count)
    leave(tab, destination)

    wait_until(tab, lambda: last_titles(tab) == ["Search", "Loading", "Weather"])
    index, entries = history(tab)
    assert ours_in_the_list(tab) == [f"{site_url}/-"]
    assert index == len(entries) - 1


def test_row_16_a_wandering_visit_leaves_no_trace_either(tab, destination, visit, site_url):
    visit(tab, 3)
    tab.evaluate("location.hash = 'content'")
    click(tab, "a[href='/guidance/'], a[href$='/guidance/']")
    tab.wait_for_url("**/guidance/")
    go_back(tab)
    wait_until(tab, lambda: tab.url.endswith("/publications/#content"))
    wait_until_screen(tab, "content")

    leave(tab, destination)

    assert ours_in_the_list(tab) == [f"{site_url}/-"]


@pytest.mark.parametrize("count", [1, 3])
def test_row_17_two_steps_back_reach_the_page_before_ours(tab, destination, search, visit, count):
    visit(tab, count)
    leave(tab, destination)

    back_to(tab, search.url, presses=2)

    assert tab.url == search.url


def test_row_18_the_browsers_of_these_tests_park_pages_and_do_not(bfcache_on, page):
    """Else rows 15 to 17 and 19 would be tried twice in the same way."""
    assert is_restored_from_cache(bfcache_on.new_page())
    assert not is_restored_from_cache(page)


@pytest.mark.parametrize("turn", range(RACES))
def test_row_18_each_time_again_the_way_back_is_closed(
    tab, destination, search, visit, site_url, turn
):
    visit(tab, 3)
    press(tab)
    wait_until_screen(tab, "blank")
    film = Film(tab)
    tab.mouse.up()
    tab.wait_for_url(destination.url)
    wait_until_screen(tab, "destination")

    assert "content" not in film.end()
    assert ours_in_the_list(tab) == [f"{site_url}/-"]
    assert "content" not in back_to(tab, search.url, presses=2)


@pytest.mark.parametrize("turn", range(RACES))
def test_row_15_back_in_a_hurry_shows_nothing_of_ours(tab, destination, visit, turn):
    visit(tab, 3)
    press(tab)
    wait_until_screen(tab, "blank")
    film = Film(tab)

    tab.mouse.up()
    tab.wait_for_timeout(turn * 30 % 400)  # at each moment of the walk and of the leaving
    wait_until(tab, lambda: go_back(tab))

    wait_until(tab, lambda: is_elsewhere(tab))
    tab.wait_for_timeout(500)
    wait_until(tab, lambda: is_elsewhere(tab))
    assert "content" not in film.end()


STORAGE_OF_THE_PAST = """
  Object.defineProperty(window, "navigation", { value: undefined });
  const read = Storage.prototype.getItem;
  let isRestored = false;
  addEventListener("pageshow", (event) => { isRestored = event.persisted }, true);
  Storage.prototype.getItem = function (name) { return isRestored ? null : read.call(this, name) };
"""


def test_row_15_without_the_navigation_api_a_parked_page_does_not_come_into_sight(
    tab, destination, search, visit
):
    """As Firefox has it: what comes back from the cache has the storage from before the exit."""
    tab.add_init_script(f"if (location.hostname == '{OUR_HOST}') {{ {STORAGE_OF_THE_PAST} }}")
    visit(tab, 3)

    leave(tab, destination)

    assert len(ours_in_the_list(tab)) == 3  # nobody knows where the visit began
    assert "content" not in back_to(tab, search.url, presses=4)


def test_row_18_without_the_navigation_api_our_pages_are_never_parked(bfcache_on):
    page = bfcache_on.new_page()
    page.add_init_script("Object.defineProperty(window, 'navigation', { value: undefined })")

    assert not is_restored_from_cache(page)


def sibling(context, url: str, heard: list[str]) -> Page:
    """Another tab, which says in `heard` when its page is hidden."""
    page = context.new_page()
    page.on(
        "console",
        lambda message: message.text.startswith(HIDDEN_AT) and heard.append(message.text),
    )
    page.goto(url)
    page.evaluate(SAY_WHEN_HIDDEN)
    return page


def milliseconds_until_siblings_are_blank(admin: Page, destination) -> float:
    """From the release of the button to the last of two other tabs; all three then leave."""
    heard: list[str] = []
    siblings = [sibling(admin.context, path, heard) for path in ("/news/", "/")]
    page = admin.context.new_page()
    page.goto("/publications/")
    page.mouse.move(*place_of(page, EXIT))

    page.mouse.down()
    released_at = time.time() * 1000
    page.mouse.up()

    for each in [page, *siblings]:
        each.wait_for_url(destination.url)
        each.close()
    times = [int(text.removeprefix(HIDDEN_AT)) - released_at for text in heard]
    assert len(times) == len(siblings)
    return max(times)


def test_row_20_other_tabs_of_ours_leave_as_well_and_the_admin_stays(
    sign_in_as: Callable[[str], Page], destination
):
    admin = sign_in_as("editor")
    admin.goto("/admin/")

    times = times_until(
        lambda: milliseconds_until_siblings_are_blank(admin, destination), 250, tries=5
    )

    assert min(times) <= 250, times
    assert urlsplit(admin.url).path == "/admin/"


def test_row_21_a_return_on_purpose_works(tab, destination, search, visit):
    visit(tab, 2)
    leave(tab, destination)

    tab.goto("/news/")
    wait_until_screen(tab, "content")  # by a typed address
    click(tab, "a[href$='/publications/']")
    tab.wait_for_url("**/publications/")
    wait_until_screen(tab, "content")  # by a link of ours
    visit(tab, 1)
    wait_until_screen(tab, "content")  # from where it was found
    leave(tab, destination)

    wait_until_screen(tab, "destination")


def test_row_21_an_ordinary_back_still_works(tab, destination, visit):
    visit(tab, 3)

    go_back(tab)

    wait_until(tab, lambda: tab.url.endswith("/news/"))
    wait_until_screen(tab, "content")
    assert tab.title() != "Loading"


def test_row_22_nothing_is_kept_but_the_time_of_exit(page, destination, visit, site_url):
    visit(page, 3)
    asked = []
    page.on("request", lambda request: asked.append(urlsplit(request.url)))
    leave(page, destination)

    page.route("**/-", lambda route: route.abort())
    page.goto("/robots.txt")
    kept = page.evaluate("[{ ...sessionStorage }, { ...localStorage }, document.cookie]")

    ours = urlsplit(site_url).netloc
    at_exit = {url.path for url in asked if url.netloc == ours} - {"/robots.txt"}
    assert page.context.cookies() == []
    assert list(kept[0]) == ["q"]
    assert kept[0]["q"].isdigit()
    assert kept[1:] == [{}, ""]
    # The walk may ask for the pages again and for what they are made of; nobody is told.
    assert {path for path in at_exit if not path.startswith("/static/")} <= {"/", "/news/"}
