"""Without JavaScript everything works."""

import pytest
from playwright.sync_api import Page

from tests.browser.following import follow

pytestmark = pytest.mark.browser


@pytest.fixture
def plain(new_context) -> Page:
    """A browser whose JavaScript is off, on a phone."""
    context = new_context(java_script_enabled=False, viewport={"width": 320, "height": 640})
    return context.new_page()


def test_a_visitor_filters_the_news_and_reads_an_item(plain: Page):
    plain.goto("/")
    follow(plain, "nav[aria-label=Main] >> text=News")
    plain.click("summary:has-text('Year')")
    follow(plain, "nav.facets >> text=2021")
    assert plain.url.endswith("/news/2021/")

    title = plain.locator(".card__title a[href^='/']").first.inner_text()
    follow(plain, ".card__title a[href^='/'] >> nth=0")

    assert plain.locator("h1").inner_text() == title


def test_a_visitor_filters_publications_by_type_and_takes_the_filter_away(plain: Page):
    plain.goto("/publications/")
    before = plain.locator(".card__title").count()
    plain.click("summary:has-text('Type')")
    follow(plain, ".facets__options a[href*='/type/'] >> nth=0")
    assert "/publications/type/" in plain.url
    assert 0 < plain.locator(".stream__year .card__title").count() < before

    follow(plain, "text=Show everything")

    assert plain.url.endswith("/publications/")


def test_help_is_one_click_away_and_numbers_can_be_dialled(plain: Page):
    plain.goto("/publications/")

    follow(plain, "nav[aria-label=Main] a >> nth=0")

    assert plain.locator("main a[href^='tel:']").count() >= 4


@pytest.mark.parametrize("kind", ["front page", "help page", "guidance list", "guide"])
def test_numbers_and_exit_stand_on_the_first_screen_of_a_phone(
    plain: Page, addresses: dict[str, str], kind: str
):
    plain.goto(addresses[kind])

    for selector in (".urgent a[href='tel:999']", ".urgent a[href='tel:+448000121700']"):
        box = plain.locator(selector).bounding_box()
        assert box["y"] + box["height"] <= 640
    way_out = plain.locator("a[rel~=nofollow]:visible").last.bounding_box()
    assert way_out["height"] >= 44
    assert way_out["y"] + way_out["height"] <= 640


def test_a_guide_leads_from_its_contents_to_its_parts(plain: Page):
    plain.goto("/guidance/")
    follow(plain, "main ul a >> nth=0")
    link = plain.locator(".contents a").nth(1)
    target = link.get_attribute("href")

    link.click()

    plain.wait_for_url(f"**{target}")
    assert plain.locator(target).bounding_box()["y"] < 640
