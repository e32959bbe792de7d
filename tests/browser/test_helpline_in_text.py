"""An editor puts a helpline into a news item, without typing its number."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

NEWS_SECTION = "from news.models import NewsIndexPage; print(NewsIndexPage.objects.get().pk)"


@pytest.fixture
def editor(staff_page: Page, run_manage: Callable[..., str]):
    """The form for a new news item, with an empty paragraph. Fails on any error in the page."""
    problems = []
    staff_page.on("pageerror", lambda error: problems.append(str(error)))
    staff_page.on(
        "console",
        lambda message: problems.append(message.text) if message.type == "error" else None,
    )
    section = run_manage("shell", "-c", NEWS_SECTION).split()[-1]
    staff_page.goto(f"/admin/pages/add/news/newspage/{section}/")
    staff_page.get_by_placeholder("Page title").fill("Who to call")
    staff_page.get_by_role("button", name="Insert a block").first.click()
    staff_page.get_by_role("option", name="Text", exact=True).click()
    yield staff_page
    assert problems == []


def test_an_editor_chooses_a_helpline_from_the_toolbar(editor: Page):
    text = editor.locator("[data-streamfield-child] [contenteditable=true]").first
    text.click()
    text.press_sequentially("Call ")

    text.press_sequentially("/helpline")
    editor.get_by_role("option", name="Helpline number").click()
    editor.get_by_role("link", name="Modern Slavery Helpline").click()

    expect(text).to_contain_text("Call 0800 0121 700")
