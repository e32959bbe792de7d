"""A publisher fills a pack and invites somebody, who reads the draft in a browser of their own."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.editing import close_calendar

pytestmark = pytest.mark.browser

MAKE = """
from news.models import NewsIndexPage, NewsPage
page = NewsIndexPage.objects.get().add_child(
    instance=NewsPage(title="A statement under embargo", slug="under-embargo", live=False)
)
page.save_revision()
print(page.pk)
"""
TAKE_AWAY = """
from core.models import BasePage
from editorial.models import EmbargoPack
EmbargoPack.objects.all().delete()
BasePage.objects.filter(slug="under-embargo").delete()
"""


@pytest.fixture
def statement(site_url: str, run_manage: Callable[..., str]) -> Iterator[int]:
    yield int(run_manage("shell", "-c", MAKE).splitlines()[-1])
    run_manage("shell", "-c", TAKE_AWAY)


def test_a_pack_is_filled_and_read_by_somebody_outside(
    sign_in_as: Callable[[str], Page],
    new_context: Callable[..., Any],
    statement: int,
    axe: Callable[[Page], list[str]],
):
    staff = sign_in_as("publisher")
    staff.goto("/admin/embargopack/new/")
    staff.get_by_label("Title").fill("Yearly report")
    staff.get_by_label("Release time").fill("2099-02-03 09:30")
    close_calendar(staff)
    staff.get_by_role("button", name="Create").click()
    expect(staff.get_by_text("There is nothing in the pack yet.")).to_be_visible()

    staff.get_by_role("button", name="Choose a page").click()
    staff.locator(".modal").get_by_role("textbox").first.fill("under embargo")
    staff.locator(".modal").get_by_role("link", name="A statement under embargo").click()
    staff.get_by_role("button", name="Put into the pack").click()
    expect(staff.get_by_text("It is not approved. Submit it for approval.")).to_be_visible()
    staff.reload()  # without the message that is still moving into place
    assert (found := axe(staff)) == [], found

    staff.get_by_role("link", name="Invite a reader").click()
    staff.locator("#id_name").fill("Ana Lee")
    staff.get_by_label("E-mail address").fill("ana@example.org")
    assert (found := axe(staff)) == [], found
    staff.get_by_role("button", name="Send the link").click()
    link = staff.locator("code").inner_text()

    reader = new_context().new_page()
    reader.goto(link)
    assert (found := axe(reader)) == [], found
    reader.get_by_role("button", name="Open it").click()
    expect(reader.get_by_role("heading", name="Yearly report")).to_be_visible()
    assert "link=" not in reader.url
    assert (found := axe(reader)) == [], found
    reader.get_by_role("link", name="A statement under embargo").click()
    expect(reader.get_by_role("heading", name="A statement under embargo")).to_be_visible()
    expect(reader.get_by_text("Copy of Ana Lee (ana@example.org)")).to_be_visible()
    assert (found := axe(reader)) == [], found

    stranger = new_context().new_page()
    assert stranger.goto(reader.url).status == 404
