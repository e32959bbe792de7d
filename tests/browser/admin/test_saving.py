"""Saving by hand in the moment in which the editor saves by itself."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NEWS_SECTION

pytestmark = pytest.mark.browser

PATIENCE_SECONDS = 20

# In the middle of it, as somebody does who stops writing and presses the button.
PRESS_MEANWHILE = """
button => document.addEventListener(
  "w-autosave:save",
  () => setTimeout(() => {
    console.log("pressed");
    document.querySelector(button).click();
  }, 20),
  { once: true },
)
"""
COUNT = """
from core.models import BasePage
made = BasePage.objects.filter(title="Pressed in a hurry")
print(made.count())
made.delete()
"""


@pytest.mark.parametrize(
    ("button", "answer"),
    [
        ("button.action-save", "has been updated"),
        # It has no text yet, which only those need who submit it.
        ("[name=action-submit]", "could not be saved due to validation errors"),
    ],
)
def test_what_is_pressed_while_a_new_page_saves_itself_is_done_once(
    staff_page: Page, run_manage, button: str, answer: str
):
    section = run_manage("shell", "-c", NEWS_SECTION).split()[-1]
    staff_page.goto(f"/admin/pages/add/news/newspage/{section}/")
    staff_page.evaluate(PRESS_MEANWHILE, button)

    pressed: list[str] = []
    staff_page.on("console", lambda line: pressed.append(line.text))

    staff_page.get_by_placeholder("Page title").fill("Pressed in a hurry")
    # The editor notices changes once all its scripts have begun.
    for _ in range(PATIENCE_SECONDS):
        if "pressed" in pressed:
            break
        staff_page.locator("[name=summary]").press_sequentially("A word. ")
        staff_page.wait_for_timeout(1000)

    expect(staff_page.locator(".messages")).to_contain_text(answer, timeout=20_000)
    assert run_manage("shell", "-c", COUNT).split()[-1] == "1"
