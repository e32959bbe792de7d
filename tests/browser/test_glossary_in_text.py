"""An editor has words of a news item lead to the glossary, and keeps the words."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def choose(page: Page) -> None:
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox").fill("first responder")  # the list has more than one page
    dialog.get_by_role("link", name="first responder", exact=True).click()


def test_marked_words_stay_as_they_are_and_lead_to_the_term(news_editor: Page):
    text = news_editor.locator("[data-streamfield-child] [contenteditable=true]").first
    text.click()
    text.press_sequentially("Ask the helpers")
    for _ in "helpers":
        text.press("Shift+ArrowLeft")

    news_editor.get_by_role("button", name="Word from the glossary").click()
    choose(news_editor)

    expect(text).to_have_text("Ask the helpers")
    expect(text.locator("[data-draftail-trigger]")).to_have_text("helpers")


def test_without_marked_words_the_term_itself_is_put_in(news_editor: Page):
    text = news_editor.locator("[data-streamfield-child] [contenteditable=true]").first
    text.click()
    text.press_sequentially("Ask a ")

    text.press_sequentially("/glossary")
    news_editor.get_by_role("option", name="Word from the glossary").click()
    choose(news_editor)

    expect(text).to_contain_text("Ask a first responder")
