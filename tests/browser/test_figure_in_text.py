"""An editor puts a figure of the registry into a news item, without typing its number."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

NEWS_SECTION = "from news.models import NewsIndexPage; print(NewsIndexPage.objects.get().pk)"
MAKE_FIGURE = """
from datetime import date
from publications.models import Figure
Figure(name="People who asked for help", slug="asked", value="12,727", source="A yearly paper",
       as_of=date(2022, 1, 25)).save()
"""
DELETE_FIGURE = """
from publications.models import Figure
Figure.objects.filter(slug="asked").delete()
"""


@pytest.fixture
def editor(staff_page: Page, run_manage: Callable[..., str]):
    """The form for a new news item, with an empty paragraph. Fails on any error in the page."""
    run_manage("shell", "-c", MAKE_FIGURE)
    problems = []
    staff_page.on("pageerror", lambda error: problems.append(str(error)))
    staff_page.on(
        "console",
        lambda message: problems.append(message.text) if message.type == "error" else None,
    )
    section = run_manage("shell", "-c", NEWS_SECTION).split()[-1]
    staff_page.goto(f"/admin/pages/add/news/newspage/{section}/")
    staff_page.get_by_placeholder("Page title").fill("How many")
    staff_page.get_by_role("button", name="Insert a block").first.click()
    staff_page.get_by_role("option", name="Text", exact=True).click()
    yield staff_page
    run_manage("shell", "-c", DELETE_FIGURE)
    assert problems == []


def test_an_editor_chooses_a_figure_from_the_toolbar(editor: Page):
    text = editor.locator("[data-streamfield-child] [contenteditable=true]").first
    text.click()
    text.press_sequentially("In all ")

    text.press_sequentially("/figure")
    editor.get_by_role("option", name="Figure with its source").click()
    editor.get_by_role("link", name="12,727: People who asked for help").click()

    expect(text).to_contain_text("In all 12,727")
