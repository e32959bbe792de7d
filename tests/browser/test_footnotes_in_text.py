"""An editor writes a footnote: its mark in the text, and the note beside it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.editing import insert_text_block, problems_in

pytestmark = pytest.mark.browser

FIND_PUBLICATION = "from publications.models import *; print(PublicationPage.objects.first().pk)"


@pytest.fixture
def editor(staff_page: Page, run_manage: Callable[..., str]):
    """The form for a new document, with one section. Fails on any error in the page."""
    problems = problems_in(staff_page)
    publication = run_manage("shell", "-c", FIND_PUBLICATION).split()[-1]
    staff_page.goto(f"/admin/pages/add/publications/documentpage/{publication}/")
    staff_page.get_by_placeholder("Page title").fill("The report itself")
    staff_page.get_by_role("button", name="Insert a block").first.click()
    staff_page.get_by_label("Heading", exact=False).first.fill("Findings")
    yield staff_page
    assert problems == []


@pytest.fixture
def text(editor: Page) -> Locator:
    """The text of that section, with some words in it."""
    text = insert_text_block(editor, editor.locator("[data-contentpath=body]"))
    text.click()
    text.press_sequentially("Most police forces answered.")
    return text


def notes(editor: Page) -> Locator:
    return editor.locator("[data-contentpath=footnotes] [data-streamfield-child]")


def choose_footnote(editor: Page, text: Locator, option: str) -> None:
    """Open the choice with the slash command, as people who type do, and take an option."""
    text.press_sequentially(" /footnote")
    editor.get_by_role("option", name="Footnote").click()
    editor.get_by_role("dialog").get_by_role("button", name=option).click()


def write_note(editor: Page, words: str) -> None:
    """Type the text of the footnote that was just begun, without a click."""
    expect(notes(editor).locator("[contenteditable=true]")).to_be_focused()
    editor.keyboard.type(words)


def test_a_new_footnote_begins_where_its_mark_stands(editor: Page, text: Locator):
    choose_footnote(editor, text, "A new footnote")

    expect(text).to_contain_text("answered. [1]")
    expect(notes(editor)).to_have_count(1)
    expect(notes(editor).locator("input[name$=-value-name]")).to_have_value("1")
    write_note(editor, "Of forty-three.")
    expect(notes(editor).locator("[contenteditable=true]")).to_have_text("Of forty-three.")


def test_a_footnote_can_be_marked_twice(editor: Page, text: Locator):
    choose_footnote(editor, text, "A new footnote")
    write_note(editor, "Of forty-three.")
    text.click()
    editor.keyboard.press("Control+End")
    text.press_sequentially(" Some twice.")

    choose_footnote(editor, text, "1: Of forty-three.")

    expect(text).to_contain_text("Some twice. [1]")
    expect(notes(editor)).to_have_count(1)


def test_closing_the_choice_leaves_the_text_as_it_was(editor: Page, text: Locator):
    text.press_sequentially(" /footnote")
    editor.get_by_role("option", name="Footnote").click()
    expect(editor.get_by_role("dialog")).to_be_visible()

    editor.keyboard.press("Escape")

    expect(editor.get_by_role("dialog")).to_have_count(0)
    expect(text).to_be_focused()
    expect(text).not_to_contain_text("[1]")
    expect(notes(editor)).to_have_count(0)
