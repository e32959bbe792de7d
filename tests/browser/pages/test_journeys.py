"""Staff change something once, and visitors see it everywhere."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

DRAFT_BY_EDITOR = """
from editorial.models import User
from news.models import NewsIndexPage, NewsPage
index = NewsIndexPage.objects.get()
item = NewsPage(title="We have met survivors", summary="They told us what helps.", live=False)
index.add_child(instance=item)
item.save_revision(user=User.objects.get(username="editor"))
print(index.pk, item.pk)
"""
DELETE_ITEM = """
from news.models import NewsPage
NewsPage.objects.filter(title="We have met survivors").first().delete()
"""
PUT_BACK = """
from helpline.models import Service
line = Service.objects.get(name="Crimestoppers")
line.number, line.spoken_form = "+44800555111", "0800 555 111"
line.save_revision().publish()
"""
FIND_LINE = """
from helpline.models import Service
from django.urls import reverse
line = Service.objects.get(name="Crimestoppers")
print(reverse(line.snippet_viewset.get_url_name("edit"), args=[line.pk]))
"""


def publish(page: Page) -> None:
    """Choose “Publish” in the menu of the button at the foot of an editor."""
    page.click("footer .w-dropdown__toggle, .footer button[aria-label='More actions']")
    page.click("button[name=action-publish]")


def test_a_published_item_stands_first_in_recent_news(sign_in_as, page: Page, run_manage):
    index, draft = run_manage("shell", "-v0", "-c", DRAFT_BY_EDITOR).split()[-2:]
    second_person = sign_in_as("publisher")
    second_person.goto(f"/admin/pages/{draft}/edit/")
    publish(second_person)
    second_person.wait_for_url(f"**/admin/pages/{index}/")

    try:
        page.goto("/")
        cards = page.locator("section", has=page.locator("h2", has_text="Recent news"))
        expect(cards.locator(".card__title").first).to_have_text("We have met survivors")
        page.goto("/news/")
        expect(page.locator(".card__title").first).to_have_text("We have met survivors")
    finally:
        run_manage("shell", "-c", DELETE_ITEM)


def test_a_number_changed_once_is_new_on_every_page(sign_in_as, page: Page, run_manage, addresses):
    line = run_manage("shell", "-c", FIND_LINE).split()[-1]
    typist = sign_in_as("administrator")
    typist.goto(line)
    typist.fill("input[name=number]", "+448001234567")
    typist.fill("input[name=spoken_form]", "0800 123 4567")
    typist.get_by_role("button", name="Save draft").click()
    typist.wait_for_selector(".messages .success")

    try:
        second_person = sign_in_as("publisher")
        second_person.goto(line)
        publish(second_person)
        second_person.wait_for_selector(".messages .success")

        for kind in ("front page", "help page", "news list", "publication", "missing page"):
            page.goto(addresses[kind])
            content = page.content()
            assert "0800 123 4567" in content, kind
            assert "tel:+448001234567" in content, kind
            assert "0800 555 111" not in content, kind
            assert "tel:+44800555111" not in content, kind
    finally:
        run_manage("shell", "-c", PUT_BACK)
