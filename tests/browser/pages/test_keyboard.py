"""With the keyboard alone: where one begins, where one is, and that nothing hides it."""

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

FOCUSED = """
() => {
  const one = document.activeElement;
  const box = one.getBoundingClientRect();
  const middle = [box.x + box.width / 2, box.y + Math.min(box.height / 2, 20)];
  const top = document.elementFromPoint(...middle);
  const style = getComputedStyle(one);
  return {
    name: (one.innerText || one.getAttribute("aria-label") || "").trim(),
    href: one.getAttribute("href"),
    isBody: one === document.body,
    hasRing: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    isInSight: Boolean(top && (one.contains(top) || top.contains(one))),
  };
}
"""


def test_the_first_stop_skips_to_the_main_text(page: Page):
    page.goto("/")
    page.keyboard.press("Tab")
    first = page.evaluate(FOCUSED)

    page.keyboard.press("Enter")

    assert first["href"] == "#content"
    assert first["isInSight"]
    assert page.evaluate("document.activeElement.id") == "content"
    page.keyboard.press("Tab")
    assert page.evaluate("Boolean(document.activeElement.closest('main'))")


def test_the_second_stop_is_the_way_out(page: Page):
    page.goto("/")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")

    second = page.evaluate(FOCUSED)

    assert second["href"].startswith("https://")
    assert "/127.0.0.1" not in second["href"]


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("address", ["/", "/news/", "/publications/"])
def test_the_focus_is_seen_at_every_stop_and_never_hidden(page: Page, width, address):
    page.set_viewport_size({"width": width, "height": 640})
    page.goto(address)
    stops = []
    for _ in range(60):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if stop["isBody"]:
            break
        stops.append(stop)

    assert len(stops) > 10
    assert [stop["name"] for stop in stops if not stop["hasRing"]] == []
    assert [stop["name"] for stop in stops if not stop["isInSight"]] == []


def test_a_filter_opens_and_works_by_keyboard(page: Page):
    page.goto("/news/")
    page.locator("summary", has_text="Year").focus()

    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    page.wait_for_url("**/news/20*/")
    assert page.locator("h1").is_visible()
