"""The admin keeps to its own policy: on every screen, and while editors do what they do there.

A browser that keeps a script or style out says so, and whoever watches here writes it down, with
all other errors of the page and every request that leaves this site.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.urls import resolve
from PIL import Image
from playwright.sync_api import Page, Request, expect

from tests.admin_screens import Answer, Screen, walk
from tests.browser.editing import insert_text_block, problems_in

pytestmark = pytest.mark.browser

WATCH = """
document.addEventListener("securitypolicyviolation", (event) => {
  console.error(`${event.effectiveDirective} kept out ${event.blockedURI} ${event.sample}`);
});
"""
ONE_PAGE_OF_A_TYPE = """
from core.models import BasePage
print(*{type(page): page.pk for page in BasePage.objects.order_by("-pk").specific()}.values())
"""
ONE_NEWS_ITEM = """
from news.models import NewsPage
print(NewsPage.objects.live().order_by("pk").first().pk)
"""
# The addresses of two want numbers of what was chosen, or a form that was sent before. The frame to
# crop pictures finds out what the browser can do by handlers that do nothing: the policy keeps them
# out, and it goes on without.
NOT_ALONE = {"wagtail_bulk_action", "wagtailadmin_block_preview", "wagtailimages:edit"}


@pytest.fixture
def watched(staff_page: Page, site_url: str) -> Iterator[Page]:
    """The administrator's page. Fails on what the policy kept out, on errors and on strangers."""
    strangers: list[str] = []

    def note(request: Request) -> None:
        if not request.url.startswith((site_url, "data:", "blob:")):
            strangers.append(request.url)

    staff_page.add_init_script(WATCH)
    staff_page.on("request", note)
    problems = problems_in(staff_page)
    yield staff_page
    assert problems == [], problems
    assert strangers == []


@pytest.fixture
def screens(staff_page: Page, run_manage: Callable[..., str]) -> list[Screen]:
    """One screen of each make: every form, and of lists and questions one for each view."""

    def get(address: str) -> Answer:
        answer = staff_page.request.get(address)
        return Answer(answer.status, answer.headers.get("content-type", ""), answer.text())

    pages = run_manage("shell", "-v0", "-c", ONE_PAGE_OF_A_TYPE).split()
    found = walk(get, [f"/admin/pages/{page}/edit/" for page in pages])
    alone = [screen for screen in found if screen.name.split()[0] not in NOT_ALONE]
    return list({make_of(screen): screen for screen in alone if not screen.is_dialog}.values())


def make_of(screen: Screen) -> str:
    """The same for screens that are made by the same code, from the same template."""
    name = screen.name.split()[0]
    if name == "wagtailadmin_pages:edit":
        return screen.address
    if name.endswith((":add", ":edit")):
        return screen.name
    kind = getattr(resolve(screen.address.partition("?")[0]).func, "view_class", None)
    return f"{kind.__module__} {kind.__name__}" if kind else name


def test_no_screen_breaks_the_policy_or_asks_another_host(watched: Page, screens: list[Screen]):
    for screen in screens:
        watched.goto(screen.address)

    assert len(screens) > 60


def test_rows_pages_and_dates_are_chosen_and_a_draft_is_compared(
    watched: Page, run_manage: Callable[..., str]
):
    item = run_manage("shell", "-v0", "-c", ONE_NEWS_ITEM).split()[-1]
    watched.goto(f"/admin/pages/{item}/edit/")

    watched.get_by_role("button", name="Add Related page").click()
    watched.get_by_role("button", name="Choose a page").first.click()
    dialog = watched.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Search").fill("report")
    dialog.locator("a.choose-page").first.click()
    expect(watched.locator("#id_related_pages-0-to_page-chooser")).not_to_have_class("blank")

    watched.locator("#id_display_date").click()
    watched.locator(".xdsoft_datetimepicker:visible .xdsoft_date").nth(10).click()
    text = insert_text_block(watched, watched.get_by_role("region", name="Body"))
    text.click()
    text.press_sequentially("Call us")

    watched.get_by_role("button", name="Save draft").click()
    expect(watched.get_by_text("has been").first).to_be_visible()
    watched.goto(f"/admin/pages/{item}/history/")
    watched.goto(f"/admin/pages/{item}/revisions/compare/live...latest/")
    expect(watched.get_by_role("heading", name="Compar")).to_be_visible()


def test_a_moment_is_set_in_the_dialog_and_a_comment_is_written(
    watched: Page, run_manage: Callable[..., str]
):
    item = run_manage("shell", "-v0", "-c", ONE_NEWS_ITEM).split()[-1]
    watched.goto(f"/admin/pages/{item}/edit/")

    watched.get_by_role("button", name="Toggle status").click()
    watched.get_by_role("button", name="Set schedule").click()
    watched.locator("#id_go_live_at").click()
    expect(watched.locator(".xdsoft_datetimepicker:visible")).to_be_visible()
    watched.locator("#id_go_live_at").fill("01/12/2099 09:30")
    watched.keyboard.press("Tab")
    expect(watched.locator("#id_expire_at")).to_be_focused()
    expect(watched.locator("#id_go_live_at")).to_have_value("01/12/2099 09:30")
    watched.keyboard.press("Escape")

    watched.goto(f"/admin/pages/{item}/edit/")
    watched.get_by_role("button", name="Toggle comments").click()
    watched.locator("#id_summary").hover()
    watched.get_by_role("button", name="Add comment").first.click()
    watched.get_by_placeholder("Enter your comments").fill("Is this so?")
    watched.get_by_role("button", name="Comment", exact=True).click()
    expect(watched.get_by_text("Is this so?")).to_be_visible()


def test_pictures_are_sent_tagged_and_chosen(watched: Page, tmp_path: Path):
    picture = tmp_path / "shore.png"
    Image.new("RGB", (640, 480), "teal").save(picture)

    watched.goto("/admin/images/multiple/add/")
    watched.locator("input[type=file]").set_input_files(picture)
    expect(watched.get_by_role("button", name="Update").first).to_be_visible(timeout=30_000)

    watched.goto("/admin/commissioner/new/")
    watched.get_by_role("button", name="Choose an image").click()
    watched.get_by_role("dialog").locator("a.image-choice").first.click()
    expect(watched.locator("#id_portrait-chooser")).not_to_have_class("blank")


def test_records_are_chosen_and_many_pages_are_done_at_once(watched: Page):
    watched.goto("/admin/agency/new/")
    watched.get_by_role("button", name="Choose").first.click()
    watched.get_by_role("dialog").locator("a[data-chooser-modal-choice]").first.click()
    expect(watched.locator(".chooser").first).not_to_have_class("blank")

    watched.goto("/admin/redirects/add/")
    watched.get_by_role("button", name="Choose a page").click()
    watched.get_by_role("dialog").locator("a.choose-page").first.click()

    watched.goto("/admin/pages/search/")
    boxes = watched.locator("[data-bulk-action-checkbox]")
    boxes.nth(0).check(force=True)
    boxes.nth(1).check(force=True)
    watched.locator("[data-bulk-action-button]:visible").first.click()
    expect(watched.locator("main").get_by_role("button").first).to_be_visible()
