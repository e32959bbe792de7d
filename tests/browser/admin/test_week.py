"""A week of the office: from a draft to a withdrawal, each step by the person whose it is."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NEWS_SECTION
from tests.browser.editing import close_calendar, wait_until_kept

pytestmark = pytest.mark.browser

BODY = "They told us much."
LONDON = ZoneInfo("Europe/London")
TOKEN = re.compile(r"https?://\S+/embargo/\S+")
TAKE_AWAY = """
from editorial.models import EmbargoPack
from news.models import NewsPage
EmbargoPack.objects.all().delete()
for page in NewsPage.objects.filter(title__in=["We have met survivors", "The statement"]):
    page.delete()
"""


@pytest.fixture
def section(run_manage) -> str:
    yield run_manage("shell", "-c", NEWS_SECTION).split()[-1]
    run_manage("shell", "-c", TAKE_AWAY)


def choose(page: Page, button: str) -> None:
    """Press a button behind “More actions” at the foot of an editor."""
    page.get_by_role("button", name="More actions").last.click()
    page.get_by_role("button", name=button, exact=True).click()


def said(page: Page, words: str) -> None:
    expect(page.locator(".messages")).to_contain_text(words)


def what_happens(page: Page, words: str | re.Pattern[str]) -> None:
    """The sentence beside the buttons."""
    expect(page.locator("#when-live")).to_contain_text(words)


def written(page: Page, section: str, title: str, summary: str) -> str:
    """A new news item, submitted. Gives the address of its editor."""
    page.goto(f"/admin/pages/add/news/newspage/{section}/")
    page.get_by_placeholder("Page title").fill(title)
    page.locator("[name=summary]").fill(summary)
    body = page.get_by_role("region", name="Body")
    body.locator("[contenteditable=true]").first.press_sequentially(BODY)
    wait_until_kept(page, body, BODY)
    choose(page, "Submit for approval")
    said(page, f"Page '{title}' created and submitted")
    page.locator(".messages").get_by_role("link", name="Edit").click()
    page.wait_for_url("**/edit/")
    return page.url


def opened(page: Page, address: str) -> Page:
    """The editor at this address, once it has filled its blocks."""
    page.goto(address)
    is_there(page)
    return page


def is_there(editor: Page) -> None:
    editor.locator("[contenteditable=true]").get_by_text(BODY).wait_for()


def minute_after_next() -> datetime:
    """In London, at least a minute ahead."""
    return datetime.now(LONDON).replace(second=0, microsecond=0) + timedelta(minutes=2)


def approve(page: Page, address: str) -> None:
    choose(opened(page, address), "Approve and Publish")
    expect(page.locator(".messages")).to_be_visible()


def test_a_week_of_the_office(
    sign_in_as: Callable[[str], Page], new_context: Callable[..., object], page: Page, section: str
):
    author, publisher, administrator = (
        sign_in_as(role) for role in ("author", "publisher", "administrator")
    )

    # Monday: a draft is submitted, and nobody outside sees it.
    item = written(author, section, "We have met survivors", "They told us what helps.")
    what_happens(author, "Goes live as soon as A Administrator or A Publisher has approved it.")
    assert page.goto("/news/we-have-met-survivors/").status == 404

    # Tuesday: it comes back with a request, from a small phone, and goes in again.
    wide = publisher.viewport_size
    publisher.set_viewport_size({"width": 320, "height": 568})
    publisher.goto("/admin/")
    publisher.get_by_role("link", name="We have met survivors").first.click()
    is_there(publisher)
    choose(publisher, "Request changes")
    dialogue = publisher.locator(".modal")
    dialogue.locator("textarea").fill("Please say where.")
    dialogue.locator("[type=submit]").click()
    said(publisher, "It is back with A Author.")
    publisher.set_viewport_size(wide)
    opened(author, item).locator("[name=summary]").fill("They told us in Leeds what helps.")
    choose(author, "Submit again")
    said(author, "submitted")

    # Wednesday: a second person approves it, and all may read it.
    approve(publisher, item)
    page.goto("/news/we-have-met-survivors/")
    expect(page.locator("main")).to_contain_text("They told us in Leeds what helps.")
    what_happens(opened(author, item), "Live. Visitors read what you see here.")

    # Thursday: a statement goes into an embargo pack, and one person outside may read it.
    statement = written(author, section, "The statement", "What we ask of the Government.")
    release_at = minute_after_next()
    publisher.goto("/admin/embargopack/new/")
    publisher.get_by_label("Title").fill("The statement and its news")
    publisher.get_by_label("Release time").fill(f"{release_at + timedelta(days=1):%Y-%m-%d %H:%M}")
    close_calendar(publisher)
    publisher.get_by_role("button", name="Create").click()
    publisher.wait_for_url("**/embargopack/edit/**")
    pack = publisher.url
    publisher.goto(statement.removesuffix("edit/").replace("/pages/", "/packs/page/"))
    publisher.get_by_label("The statement and its news").check()
    publisher.get_by_role("button", name="Put into the pack").click()
    expect(publisher.locator("main")).to_contain_text("It waits for approval.")
    approve(administrator, statement)
    publisher.goto(pack)
    expect(publisher.locator("main")).to_contain_text("Ready: goes live")
    assert page.goto("/news/the-statement/").status == 404

    publisher.get_by_role("link", name="Invite a reader").click()
    publisher.locator("[name=name]").fill("Reader of a newspaper")
    publisher.locator("[name=email]").fill("reader@example.org")
    publisher.get_by_role("button", name="Send the link").click()
    link = TOKEN.search(publisher.locator("main").inner_text())[0]
    reader = new_context().new_page()
    reader.goto(link)
    assert "What we ask of the Government." not in reader.content()
    reader.get_by_role("button", name="Open it").click()
    reader.get_by_role("link", name="The statement").click()
    expect(reader.locator("main")).to_contain_text("What we ask of the Government.")

    # Friday: it is brought forward. All of it is live, and the link opens nothing any more.
    publisher.goto(pack)
    publisher.get_by_role("link", name="Release now").click()
    publisher.get_by_role("button", name="Release it now").click()
    said(publisher, "is live.")
    assert page.goto("/news/the-statement/").status == 200
    reader.reload()
    expect(reader.locator("body")).not_to_contain_text("What we ask of the Government.")

    # A mistake is found in it: corrected at once with a reason, and looked at afterwards.
    opened(publisher, statement).locator("[name=summary]").fill("What we ask of ministers.")
    publisher.get_by_role("button", name="Save draft").click()
    said(publisher, "has been updated")
    publisher.get_by_role("button", name="More actions").last.click()
    publisher.get_by_role("link", name="It can’t wait: publish as urgent").click()
    publisher.get_by_label("Why it can’t wait").fill("It named the wrong office.")
    publisher.get_by_role("button", name="Publish it now").click()
    said(publisher, "Your colleagues are asked to look at it.")
    page.reload()
    expect(page.locator("main")).to_contain_text("What we ask of ministers.")
    administrator.goto("/admin/")
    panel = administrator.locator("section", has_text="Published as urgent: please look")
    panel.get_by_role("link", name="The statement").click()
    administrator.get_by_role("button", name="I have looked at it").click()
    said(administrator, "has been looked at now")

    # The first item turns out to be wrong: withdrawn, which takes two people as well.
    opened(author, item).get_by_role("tab", name="Promote").click()
    author.get_by_label("Withdrawn on").fill(f"{datetime.now(LONDON):%Y-%m-%d}")
    close_calendar(author)
    author.get_by_label("Why it was withdrawn").fill("We had the place wrong.")
    choose(author, "Submit for approval")
    said(author, "submitted for moderation")
    approve(publisher, item)
    page.goto("/news/we-have-met-survivors/")
    expect(page.locator("main")).to_contain_text("We had the place wrong.")

    # Afterwards it can be told who did what.
    administrator.goto("/admin/reports/audit/")
    told = administrator.locator("main")
    for deed in (
        "Published without a second person, because: It named the wrong office.",
        "Looked at after the urgent publish.",
        "Reader of a newspaper",
    ):
        expect(told).to_contain_text(deed)
