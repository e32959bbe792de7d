"""On every page that somebody in danger could come to, the numbers are on the first screen.

Of a small phone, before any script has run; also enlarged, in forced colours and from right to
left. How soon they are there over a slow network is in `test_arrival.py`.
"""

import io
import json
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

# Pages that help, and those beside them, each with its type.
FIND_HELP = """
import json
from core.models import BasePage
pages = BasePage.objects.listed().order_by("pk").specific()
print(json.dumps([
    [page._meta.verbose_name, page.get_url()]
    for page in pages if page._meta.app_label in ("helpline", "home")
]))
"""
KINDS = ["front page", "help page", "guidance list", "guide", "directory of agencies"]
KINDS += ["list of resources", "glossary", "standard page", "missing page"]

PHONE = {"width": 320, "height": 568}
# A screen of 1280 pixels that shows everything four times as large.
ENLARGED = {"width": 320, "height": 256}

NUMBERS = {"999": "tel:999", "0800 0121 700": "tel:+448000121700"}

IS_ON_TOP = """link => {
  const box = link.getBoundingClientRect();
  return link.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2));
}"""
# A page in Arabic or Urdu has this direction from the server.
TURN = "document.documentElement.dir = 'rtl'"
IS_TOO_WIDE = "document.documentElement.scrollWidth > innerWidth"


@pytest.fixture(scope="session")
def pages_that_help(run_manage: Callable[..., str], site_url: str) -> dict[str, str]:
    """The type of each page, by its address."""
    found = json.loads(run_manage("shell", "-c", FIND_HELP).splitlines()[-1])
    return {address: kind for kind, address in found} | {"/nothing-here/": "missing page"}


def is_drawn(page: Page, box: dict[str, float]) -> bool:
    """Whether the screen shows something there that stands out from what is behind it."""
    greys = Image.open(io.BytesIO(page.screenshot(clip=box))).convert("L").getextrema()
    return greys[1] - greys[0] > 90


def is_within(box: dict[str, float], width: int, height: int) -> bool:
    right, bottom = box["x"] + box["width"], box["y"] + box["height"]
    return box["x"] >= 0 and box["y"] >= 0 and right <= width and bottom <= height


def numbers_missing(page: Page) -> list[str]:
    """Numbers that can't be seen, or can't be pressed, on the first screen of a phone."""
    missing = []
    for number, address in NUMBERS.items():
        link = page.locator(f"a[href='{address}']").first
        box = link.bounding_box()
        if not box or not is_within(box, page.viewport_size["width"], PHONE["height"]):
            missing.append(f"{number} at {box}")
        elif number not in link.inner_text():
            missing.append(f"{number} is not in {link.inner_text()!r}")
        elif not (link.evaluate(IS_ON_TOP) and is_drawn(page, box)):
            missing.append(f"{number} is covered or invisible")
    return missing


def one_of(kind: str, pages: dict[str, str]) -> str:
    return next(address for address, its_kind in pages.items() if its_kind == kind)


def test_every_type_of_page_that_helps_is_looked_at(pages_that_help):
    assert set(pages_that_help.values()) == set(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_phone_shows_the_numbers_and_the_exit_first(new_context, pages_that_help, kind):
    page = new_context(viewport=PHONE, is_mobile=True, java_script_enabled=False).new_page()

    page.goto(one_of(kind, pages_that_help))

    way_out = page.locator("a[rel~=nofollow]:visible").last.bounding_box()
    assert numbers_missing(page) == []
    assert way_out["y"] + way_out["height"] <= PHONE["height"]


def problems_of(page: Page, addresses: Iterable[str], *, change: str = "") -> dict[str, Any]:
    """What is wrong with the first screen of each page, after the script `change` on it."""
    problems: dict[str, Any] = {}
    for address in addresses:
        page.goto(address)
        if change:
            page.evaluate(change)
        if missing := numbers_missing(page):
            problems[address] = missing
        if page.evaluate(IS_TOO_WIDE):
            problems[address] = "too wide"
    return problems


def test_no_page_that_helps_hides_the_numbers_or_scrolls_sideways(new_context, pages_that_help):
    page = new_context(viewport=PHONE, java_script_enabled=False).new_page()

    assert problems_of(page, pages_that_help) == {}


def test_scripts_move_no_number_away(new_context, pages_that_help):
    page = new_context(viewport=PHONE, is_mobile=True, has_touch=True).new_page()

    problems = {}
    for address in pages_that_help:
        page.goto(address)
        if missing := numbers_missing(page):
            problems[address] = missing

    assert problems == {}


def test_everything_four_times_as_large_looks_as_on_a_phone_and_never_scrolls_sideways(
    new_context, pages_that_help
):
    page = new_context(
        viewport=ENLARGED, device_scale_factor=4, java_script_enabled=False
    ).new_page()
    problems = {}

    for address in pages_that_help:
        page.goto(address)
        ends = [page.locator(f"a[href='{tel}']").first.bounding_box() for tel in NUMBERS.values()]
        if not all(is_within(box, 320, PHONE["height"]) for box in ends):
            problems[address] = ends
        if page.evaluate(IS_TOO_WIDE):
            problems[address] = "too wide"

    assert problems == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_forced_colours_hide_no_number(new_context, pages_that_help, scheme):
    page = new_context(
        viewport=PHONE, forced_colors="active", color_scheme=scheme, java_script_enabled=False
    ).new_page()
    problems = {}

    for address in pages_that_help:
        page.goto(address)
        if missing := numbers_missing(page):
            problems[address] = missing

    assert problems == {}


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_from_right_to_left_the_numbers_stay_and_nothing_scrolls_sideways(
    new_context, pages_that_help, width
):
    page = new_context(
        viewport={"width": width, "height": 568}, java_script_enabled=False
    ).new_page()

    assert problems_of(page, pages_that_help, change=TURN) == {}
