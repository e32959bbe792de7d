"""The visitor gets away: rows 6 to 14."""

import logging
import re
import time
from urllib.parse import urlsplit

import pytest

from safety.destinations import DEFAULT_DESTINATION, validate_destination
from tests.browser.quick_exit.watching import (
    EXIT,
    Film,
    addresses,
    cdp,
    click,
    history,
    place_of,
    press,
    press_shift,
    rounded,
    wait_until,
    wait_until_screen,
)

pytestmark = pytest.mark.browser
log = logging.getLogger(__name__)

BROKEN = {
    "no storage": "Object.defineProperty(window, 'sessionStorage', { get() { throw 1 } })",
    "no channel": "window.BroadcastChannel = function () { throw 1 }",
    "channel missing": "delete window.BroadcastChannel",
    "no Navigation API": "Object.defineProperty(window, 'navigation', { value: undefined })",
    "no way back": "navigation.traverseTo = () => { throw 1 }",
    "no constructed stylesheet": "window.CSSStyleSheet = undefined",
    "no change of address": "history.replaceState = history.pushState = () => { throw 1 }",
    "no list of navigations": "performance.getEntriesByType = () => { throw 1 }",
}

PLAIN_LINK = """url => {
  const link = document.createElement("a");
  link.href = url;
  link.rel = "noreferrer";
  link.className = "plain-link";
  link.textContent = "plain link";
  document.querySelector("main").prepend(link);
}"""


def milliseconds_to_destination(page, destination, selector: str) -> float:
    """From the release of the button to the request at the destination."""
    page.locator(selector).first.scroll_into_view_if_needed()
    page.mouse.move(*place_of(page, selector))
    destination.forget()
    page.mouse.down()
    released_at = time.time()
    page.mouse.up()
    arrived_at, _ = destination.wait_for_visitor()
    page.wait_for_url(destination.url)
    return (arrived_at - released_at) * 1000


def test_row_06_the_exit_is_hardly_slower_than_a_plain_link(bfcache_on, destination, visit):
    page = bfcache_on.new_page()
    plain, leaving = [], []

    for _ in range(3):
        visit(page, 3)
        page.evaluate(PLAIN_LINK, destination.url)
        plain.append(milliseconds_to_destination(page, destination, ".plain-link"))
        visit(page, 3)
        leaving.append(milliseconds_to_destination(page, destination, EXIT))

    log.info("plain link %s ms, exit %s ms", rounded(plain), rounded(leaving))
    # A busy machine adds to both, and 400 ms is when the script gives up walking back.
    assert min(leaving) - min(plain) <= 400


def test_row_07_a_destination_that_hangs_leaves_the_screen_blank(page, destination, visit):
    visit(page, 3)
    destination.delay_seconds = 30
    press(page)
    wait_until_screen(page, "blank")
    film = Film(page)
    page.wait_for_timeout(150)

    page.mouse.up()
    destination.wait_for_visitor()
    for deed in (
        lambda: page.keyboard.press("Escape"),
        lambda: page.keyboard.press("Shift"),
        lambda: page.mouse.click(300, 300),
        lambda: page.mouse.click(60, 30),
        lambda: page.keyboard.press("Shift"),
        lambda: cdp(page).send("Page.stopLoading"),
        lambda: page.keyboard.press("q"),
    ):
        deed()
        page.wait_for_timeout(150)

    assert film.seen() == ["blank"]
    assert urlsplit(page.url).path == "/-"


def test_row_07_pressing_again_later_tries_again(page, destination, visit):
    visit(page, 1)
    destination.delay_seconds = 30
    click(page, EXIT)
    destination.wait_for_visitor()
    cdp(page).send("Page.stopLoading")
    destination.forget()

    page.wait_for_timeout(3100)
    page.mouse.click(300, 300)

    page.wait_for_url(destination.url)


def test_row_08_without_a_network_the_page_does_not_come_back(page, destination, visit):
    visit(page, 3)
    page.context.set_offline(True)

    click(page, EXIT)

    wait_until(page, lambda: page.url.startswith("chrome-error:"))
    assert addresses(page)[-1] == destination.url
    assert "Independent" not in page.locator("body").inner_text()


def test_row_09_without_script_the_control_is_a_link_that_works(new_context, destination):
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/")

    click(page, EXIT)

    page.wait_for_url(destination.url)


def test_row_09_without_script_the_blank_page_leads_on(new_context, destination):
    page = new_context(java_script_enabled=False).new_page()

    page.goto("/-")

    page.wait_for_url(destination.url)


def test_row_09_without_script_no_shortcut_is_promised(new_context, destination):
    page = new_context(java_script_enabled=False).new_page()

    page.goto("/")

    assert not page.locator(".quick-exit__hint").is_visible()


def test_row_10_a_script_that_never_comes_leaves_a_link_that_works(page, destination):
    page.route("**/quick-exit*.js", lambda route: route.abort())
    page.goto("/")

    assert not page.locator(".quick-exit__hint").is_visible()
    click(page, EXIT)

    page.wait_for_url(destination.url)
    assert "Referer" not in destination.wait_for_visitor()[1]


def test_row_10_nothing_is_shown_until_a_late_script_is_there(page, destination):
    held = []
    page.route("**/quick-exit*.js", lambda route: held.append(route))
    page.goto("/", wait_until="commit")
    page.wait_for_timeout(500)
    body_while_waiting = page.evaluate("document.body")

    held[0].continue_()

    assert body_while_waiting is None
    page.wait_for_load_state()
    click(page, EXIT)
    page.wait_for_url(destination.url)


def test_row_10_the_cloak_needs_no_stylesheet(page, destination):
    page.route("**/*.css", lambda route: route.abort())
    page.goto("/")

    press(page)

    wait_until_screen(page, "blank")


def test_row_10_without_a_stylesheet_the_control_still_leads_out(new_context, destination):
    page = new_context(java_script_enabled=False).new_page()
    page.route("**/*.css", lambda route: route.abort())
    page.goto("/")

    click(page, EXIT)

    page.wait_for_url(destination.url)


@pytest.mark.parametrize("lost", ["css", "woff2", "svg", "png"])
def test_row_11_it_leaves_without_styles_fonts_or_pictures(page, destination, visit, lost):
    page.route(f"**/*.{lost}", lambda route: route.abort())
    visit(page, 2)

    press(page)
    wait_until_screen(page, "blank")
    page.mouse.up()

    page.wait_for_url(destination.url)


def test_row_11_with_storage_blocked_in_the_browser_it_hides_and_leaves(page, destination, visit):
    page.add_init_script(f"if (location.hostname === '127.0.0.1') {{ {BROKEN['no storage']} }}")
    visit(page, 3)

    press(page)
    wait_until_screen(page, "blank")
    page.mouse.up()

    page.wait_for_url(destination.url)
    wait_until_screen(page, "destination")


@pytest.mark.parametrize("what", BROKEN)
def test_row_11_it_leaves_whatever_else_is_broken(page, destination, visit, what):
    page.add_init_script(f"if (location.hostname === '127.0.0.1') {{ {BROKEN[what]} }}")
    visit(page, 2)

    click(page, EXIT)

    page.wait_for_url(destination.url)
    assert "Referer" not in destination.wait_for_visitor()[1]


def leave_by_click(page) -> None:
    click(page, EXIT)


def leave_by_shift(page) -> None:
    press_shift(page)


def leave_by_enter(page) -> None:
    page.locator(EXIT).focus()
    page.keyboard.press("Enter")


def leave_by_the_second_link(page) -> None:
    page.locator(".quick-exit-link__leave").focus()
    page.keyboard.press("Enter")


@pytest.mark.parametrize(
    "leave", [leave_by_click, leave_by_shift, leave_by_enter, leave_by_the_second_link]
)
def test_row_12_the_destination_learns_nothing_from_the_script(page, destination, visit, leave):
    visit(page, 3)

    leave(page)

    page.wait_for_url(destination.url)
    assert "Referer" not in destination.wait_for_visitor()[1]
    assert page.evaluate("[window.opener, document.referrer]") == [None, ""]
    assert len(page.context.pages) == 1


def test_row_12_the_destination_learns_nothing_from_the_link(new_context, destination):
    page = new_context(java_script_enabled=False).new_page()
    page.goto("/news/")

    click(page, EXIT)

    page.wait_for_url(destination.url)
    assert "Referer" not in destination.wait_for_visitor()[1]


def test_row_12_the_page_that_opened_our_tab_is_not_passed_on(page, destination, search, site_url):
    page.goto(search.url)
    with page.expect_popup() as popup:
        page.evaluate("url => { window.open(url) }", f"{site_url}/")
    ours = popup.value
    ours.wait_for_load_state()

    click(ours, EXIT)

    ours.wait_for_url(destination.url)
    assert ours.evaluate("window.opener") is None


def test_row_13_the_destination_hears_nothing_before_the_press(page, destination, visit):
    visit(page, 3)
    page.mouse.move(*place_of(page, EXIT))
    page.locator(EXIT).focus()
    press(page)
    page.wait_for_timeout(500)
    page.mouse.move(300, 500)
    page.mouse.up()

    assert destination.connection_count == 0
    assert history(page)[0] == len(history(page)[1]) - 1


def ways_out(page) -> set[str]:
    """All addresses that the page could lead out to: links, script, and the blank page's both."""
    page.goto("/news/")
    ways = page.evaluate(
        """() => [...document.querySelectorAll("a[data-quick-exit]")].map((link) => link.href)
          .concat(document.querySelector("script[data-to]").dataset.to)"""
    )
    blank = page.request.get("/-").text()
    return {*ways, *re.findall(r'data-to="([^"]+)"', blank), *re.findall(r"url=([^\"]+)", blank)}


def test_row_14_the_destination_is_one_for_all_and_says_nothing_of_the_visitor(
    new_context, destination
):
    one = new_context(locale="cy-GB", user_agent="One", color_scheme="dark").new_page()
    another = new_context(locale="en-GB", user_agent="Another", is_mobile=True).new_page()

    found = ways_out(one) | ways_out(another)

    assert found == {destination.url}
    assert urlsplit(destination.url)[3:] == ("", "")  # neither query nor fragment


def test_row_14_the_destination_opens_in_this_tab_of_this_browser(page, destination, visit):
    visit(page, 1)

    click(page, EXIT)

    page.wait_for_url(destination.url)
    wait_until_screen(page, "destination")
    assert page.context.pages == [page]


def test_row_14_the_destination_of_a_new_site_is_nobodys_and_no_apps():
    validate_destination(DEFAULT_DESTINATION)

    assert urlsplit(DEFAULT_DESTINATION)[3:] == ("", "")
