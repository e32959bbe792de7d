"""The page goes off the screen: rows 1 to 5, 27, 29 and 31."""

import time

import pytest
from playwright.sync_api import Page

from tests.browser.quick_exit.watching import (
    EXIT,
    RACES,
    Film,
    cdp,
    colours,
    names_in_accessibility_tree,
    picture,
    place_of,
    press,
    press_shift,
    screen,
    wait_until,
    wait_until_screen,
    what_is_on,
    words_heard,
)

pytestmark = pytest.mark.browser

OPEN_EVERYTHING = """async () => {
  const make = (name, attributes = {}) => {
    const element = document.createElement(name);
    for (const key in attributes) element.setAttribute(key, attributes[key]);
    element.textContent = "secret";
    document.body.append(element);
    return element;
  };
  make("div", { popover: "manual" }).showPopover();
  make("dialog").showModal();
  const media = make("audio");
  media.srcObject = new AudioContext().createMediaStreamDestination().stream;
  await media.play();
  media.addEventListener("pause", () => console.log("the sound has stopped"));
}"""

ENTER_FULLSCREEN = """async () => {
  await document.querySelector("main").requestFullscreen();
  document.addEventListener("fullscreenchange", () => console.log("fullscreen has ended"));
}"""

LISTEN_FOR_VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) =>
  console.error("Content Security Policy: " + event.violatedDirective + " " + event.blockedURI));
"""


def frames_after_a_press(page: Page) -> list[str]:
    """What the browser paints from the press of the button to the first blank frame."""
    page.mouse.move(*place_of(page, EXIT))
    film = Film(page)
    page.wait_for_timeout(150)
    pressed_at = time.time()

    def painted() -> list[str]:
        return [what_is_on(image) for moment, image in film.frames if moment >= pressed_at]

    page.mouse.down()
    wait_until(page, lambda: "blank" in painted())
    page.mouse.move(300, 500)
    page.mouse.up()
    film.session.send("Page.stopScreencast")
    return painted()[: painted().index("blank") + 1]


@pytest.mark.parametrize("slower", [1, 4])
def test_row_01_the_frame_after_the_press_is_blank(exit_page, slower):
    """How long it takes to that frame is measured by `bench/quick_exit.py`."""
    cdp(exit_page).send("Emulation.setCPUThrottlingRate", {"rate": slower})

    for _ in range(RACES):
        assert frames_after_a_press(exit_page) == ["blank"]
        wait_until_screen(exit_page, "content")


def test_row_02_holding_the_button_hides_and_letting_go_elsewhere_shows_again(exit_page):
    press(exit_page)
    held = screen(exit_page)
    exit_page.mouse.move(300, 500)
    exit_page.mouse.up()

    assert held == "blank"
    wait_until_screen(exit_page, "content")
    assert exit_page.title() != "Loading"


def test_row_02_a_press_that_the_system_takes_away_shows_the_page_again(exit_page):
    press(exit_page)
    exit_page.evaluate("dispatchEvent(new PointerEvent('pointercancel', { isPrimary: true }))")

    wait_until_screen(exit_page, "content")


def test_row_02_a_trembling_press_leaves_all_the_same(exit_page, destination):
    place = place_of(exit_page, EXIT)

    exit_page.mouse.move(*place)
    exit_page.mouse.down()
    exit_page.mouse.move(place.x + 12, place.y + 6, steps=6)
    exit_page.mouse.up()

    exit_page.wait_for_url(destination.url)


def test_row_03_the_third_shift_hides_and_its_release_leaves(exit_page, destination):
    press_shift(exit_page, 2)
    before = screen(exit_page)
    exit_page.keyboard.down("Shift")
    held = screen(exit_page)
    exit_page.keyboard.up("Shift")

    assert (before, held) == ("content", "blank")
    exit_page.wait_for_url(destination.url)


def test_row_03_a_letter_with_the_third_shift_shows_the_page_again(exit_page, site_url):
    press_shift(exit_page, 2)
    exit_page.keyboard.down("Shift")
    exit_page.keyboard.press("q")
    exit_page.keyboard.up("Shift")

    exit_page.wait_for_timeout(600)
    assert screen(exit_page) == "content"
    assert exit_page.url == f"{site_url}/"


def test_row_04_dialog_popover_and_sound_go_with_the_page(exit_page, destination):
    destination.delay_seconds = 3
    exit_page.mouse.click(5, 300)
    heard = words_heard(exit_page)
    exit_page.evaluate(OPEN_EVERYTHING)
    assert screen(exit_page) == "content"

    press_shift(exit_page)

    wait_until_screen(exit_page, "blank")
    wait_until(exit_page, lambda: "the sound has stopped" in heard)


def test_row_04_fullscreen_ends(exit_page, destination):
    destination.delay_seconds = 3
    exit_page.mouse.click(5, 300)
    heard = words_heard(exit_page)
    exit_page.evaluate(ENTER_FULLSCREEN)

    press_shift(exit_page)

    wait_until_screen(exit_page, "blank")
    exit_page.wait_for_timeout(300)
    wait_until(exit_page, lambda: "fullscreen has ended" in heard)


def test_row_05_title_icon_and_what_a_screen_reader_says_are_neutral(exit_page):
    before = names_in_accessibility_tree(exit_page)

    press(exit_page)

    icons = exit_page.locator("link[rel~=icon]").evaluate_all("links => links.map(l => l.href)")
    assert len(before) > 20
    assert exit_page.title() == "Loading"
    assert icons
    assert all("/img/blank." in icon for icon in icons)
    assert set(names_in_accessibility_tree(exit_page)) == {"Loading"}


def test_row_05_title_and_icon_come_back_when_the_visitor_stays(exit_page):
    facts = (
        "[document.title, ...[...document.querySelectorAll('link[rel~=icon]')].map(l => l.href)]"
    )
    before = exit_page.evaluate(facts)

    press(exit_page)
    exit_page.mouse.move(300, 500)
    exit_page.mouse.up()

    assert exit_page.evaluate(facts) == before


def left_and_right_in_turn(page: Page) -> None:
    for key in ("ShiftLeft", "ShiftRight", "ShiftLeft", "ShiftRight"):
        page.keyboard.press(key)


def a_key_that_is_held(page: Page) -> None:
    for _ in range(6):
        page.keyboard.down("Shift")
    page.keyboard.up("Shift")


def sticky_keys(page: Page) -> None:
    for letter in "abc":
        page.keyboard.down("Shift")
        page.keyboard.press(letter)
        page.keyboard.up("Shift")


def capitals_in_a_field(page: Page) -> None:
    page.evaluate("document.querySelector('main').prepend(document.createElement('input'))")
    page.locator("main input").focus()
    for letter in "ABCD":
        page.keyboard.press(f"Shift+{letter}")


def another_keyboard_layout(page: Page) -> None:
    page.keyboard.down("Alt")
    press_shift(page, 4)
    page.keyboard.up("Alt")


def words_marked_with_the_mouse(page: Page) -> None:
    for y in (300, 320, 340, 360):
        page.keyboard.down("Shift")
        page.mouse.click(5, y)
        page.keyboard.up("Shift")


@pytest.mark.parametrize(
    "work",
    [
        left_and_right_in_turn,
        a_key_that_is_held,
        sticky_keys,
        capitals_in_a_field,
        another_keyboard_layout,
        words_marked_with_the_mouse,
    ],
)
def test_row_27_people_at_work_stay_here(exit_page, site_url, work):
    work(exit_page)

    exit_page.wait_for_timeout(600)
    assert screen(exit_page) == "content"
    assert exit_page.url == f"{site_url}/"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("forced", ["none", "active"])
def test_row_29_the_cloak_has_the_colour_of_the_system_and_does_not_flash(
    exit_page, scheme, forced
):
    exit_page.emulate_media(color_scheme=scheme, forced_colors=forced)
    canvas = exit_page.evaluate(
        """() => {
          const probe = document.createElement("p");
          document.body.append(probe);
          probe.style.cssText = "background: Canvas; color-scheme: light dark";
          const found = getComputedStyle(probe).backgroundColor;
          probe.remove();
          return found.match(/[0-9]+/g).slice(0, 3).map(Number);
        }"""
    )
    exit_page.mouse.move(*place_of(exit_page, EXIT))
    film = Film(exit_page)
    exit_page.wait_for_timeout(100)
    pressed_at = time.time()

    exit_page.mouse.down()
    exit_page.wait_for_timeout(200)

    assert [colour for _, colour in colours(picture(exit_page))] == [tuple(canvas)]
    assert film.seen(after=pressed_at) in (["blank"], ["content", "blank"])


def test_row_31_the_strict_policy_has_nothing_to_report(page, visit, destination):
    complaints = []
    page.context.add_init_script(LISTEN_FOR_VIOLATIONS)
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))

    visit(page, 3)
    press(page)
    page.mouse.move(300, 500)
    page.mouse.up()
    press_shift(page)
    page.wait_for_url(destination.url)
    page.goto("/-")
    page.wait_for_url(destination.url)

    # The neighbours have no icon; that is all a console may hold.
    assert [text for text in complaints if "404 (Not Found)" not in text] == []
