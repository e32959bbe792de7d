"""A visitor changes to Welsh and back; staff start the Welsh page and publish what was checked.

These pages are of this test, so each test takes away what it made: others count the site's pages.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.editing import close_calendar

pytestmark = pytest.mark.browser

MAKE = """
import json
from datetime import date
from core import welsh
from helpline.models import GuidePage
guide = GuidePage.objects.live().order_by("pk").first()
other = welsh.start(guide)
other.title, other.slug, other.summary = "Tudalen Gymraeg", "tudalen-gymraeg", "Crynodeb."
other.record_check(by="A test", on=date(2022, 1, 25))
other.save_revision().publish()
other = GuidePage.objects.get(pk=other.pk)
print(json.dumps([guide.pk, guide.url, other.url]))
"""
TAKE_AWAY = """
from core.models import BasePage
for page in BasePage.objects.filter(is_welsh=True):
    page.delete()
"""


@pytest.fixture
def guide(site_url: str, run_manage: Callable[..., str]) -> Iterator[list[Any]]:
    """A guide with a Welsh version: id, address, address in Welsh."""
    yield json.loads(run_manage("shell", "-c", MAKE).splitlines()[-1])
    run_manage("shell", "-c", TAKE_AWAY)


def test_the_switcher_is_reached_and_used_with_the_keyboard(page: Page, guide):
    _, english, cymraeg = guide
    page.goto(english)
    link = page.get_by_role("link", name="Cymraeg")
    expect(link).to_have_attribute("lang", "cy")
    expect(link).to_have_attribute("hreflang", "cy")
    for _ in range(40):
        page.keyboard.press("Tab")
        if link.evaluate("one => one === document.activeElement"):
            break

    page.keyboard.press("Enter")

    page.wait_for_url(f"**{cymraeg}")
    expect(page.locator("html")).to_have_attribute("lang", "cy")
    expect(page.get_by_role("heading", level=1)).to_have_attribute("lang", "cy")
    page.get_by_role("link", name="English").click()
    page.wait_for_url(f"**{english}")


def test_the_switcher_is_large_enough_to_press(new_context, guide):
    page = new_context(viewport={"width": 320, "height": 640}).new_page()
    page.goto(guide[1])

    box = page.get_by_role("link", name="Cymraeg").bounding_box()

    assert min(box["height"], box["width"]) >= 44


def test_both_pages_are_valid_and_accessible(page: Page, guide, w3c_errors, axe):
    documents = {}
    for address in guide[1:]:
        documents[address] = page.goto(address).text()
        assert axe(page) == []

    assert w3c_errors(documents) == []


def test_staff_start_a_welsh_page_and_publish_it_once_it_is_checked(
    sign_in_as, run_manage, site_url
):
    writer = sign_in_as("editor")
    found = run_manage(
        "shell",
        "-c",
        "from home.models import StandardPage;"
        "print(StandardPage.objects.live().order_by('pk').first().pk)",
    )
    writer.goto(f"/admin/pages/{found.split()[-1]}/welsh/")
    writer.get_by_role("button", name="Start the Welsh version").click()
    writer.wait_for_url("**/edit/")
    writer.get_by_placeholder("Page title").fill("Tudalen")
    writer.get_by_role("button", name="Save draft").click()
    expect(writer.locator(".messages")).to_contain_text("has been updated")

    staff = sign_in_as("publisher")
    staff.goto(writer.url)
    publish(staff)
    expect(staff.get_by_text("No named person has checked this translation.")).to_be_visible()
    staff.get_by_label("Checked by").fill("Ann Jones")
    staff.get_by_label("Checked on").fill("2022-01-25")
    close_calendar(staff)
    staff.get_by_label("This person has read the words").check()
    publish(staff)

    expect(staff.get_by_text("Page 'Tudalen (Welsh)' has been published.")).to_be_visible()
    run_manage("shell", "-c", TAKE_AWAY)


def publish(staff: Page) -> None:
    staff.get_by_role("button", name="More actions").last.click()
    staff.get_by_role("button", name="Publish", exact=True).click()
