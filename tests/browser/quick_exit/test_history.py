"""The way back is closed: rows 15 to 17 and 20 to 22."""

import time
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser.quick_exit.watching import (
    EXIT,
    Film,
    addresses,
    click,
    go_back,
    history,
    place_of,
    wait_until,
    wait_until_screen,
)

pytestmark = pytest.mark.browser

SAY_WHEN_HIDDEN = """() => {
  const heading = document.querySelector("h1");
  const watch = setInterval(() => {
    if (getComputedStyle(heading).visibility != "hidden") return;
    console.log("hidden at " + Date.now());
    clearInterval(watch);
  }, 5);
}"""


def leave(page: Page, destination) -> None:
    click(page, EXIT)
    page.wait_for_url(destination.url)
    page.wait_for_load_state()


def back_to(page: Page, url: str) -> list[str]:
    """Go back until `url` stands there; everything that was on the screen on the way."""
    seen = []
    for _ in range(10):
        film = Film(page)
        if not go_back(page):
            break
        page.wait_for_timeout(500)
        seen += film.seen()
        if page.url == url:
            break
    return seen


@pytest.mark.parametrize("count", [1, 3])
def test_row_15_back_shows_nothing_of_ours(tab, destination, search, visit, count):
    visit(tab, count)
    leave(tab, destination)

    seen = back_to(tab, search.url)

    assert seen
    assert "content" not in seen


@pytest.mark.parametrize("count", [1, 3])
def test_row_16_the_tab_remembers_one_blank_page_and_no_title(
    tab, destination, search, visit, site_url, count
):
    visit(tab, count)
    leave(tab, destination)

    index, entries = history(tab)
    ours = [url for url in addresses(tab) if url.startswith(site_url)]
    assert ours == [f"{site_url}/-"]
    assert [entry.title for entry in entries[-3:]] == ["Search", "Loading", "Weather"]
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

    assert [url for url in addresses(tab) if url.startswith(site_url)] == [f"{site_url}/-"]


@pytest.mark.parametrize("count", [1, 3])
def test_row_17_two_steps_back_reach_the_page_before_ours(tab, destination, search, visit, count):
    visit(tab, count)
    leave(tab, destination)

    for _ in range(2):
        go_back(tab)
        tab.wait_for_timeout(700)
        if tab.url == search.url:
            break
        # The blank page has sent us on again: the next step starts there.

    assert tab.url == search.url


def test_row_15_another_site_in_between_changes_nothing(tab, destination, search, visit):
    visit(tab, 2)
    visit(tab, 1)
    leave(tab, destination)

    seen = []
    for _ in range(8):
        film = Film(tab)
        if not go_back(tab):
            break
        tab.wait_for_timeout(400)
        seen += film.seen()

    assert "content" not in seen


def sibling(context, url: str, heard: list[str]) -> Page:
    """Another tab, which says in `heard` when its page is hidden."""
    page = context.new_page()
    page.on("console", lambda message: heard.append(message.text))
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
    times = [int(text.removeprefix("hidden at ")) - released_at for text in heard]
    assert len(times) == 2
    return max(times)


def test_row_20_other_tabs_of_ours_leave_as_well_and_the_admin_stays(
    sign_in_as: Callable[[str], Page], destination
):
    admin = sign_in_as("editor")
    admin.goto("/admin/")
    times = []

    # A busy machine can only add to a time.
    while not times or (min(times) > 250 and len(times) < 5):
        times.append(milliseconds_until_siblings_are_blank(admin, destination))

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
