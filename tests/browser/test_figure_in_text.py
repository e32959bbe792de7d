"""An editor puts a figure of the registry into a news item, without typing its number."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

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
def figure(run_manage: Callable[..., str]):
    run_manage("shell", "-c", MAKE_FIGURE)
    yield
    run_manage("shell", "-c", DELETE_FIGURE)


def test_an_editor_chooses_a_figure_from_the_toolbar(figure, news_editor: Page):
    text = news_editor.locator("[data-streamfield-child] [contenteditable=true]").first
    text.click()
    text.press_sequentially("In all ")

    text.press_sequentially("/figure")
    news_editor.get_by_role("option", name="Figure with its source").click()
    news_editor.get_by_role("link", name="12,727: People who asked for help").click()

    expect(text).to_contain_text("In all 12,727")
