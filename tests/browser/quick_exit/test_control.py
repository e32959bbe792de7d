"""The exit is there, for everybody, on every page: rows 23 to 26, 28, 30, 32 and 33."""

import base64
import re
import urllib.request
from contextlib import closing

import pytest
from PIL import Image
from playwright.sync_api import Page
from pypdfium2 import PdfDocument

from tests.browser.quick_exit.watching import (
    EXIT,
    cdp,
    click,
    picture,
    place_of,
    press,
    wait_until,
    wait_until_screen,
    what_is_on,
    words_heard,
)

pytestmark = pytest.mark.browser

SCREENS = {
    "phone": {"width": 320, "height": 568},
    "zoom of 400 %": {"width": 320, "height": 256},
    "landscape": {"width": 568, "height": 320},
    "desk": {"width": 1280, "height": 800},
}

REPEAT_ALOUD = """() => {
  const status = document.querySelector("[role=status]");
  const repeat = () => console.log(status.textContent);
  new MutationObserver(repeat).observe(status, { childList: true, characterData: true });
}"""

IS_ON_TOP = """selector => {
  const link = document.querySelector(selector);
  const box = link.getBoundingClientRect();
  const found = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return box.top >= 0 && box.bottom <= innerHeight && link.contains(found);
}"""

IS_FOCUS_IN_SIGHT = """() => {
  const bar = document.querySelector(".quick-exit");
  const focused = document.activeElement;
  if (focused == document.body || focused.closest(".quick-exit, .quick-exit-link")) return true;
  if (focused.matches(".skip-link")) return focused.contains(document.elementFromPoint(9, 9));
  const box = focused.getBoundingClientRect();
  return box.bottom > bar.getBoundingClientRect().bottom && box.top < innerHeight;
}"""


def public_addresses(site_url: str) -> list[str]:
    with urllib.request.urlopen(f"{site_url}/sitemap-pages.xml") as answer:
        return re.findall(r"<loc>([^<]+)", answer.read().decode())


def test_row_23_the_exit_is_in_sight_on_every_public_page_and_stays(page, site_url):
    page.set_viewport_size(SCREENS["phone"])
    missing = []

    for url in [*public_addresses(site_url), f"{site_url}/no-such-page/"]:
        page.goto(url, wait_until="domcontentloaded")
        on_load = page.evaluate(IS_ON_TOP, EXIT)
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        if not (on_load and page.evaluate(IS_ON_TOP, EXIT)):
            missing.append(url)

    assert missing == []


def test_row_23_one_tap_is_enough_on_a_phone(new_context, destination):
    page = new_context(viewport=SCREENS["phone"], has_touch=True, is_mobile=True).new_page()
    page.goto("/")

    page.touchscreen.tap(*place_of(page, EXIT))

    page.wait_for_url(destination.url)


@pytest.mark.parametrize("size", SCREENS)
def test_row_24_the_target_is_large_and_never_hides_the_focus(page, size):
    page.set_viewport_size(SCREENS[size])
    page.goto("/guidance/spot-the-signs/")
    box = page.locator(EXIT).bounding_box()
    hidden = []

    for _ in range(page.locator("a[href]").count() + 2):
        page.keyboard.press("Tab")
        if not page.evaluate(IS_FOCUS_IN_SIGHT):
            hidden.append(page.evaluate("document.activeElement.outerHTML"))

    assert box["height"] >= 44
    assert box["width"] >= 44
    assert hidden == []


def test_row_24_at_400_percent_the_whole_exit_is_sharp_in_sight_and_works(new_context, destination):
    """As zoom does it: a quarter of the window's width in CSS pixels, each of them sixteen dots."""
    page = new_context(viewport=SCREENS["zoom of 400 %"], device_scale_factor=4).new_page()
    page.goto("/guidance/")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")

    assert page.evaluate(IS_ON_TOP, EXIT)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    click(page, EXIT)
    page.wait_for_url(destination.url)


@pytest.mark.parametrize("size", SCREENS)
def test_row_24_the_bar_is_one_line_within_the_window(page, size):
    page.set_viewport_size(SCREENS[size])

    page.goto("/")

    bar = page.locator(".quick-exit").bounding_box()
    assert bar["height"] <= 60
    assert page.evaluate("document.querySelector('.quick-exit__line').scrollWidth") <= bar["width"]


def test_row_25_the_second_stop_of_the_keyboard_is_an_exit(page, destination):
    page.goto("/")

    page.keyboard.press("Tab")
    page.keyboard.press("Tab")

    focused = page.locator(":focus")
    assert focused.get_attribute("href") == destination.url
    assert "leave" in focused.inner_text().lower()
    assert page.evaluate(IS_ON_TOP, ":focus")


def test_row_26_the_name_holds_the_label_and_says_what_it_is_for(page):
    page.goto("/")

    control = page.get_by_role("link", name=re.compile("^Quick exit.*for emergencies"))

    assert control.is_visible()
    assert control.inner_text().startswith("Quick exit")


def test_row_26_progress_expiry_and_leaving_are_announced(page, destination):
    page.clock.install()
    page.goto("/")
    status = page.get_by_role("status")
    heard = words_heard(page)
    page.evaluate(REPEAT_ALOUD)

    page.keyboard.press("Shift")
    first = status.inner_text()
    page.keyboard.press("Shift")
    second = status.inner_text()
    page.clock.fast_forward(6000)
    expired = status.inner_text()
    page.clock.resume()
    for _ in range(3):
        page.keyboard.press("Shift")
    destination.wait_for_visitor()

    assert "2 more times" in first
    assert "1 more time " in second
    assert "still on this site" in expired
    wait_until(page, lambda: "Leaving this site." in heard)


def test_row_26_a_capital_letter_announces_nothing(page):
    page.goto("/")

    page.keyboard.press("Shift+A")

    assert page.get_by_role("status").inner_text() == ""


def test_row_28_right_to_left_pages_mirror_the_bar(page):
    page.set_viewport_size(SCREENS["desk"])
    page.goto("/")
    before = place_of(page, EXIT).x < place_of(page, ".quick-exit__how").x

    page.evaluate("document.documentElement.dir = 'rtl'")

    assert before
    assert place_of(page, EXIT).x > place_of(page, ".quick-exit__how").x


def test_row_28_on_right_to_left_pages_the_exit_is_in_sight_and_works(page, destination):
    page.set_viewport_size(SCREENS["phone"])
    page.goto("/")
    page.evaluate("document.documentElement.dir = 'rtl'")

    assert page.evaluate(IS_ON_TOP, EXIT)
    press(page)
    wait_until_screen(page, "blank")
    page.mouse.up()
    page.wait_for_url(destination.url)


def test_row_28_nothing_moves_for_those_who_asked_for_no_motion(page):
    page.emulate_media(reduced_motion="reduce")
    page.goto("/")

    moving = page.locator(".quick-exit, .quick-exit *").evaluate_all(
        "all => all.filter(one => getComputedStyle(one).transitionDuration != '0s'"
        " || getComputedStyle(one).animationName != 'none').length"
    )

    assert moving == 0


def test_row_30_paper_has_no_exit(page):
    page.goto("/")

    page.emulate_media(media="print")

    assert not page.locator(".quick-exit").is_visible()
    assert not page.locator(".quick-exit-link").is_visible()
    assert what_is_on(picture(page)) == "content"


def printed(page: Page) -> list[Image.Image]:
    """The sheets that a printer would get, with the lines that the browser itself adds."""
    wishes = {"displayHeaderFooter": True, "printBackground": True, "preferCSSPageSize": True}
    data = cdp(page).send("Page.printToPDF", wishes)["data"]
    with closing(PdfDocument(base64.b64decode(data))) as sheets:
        return [sheet.render().to_pil() for sheet in sheets]


def is_white(image: Image.Image) -> bool:
    return image.convert("L").getextrema() == (255, 255)


def test_row_30_a_cloaked_page_prints_blank(exit_page):
    before = printed(exit_page)

    press(exit_page)

    assert not any(is_white(sheet) for sheet in before)
    assert all(is_white(sheet) for sheet in printed(exit_page))


def test_row_30_a_page_that_came_back_into_sight_prints_as_before(exit_page):
    before = printed(exit_page)
    press(exit_page)
    exit_page.mouse.move(300, 500)
    exit_page.mouse.up()
    wait_until_screen(exit_page, "content")

    after = printed(exit_page)
    assert len(after) == len(before)
    assert not any(is_white(sheet) for sheet in after)


@pytest.mark.parametrize("path", ["/admin/", "/admin/pages/3/edit/", "/admin/pages/3/view_draft/"])
def test_row_32_staff_see_no_exit(staff_page, path):
    answer = staff_page.goto(path)

    assert answer.status == 200
    assert staff_page.locator("[data-quick-exit], script[src*='quick-exit']").count() == 0


def test_row_32_the_blank_page_is_not_for_search_engines(page):
    page.context.set_offline(False)
    answer = page.request.get("/-")

    assert answer.headers["x-robots-tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in answer.text()


def test_row_33_its_limits_are_one_link_away(page):
    page.goto("/")

    click(page, ".quick-exit__how")

    page.wait_for_url("**/staying-safe-online/")
    words = page.locator("main").inner_text().lower()
    assert "history" in words
    assert "back" in words
