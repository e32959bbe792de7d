"""Script in what people paste and type does not run: not in the editor, not on the page."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NEWS_SECTION
from tests.hostile import MARKUP, WORD

pytestmark = pytest.mark.browser

PASTE = """
(place, html) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  data.setData("text/plain", "plain");
  place.dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })
  );
}
"""
MAKE_ITEM = """
from news.models import NewsIndexPage, NewsPage
from tests import builders
from tests.hostile import MARKUP
blocks = [("quote", {"text": words, "speaker": words}) for words in MARKUP]
blocks += [("text", f"<p>{words}</p>") for words in MARKUP]
item = NewsPage(
    title=MARKUP[18], slug="hostile", summary=MARKUP[0], body=builders.stream(*blocks), live=False
)
NewsIndexPage.objects.get().add_child(instance=item)
# The checks at the door would refuse some of it.
NewsPage.objects.filter(pk=item.pk).update(live=True, has_unpublished_changes=False)
print(item.pk)
"""
DELETE_ITEM = "from news.models import NewsPage; NewsPage.objects.get(slug='hostile').delete()"
DELETE_PASTED = (
    "from news.models import NewsPage; NewsPage.objects.get(title='Pasted words').delete()"
)


@pytest.fixture
def news_editor(staff_page: Page, run_manage: Callable[..., str]) -> Page:
    """The form for a new news item, with its empty paragraph.

    Here the browser writes down that it kept out the styles of what is pasted.
    """
    section = run_manage("shell", "-v0", "-c", NEWS_SECTION).split()[-1]
    staff_page.goto(f"/admin/pages/add/news/newspage/{section}/")
    return staff_page


def listen(page: Page) -> list[str]:
    """Fills with what hostile words did, had they run."""
    done: list[str] = []
    page.expose_function("hack", lambda: done.append("ran"))
    page.on("dialog", lambda dialog: done.append(dialog.message))
    return done


def test_words_pasted_out_of_word_and_the_web_leave_their_script_behind(
    news_editor: Page, run_manage: Callable[..., str]
):
    done = listen(news_editor)
    news_editor.get_by_placeholder("Page title").fill("Pasted words")
    text = news_editor.locator("[data-streamfield-child] [contenteditable=true]").first
    text.click()

    text.evaluate(PASTE, WORD)

    expect(text).to_contain_text("Bold words")
    expect(text).to_contain_text("Plain words")
    expect(text).not_to_contain_text("hack()")
    expect(text.locator("script, iframe, table, [onclick], [onload]")).to_have_count(0)
    # The field takes over what was written a moment later.
    kept = news_editor.locator("[data-streamfield-child] input[name$='-value']").first
    news_editor.wait_for_function(
        "(field) => field.value.includes('good link')", arg=kept.element_handle()
    )
    news_editor.get_by_role("button", name="Save draft").click()
    expect(news_editor.get_by_text("created.").first).to_be_visible()
    saved = news_editor.locator("[data-streamfield-child] [contenteditable=true]").first
    expect(saved).to_contain_text("good link")
    run_manage("shell", "-v0", "-c", DELETE_PASTED)
    assert done == []


def test_hostile_words_run_nowhere(staff_page: Page, run_manage: Callable[..., str]):
    item = run_manage("shell", "-v0", "-c", MAKE_ITEM).split()[-1]
    done = listen(staff_page)

    for address in [
        "/news/",
        "/news/hostile/",
        "/admin/",
        "/admin/pages/search/?q=hack",
        f"/admin/pages/{item}/edit/",
        f"/admin/pages/{item}/history/",
        f"/admin/pages/{item}/delete/",
    ]:
        staff_page.goto(address)
        staff_page.wait_for_load_state("networkidle")
    run_manage("shell", "-v0", "-c", DELETE_ITEM)

    assert done == []
    assert len(MARKUP) > 70
