"""Somebody who has never seen the admin writes a news item by the guide; a second one publishes."""

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from editorial import guide
from tests.browser.editing import wait_until_kept

pytestmark = pytest.mark.browser

TITLE = "Regional meetings with survivors"
SUMMARY = "The office met survivors in four cities. This is what they told us about safe housing."
TEXT = "We listened to people who have left slavery behind them."
TAKE_AWAY = f"""
from news.models import NewsPage
NewsPage.objects.get(title={TITLE!r}).delete()
"""
WRITING = guide.FOLDER / "write-a-news-item.md"
GUIDE = " ".join(
    " ".join(path.read_text().split()) for path in (WRITING, guide.FOLDER / "have-it-approved.md")
)
COUNTS = re.compile(r"\| \*\*(.+?)\*\* \| (\d+) \| (\d+) \|")
LIMIT_SECONDS = 180


class Newcomer:
    """Somebody who presses only what the guide names, and counts what it takes."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks, self.fields = page, 0, 0

    def press(self, words: str, place: Locator) -> None:
        assert f"**{words}**" in GUIDE, f"The guide does not speak of “{words}”."
        self.click(place)

    def click(self, place: Locator) -> None:
        self.clicks += 1
        place.click()

    def write(self, words: str, place: Locator) -> None:
        self.fields += 1
        place.click()
        place.press_sequentially(words)

    def button(self, words: str) -> None:
        self.press(words, self.page.get_by_role("button", name=words, exact=True).last)


@pytest.fixture
def written_item(run_manage):
    yield
    run_manage("shell", "-c", TAKE_AWAY)


def test_a_newcomer_follows_the_guide_and_a_second_person_publishes(
    sign_in_as: Callable[[str], Page], page: Page, written_item: None
):
    began = time.monotonic()
    author, second = (Newcomer(sign_in_as(role)) for role in ("author", "publisher"))

    form = author.page
    form.goto("/admin/")
    author.press("News item", form.get_by_role("link", name="News item", exact=True))
    author.write(TITLE, form.get_by_placeholder("Page title"))
    author.write(SUMMARY, form.get_by_role("textbox", name="Summary"))
    body = form.get_by_role("region", name="Body")
    author.write(TEXT, body.locator("[contenteditable=true]").first)
    wait_until_kept(form, body, TEXT)
    author.click(form.locator("[name=topics]").first)
    author.button("More actions")
    author.button("Submit for approval")
    expect(form.locator(".messages")).to_contain_text("submitted")

    desk = second.page
    desk.goto("/admin/")
    waiting = desk.get_by_role("region", name="Awaiting your review")
    second.click(waiting.get_by_role("link", name=TITLE))
    expect(desk.locator("[contenteditable=true]").get_by_text(TEXT)).to_be_visible()
    second.button("More actions")
    second.button("Approve and Publish")
    expect(desk.locator(".messages")).to_be_visible()

    page.goto("/news/regional-meetings-with-survivors/")
    expect(page.locator("main")).to_contain_text(SUMMARY)
    expect(page.locator("main")).to_contain_text(TEXT)
    took = {"Submit for approval": author, "Approve and Publish": second}
    written_down = COUNTS.findall(WRITING.read_text())
    assert written_down == [
        (deed, str(person.clicks), str(person.fields)) for deed, person in took.items()
    ]
    assert time.monotonic() - began < LIMIT_SECONDS
