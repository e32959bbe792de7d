"""The visitor gets away from Firefox: rows 6 to 13."""

import logging
import time
from contextlib import suppress

import pytest
from marionette_driver.errors import MarionetteException

from tests.browser.quick_exit.test_leaving import BROKEN, PLAIN_LINK
from tests.browser.quick_exit.watching import EXIT, rounded
from tests.browser.quick_exit_firefox.driving import AWAY, ENTER, ESCAPE, TAB, Firefox

pytestmark = pytest.mark.browser
log = logging.getLogger(__name__)


def milliseconds_to_destination(firefox: Firefox, destination, selector: str) -> float:
    """From the release of the button to the request at the destination."""
    firefox.move(firefox.place_of(selector))
    firefox.mouse().pointer_down().perform()
    destination.forget()
    released_at = time.time()
    firefox.let_go()
    arrived_at, _ = destination.wait_for_visitor()
    firefox.wait_for(destination.url)
    return (arrived_at - released_at) * 1000


def test_row_06_the_exit_is_hardly_slower_than_a_plain_link(tab, destination, visit):
    plain, leaving = [], []

    for _ in range(3):
        visit(3)
        tab.evaluate(f"({PLAIN_LINK})(arguments[0])", destination.url)
        plain.append(milliseconds_to_destination(tab, destination, ".plain-link"))
        visit(3)
        leaving.append(milliseconds_to_destination(tab, destination, EXIT))

    log.info("Firefox, plain link %s ms, exit %s ms", rounded(plain), rounded(leaving))
    # A busy machine adds to both, and 400 ms is when the script gives up walking back.
    assert min(leaving) - min(plain) <= 400


def test_row_07_a_destination_that_hangs_leaves_the_screen_blank(
    firefox, destination, visit, site_url
):
    visit(3)
    destination.delay_seconds = 30
    firefox.press()
    seen = [firefox.screen()]

    firefox.let_go()
    destination.wait_for_visitor()
    for deed in (
        lambda: firefox.type(ESCAPE),
        lambda: firefox.press_shift(1),
        lambda: firefox.mouse().pointer_move(300, 300).click().perform(),
        lambda: firefox.mouse().pointer_move(60, 30).click().perform(),
        lambda: firefox.press_shift(1),
        lambda: firefox.in_browser("gBrowser.selectedBrowser.stop()"),
        lambda: firefox.type("q"),
    ):
        deed()
        seen.append(firefox.screen())

    assert set(seen) == {"blank"}
    assert firefox.url == f"{site_url}/-"


def test_row_07_pressing_again_later_tries_again(firefox, destination, visit):
    visit(1)
    destination.delay_seconds = 30
    firefox.click(EXIT)
    destination.wait_for_visitor()
    firefox.in_browser("gBrowser.selectedBrowser.stop()")
    destination.forget()

    time.sleep(3.1)
    with suppress(MarionetteException):  # the page may be gone before the button is up
        firefox.mouse().pointer_move(300, 300).click().perform()

    firefox.wait_for(destination.url)


def test_row_08_without_a_network_the_page_does_not_come_back(firefox, destination, visit):
    visit(3)
    firefox.press()
    firefox.go_offline()

    firefox.let_go()
    seen = firefox.watch_until(
        lambda: firefox.evaluate("document.documentURI.startsWith('about:neterror')")
    )

    assert firefox.url == destination.url
    assert "Independent" not in firefox.evaluate("document.body.innerText")
    # Firefox's own page about the error has content, but no longer than our address is gone.
    assert seen[0] == "blank"
    assert destination.requests == []


def test_row_09_without_script_the_control_is_a_link_that_works(firefox, destination, site_url):
    firefox.switch_script_off()
    firefox.goto(f"{site_url}/")

    firefox.click(EXIT)

    firefox.wait_for(destination.url)


def test_row_09_without_script_the_blank_page_leads_on(firefox, destination, site_url):
    firefox.switch_script_off()

    firefox.marionette.navigate(f"{site_url}/-")

    firefox.wait_for(destination.url)


def test_row_09_without_script_no_shortcut_is_promised(firefox, site_url):
    firefox.switch_script_off()

    firefox.goto(f"{site_url}/")

    assert not firefox.is_visible(".quick-exit__hint")


def test_row_10_a_script_that_never_comes_leaves_a_link_that_works(firefox, destination, site_url):
    firefox.refuse("/js/quick-exit")
    firefox.goto(f"{site_url}/")

    assert not firefox.is_visible(".quick-exit__hint")
    firefox.click(EXIT)

    firefox.wait_for(destination.url)
    assert "Referer" not in destination.wait_for_visitor()[1]


def test_row_10_the_cloak_needs_no_stylesheet(firefox, site_url):
    firefox.refuse("/css/")
    firefox.goto(f"{site_url}/")
    assert firefox.evaluate("document.styleSheets.length") <= 1

    firefox.press()

    assert firefox.screen() == "blank"


@pytest.mark.parametrize("what", BROKEN)
def test_row_11_it_leaves_whatever_else_is_broken(firefox, destination, visit, what):
    firefox.run_in_each_page(BROKEN[what])
    visit(2)

    firefox.click(EXIT)

    firefox.wait_for(destination.url)
    assert "Referer" not in destination.wait_for_visitor()[1]


def test_row_11_without_the_navigation_api_it_leaves(old_tab, destination, visit):
    visit(3)
    assert old_tab.evaluate("typeof navigation") == "undefined"

    old_tab.click(EXIT)

    old_tab.wait_for(destination.url)


def leave_by_click(firefox: Firefox) -> None:
    firefox.click(EXIT)


def leave_by_shift(firefox: Firefox) -> None:
    firefox.press_shift()


def leave_by_enter(firefox: Firefox) -> None:
    firefox.focus(EXIT)
    firefox.type(ENTER)


def leave_by_the_second_link(firefox: Firefox) -> None:
    firefox.focus(".quick-exit-link__leave")
    firefox.type(ENTER)


@pytest.mark.parametrize(
    "leave", [leave_by_click, leave_by_shift, leave_by_enter, leave_by_the_second_link]
)
def test_row_12_the_destination_learns_nothing_from_the_script(firefox, destination, visit, leave):
    visit(3)
    tabs = len(firefox.titles_of_tabs())

    leave(firefox)

    firefox.wait_for(destination.url)
    assert "Referer" not in destination.wait_for_visitor()[1]
    assert firefox.evaluate("[window.opener, document.referrer]") == [None, ""]
    assert len(firefox.titles_of_tabs()) == tabs


def test_row_12_the_destination_learns_nothing_from_the_link(firefox, destination, site_url):
    firefox.switch_script_off()
    firefox.goto(f"{site_url}/news/")

    firefox.click(EXIT)

    firefox.wait_for(destination.url)
    assert "Referer" not in destination.wait_for_visitor()[1]


def test_row_13_reading_our_pages_does_not_reach_the_destination(firefox, destination, visit):
    visit(1)
    destination.forget()  # an icon that the browser wanted after the test before

    visit(3)
    time.sleep(0.5)

    assert destination.connection_count == 0


def test_row_13_nothing_is_asked_of_the_destination_before_the_press_is_done(
    firefox, destination, visit
):
    """Firefox opens a connection to whatever link is pointed at, and sends nothing through it."""
    visit(1)

    firefox.type(TAB, TAB, TAB)
    firefox.press()
    time.sleep(0.5)
    firefox.let_go(AWAY)

    assert destination.requests == []
