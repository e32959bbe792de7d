"""An editor puts a helpline into a news item, without typing its number."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_an_editor_chooses_a_helpline_from_the_toolbar(news_editor: Page):
    text = news_editor.locator("[data-streamfield-child] [contenteditable=true]").first
    text.click()
    text.press_sequentially("Call ")

    text.press_sequentially("/helpline")
    news_editor.get_by_role("option", name="Helpline number").click()
    news_editor.get_by_role("link", name="Modern Slavery Helpline").click()

    expect(text).to_contain_text("Call 0800 0121 700")
