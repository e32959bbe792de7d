"""How entries of lists look on a phone, and in colours that a reader has chosen."""

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

# A bar is the border of a part. At the start of a line it lies outside its paragraph, cut off.
BARS = """() => [...document.querySelectorAll(".card__meta")].flatMap(meta => {
  const line = meta.getBoundingClientRect();
  const isText = one => one.textContent.trim() && one.className != "bar";
  const texts = [...meta.childNodes].filter(isText);
  const top = one => {
    const range = document.createRange();
    range.selectNodeContents(one);
    return range.getBoundingClientRect().top;
  };
  return texts.slice(1).map((part, place) => ({
    beginsLine: top(part) > top(texts[place]) + 9,
    isSeen: part.getBoundingClientRect().left >= line.left,
    hasBar: getComputedStyle(part).borderInlineStartWidth != "0px",
  }));
})"""

LETTERS_AND_GROUND = """mark => {
  const {color, backgroundColor: own} = getComputedStyle(mark);
  const isClear = own.startsWith("rgba") && own.endsWith(", 0)");
  return [color, isClear ? getComputedStyle(document.documentElement).backgroundColor : own];
}"""


def test_a_bar_stands_between_two_parts_of_a_line_and_never_at_its_end_or_start(page: Page):
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto("/publications/")

    bars = page.evaluate(BARS)

    assert page.locator(".card__meta .bar:visible").count() == 0
    assert {bar["beginsLine"] for bar in bars} == {True, False}
    assert [bar for bar in bars if bar["isSeen"] == bar["beginsLine"] or not bar["hasBar"]] == []


def test_the_words_that_a_search_found_are_seen_in_colours_of_the_readers_own(page: Page):
    page.emulate_media(forced_colors="active", color_scheme="dark")
    page.goto("/search/?q=strategic+plan")

    letters, ground = page.locator("mark").first.evaluate(LETTERS_AND_GROUND)

    assert letters != ground
