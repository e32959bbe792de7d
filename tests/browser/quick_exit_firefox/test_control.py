"""The exit is there for everybody in Firefox: rows 23 to 26, 28, 30, 32 and 33."""

import base64
import re
from io import BytesIO

import pypdfium2
import pytest
from PIL import Image

from tests.browser.quick_exit.test_control import IS_FOCUS_IN_SIGHT, IS_ON_TOP, public_addresses
from tests.browser.quick_exit.watching import EXIT, what_is_on
from tests.browser.quick_exit_firefox.driving import LEFT_SHIFT, TAB, Firefox, wait_until

pytestmark = pytest.mark.browser

# Width and height of the window, and the zoom. Firefox makes no window of 320 px, so the zoom does.
SCREENS = {
    "320 px": (640, 1000, 2.0),
    "zoom of 400 %": (1280, 1024, 4.0),
    "landscape": (1136, 640, 2.0),
    "desk": (1280, 800, 1.0),
}

STATUS = "document.querySelector('[role=status]').textContent"


def printed(firefox: Firefox) -> tuple[str, list[Image.Image]]:
    """The words of the printed page, and what its sheets look like."""
    pdf = pypdfium2.PdfDocument(BytesIO(base64.b64decode(firefox.print())))
    words = "".join(page.get_textpage().get_text_bounded() for page in pdf)
    return words, [page.render().to_pil() for page in pdf]


def test_row_23_the_exit_is_in_sight_on_every_public_page_and_stays(firefox, site_url):
    firefox.look_through(*SCREENS["320 px"])
    missing = []

    for url in [*public_addresses(site_url), f"{site_url}/no-such-page/"]:
        firefox.goto(url)
        on_load = firefox.evaluate(f"({IS_ON_TOP})(arguments[0])", EXIT)
        firefox.evaluate("scrollTo(0, document.body.scrollHeight)")
        if not (on_load and firefox.evaluate(f"({IS_ON_TOP})(arguments[0])", EXIT)):
            missing.append(url)

    assert missing == []


def test_row_23_one_tap_is_enough(front, destination):
    place = front.place_of(EXIT)
    finger = front.marionette.actions.sequence("pointer", "finger", {"pointerType": "touch"})

    finger.pointer_move(round(place.x), round(place.y)).pointer_down().pointer_up().perform()

    front.wait_for(destination.url)


@pytest.mark.parametrize("size", SCREENS)
def test_row_24_the_target_is_large_and_never_hides_the_focus(firefox, site_url, size):
    firefox.look_through(*SCREENS[size])
    firefox.goto(f"{site_url}/guidance/spot-the-signs/")
    width, height = firefox.size_of(EXIT)
    hidden, stops = [], 0

    firefox.type(TAB)
    while firefox.evaluate("document.hasFocus()"):  # until the keyboard leaves the page
        if not firefox.evaluate(f"({IS_FOCUS_IN_SIGHT})()"):
            hidden.append(firefox.evaluate("document.activeElement.outerHTML"))
        stops += 1
        firefox.type(TAB)

    assert stops > 20
    assert height >= 44
    assert width >= 44
    assert hidden == []


@pytest.mark.parametrize("size", SCREENS)
def test_row_24_the_bar_is_one_line_within_the_window(firefox, site_url, size):
    firefox.look_through(*SCREENS[size])

    firefox.goto(f"{site_url}/")

    width, height = firefox.size_of(".quick-exit")
    line = firefox.evaluate("document.querySelector('.quick-exit__line').scrollWidth")
    assert height <= 60
    assert line <= width


def test_row_25_the_second_stop_of_the_keyboard_is_an_exit(front, destination):
    front.type(TAB, TAB)

    href, words = front.evaluate("[document.activeElement.href, document.activeElement.innerText]")
    assert href == destination.url
    assert "leave" in words.lower()
    assert front.evaluate(f"({IS_ON_TOP})(':focus')")


def test_row_26_the_name_holds_the_label_and_says_what_it_is_for(front):
    def is_named() -> bool:
        names = front.names_in_accessibility_tree()
        return any(re.match("Quick exit.*for emergencies", name) for name in names)

    wait_until(is_named)
    assert front.evaluate(f"document.querySelector('{EXIT}').innerText").startswith("Quick exit")


def test_row_26_progress_expiry_and_leaving_are_announced(front, destination):
    destination.delay_seconds = 3

    front.press_shift(1)
    first = front.evaluate(STATUS)
    front.press_shift(1)
    second = front.evaluate(STATUS)
    wait_until(lambda: "still on this site" in front.evaluate(STATUS))
    front.press_shift()
    destination.wait_for_visitor()

    assert "2 more times" in first
    assert "1 more time " in second
    assert front.evaluate(STATUS) == "Leaving this site."


def test_row_26_a_capital_letter_announces_nothing(front):
    front.keyboard().key_down(LEFT_SHIFT).key_down("A").key_up("A").key_up(LEFT_SHIFT).perform()

    assert front.evaluate(STATUS) == ""


def test_row_28_right_to_left_pages_mirror_the_bar(front):
    def is_exit_first() -> bool:
        return front.place_of(EXIT).x < front.place_of(".quick-exit__how").x

    before = is_exit_first()

    front.evaluate("(document.documentElement.dir = 'rtl')")

    assert before
    assert not is_exit_first()


def test_row_28_nothing_moves_for_those_who_asked_for_no_motion(firefox, site_url):
    firefox.prefer({"ui.prefersReducedMotion": 1})
    firefox.goto(f"{site_url}/")

    moving = firefox.evaluate(
        "[...document.querySelectorAll('.quick-exit, .quick-exit *')].filter((one) =>"
        " getComputedStyle(one).transitionDuration != '0s'"
        " || getComputedStyle(one).animationName != 'none').length"
    )

    assert firefox.evaluate("matchMedia('(prefers-reduced-motion: reduce)').matches")
    assert moving == 0


def test_row_30_paper_has_no_exit(front):
    words, sheets = printed(front)

    assert "Independent Anti-Slavery Commissioner" in words
    assert "Quick exit" not in words
    assert "leave this site now" not in words
    assert what_is_on(sheets[0]) == "content"


def test_row_30_a_cloaked_page_prints_blank(front):
    front.press()

    words, sheets = printed(front)

    assert words.strip() == ""
    assert {what_is_on(sheet) for sheet in sheets} == {"blank"}


@pytest.mark.parametrize("path", ["/admin/", "/admin/pages/3/edit/", "/admin/pages/3/view_draft/"])
def test_row_32_staff_see_no_exit(firefox, site_url, path):
    firefox.sign_in(site_url, "administrator")

    firefox.goto(site_url + path)

    found = "document.querySelectorAll('[data-quick-exit], script[src*=quick-exit]').length"
    assert firefox.evaluate(found) == 0


def test_row_33_its_limits_are_one_link_away(front, site_url):
    front.click(".quick-exit__how")

    front.wait_for(f"{site_url}/guidance/staying-safe-online/")
    words = front.evaluate("document.querySelector('main').innerText").lower()
    assert "history" in words
    assert "back" in words
