"""The record of recommendations and the list of figures, as people and their machines meet them.

The pages are those of the starter content; what stands in them is made here.
"""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.following import follow
from tests.browser.pages.conftest import WIDER_THAN_THE_SCREEN, ask

pytestmark = pytest.mark.browser

MAKE = """
from datetime import date, timedelta
from tests import builders
report = builders.publication(
    title="A report for a test with a title that is as long as titles of reports are", slug="tested"
)
other = builders.publication(
    title="Another", slug="tested-too", display_date=date(2021, 5, 1), body=builders.text("Words.")
)
bodies = [
    builders.partner(
        f"Department for matter number {number} and its agencies",
        slug=f"dept-{number}",
        short_name=f"DM{number}",
    )
    for number in range(6)
]
statuses = ["accepted", "partly_accepted", "rejected", "implemented", "superseded"]
for number in range(1, 37):
    made = ("made", date(2021, 5, 1))
    answered = {"status": statuses[number % 5], "changed_on": date(2022, 1, 1) + timedelta(number),
                "evidence": "They wrote so.", "evidence_url": "https://example.com/"}
    text = f"Number {number}. " + "Publish the count of each place, and say what changed. " * 6
    builders.recommendation(made, *([answered] if number % 3 else []), number=str(number),
        publication=report if number % 2 else other, text=text,
        bodies=[bodies[number % 6], bodies[(number + 2) % 6]])
newer = builders.figure(value="13,000", slug="newer", source_url="https://example.com/")
builders.figure(slug="older", superseded_by=newer, name="People " * 20)
"""
UNMAKE = """
from publications.models import *
Recommendation.objects.all().delete()
Figure.objects.filter(slug__in=["newer", "older"]).delete()
for page in PublicationPage.objects.filter(slug__startswith="tested"):
    page.delete()
Organisation.objects.filter(slug__startswith="dept-").delete()
"""
ADDRESSES = {
    "record": "/recommendations/",
    "record of a body": "/recommendations/body/dept-1/",
    "filtered record": "/recommendations/body/dept-1/status/rejected/2021/",
    "empty record": "/recommendations/status/superseded/2019/",
    "recommendation": "/recommendations/tested/1/",
    "about the data": "/recommendations/about-the-data/",
    "publication": "/publications/tested/",
    "figures": "/figures/",
    "figure": "/figures/older/",
}
KINDS = list(ADDRESSES)


@pytest.fixture(scope="module", autouse=True)
def record(site_url: str, run_manage: Callable[..., str]) -> Iterator[None]:
    run_manage("shell", "-c", MAKE)
    yield
    run_manage("shell", "-c", UNMAKE)


@pytest.fixture
def plain(new_context) -> Page:
    """A browser whose JavaScript is off, on a phone."""
    context = new_context(java_script_enabled=False, viewport={"width": 320, "height": 640})
    return context.new_page()


@pytest.mark.parametrize("kind", KINDS)
def test_no_rule_of_accessibility_is_broken(page: Page, axe_on_all, kind):
    page.goto(ADDRESSES[kind])
    # Also what is closed at first.
    page.eval_on_selector_all("main details", "all => all.forEach(one => one.open = true)")

    assert axe_on_all(page) == {}


@pytest.mark.parametrize("kind", KINDS)
def test_every_page_has_one_main_heading_and_skips_no_level(page: Page, kind):
    page.goto(ADDRESSES[kind])

    levels = page.eval_on_selector_all(
        "h1, h2, h3, h4, h5, h6", "headings => headings.map(one => Number(one.tagName[1]))"
    )

    assert levels.count(1) == 1
    assert [pair for pair in zip(levels, levels[1:], strict=False) if pair[1] > pair[0] + 1] == []


@pytest.mark.parametrize("kind", KINDS)
def test_no_page_scrolls_sideways_on_a_phone(page: Page, kind):
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(ADDRESSES[kind])

    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.evaluate(WIDER_THAN_THE_SCREEN) == []


def test_the_markup_is_valid(w3c_errors, site_url):
    pages = {kind: ask(site_url + address).html for kind, address in ADDRESSES.items()}

    assert w3c_errors(pages) == []


@pytest.mark.parametrize("kind", KINDS)
def test_no_page_weighs_more_than_the_first_packets_carry(site_url, kind):
    assert ask(site_url + ADDRESSES[kind]).bytes_sent <= 14_600


def test_the_numbers_stay_in_sight_while_the_table_scrolls(page: Page):
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto("/recommendations/")
    box, number = page.locator(".record"), page.locator("tbody .record__number").first
    before = number.bounding_box()

    box.evaluate("one => one.scrollLeft = 150")

    assert box.evaluate("one => one.scrollLeft") == 150
    assert number.bounding_box()["x"] == before["x"]


def test_the_table_scrolls_by_keyboard(page: Page):
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto("/recommendations/")
    page.locator(".record").focus()

    page.keyboard.press("ArrowRight")

    page.wait_for_function("() => document.querySelector('.record').scrollLeft > 0")


def test_the_figures_of_a_chart_open_by_keyboard(page: Page):
    page.goto("/recommendations/")
    page.locator(".chart summary").focus()

    page.keyboard.press("Enter")

    expect(page.locator(".chart td").first).to_be_visible()


def test_a_visitor_filters_without_script_and_reads_one(plain: Page):
    plain.goto("/recommendations/")
    plain.click("summary:has-text('Addressed to')")
    follow(plain, ".facets__options >> text=DM1")
    assert plain.url.endswith("/recommendations/body/dept-1/")
    plain.click("summary:has-text('Status')")
    follow(plain, ".facets__options >> text=Rejected")
    assert plain.url.endswith("/recommendations/body/dept-1/status/rejected/")

    follow(plain, "tbody .record__number a >> nth=0")

    expect(plain.locator("h2", has_text="Status today: Rejected")).to_be_visible()


def test_a_visitor_takes_the_csv_with_them(page: Page):
    page.goto("/recommendations/body/dept-1/")

    with page.expect_download() as download:
        page.click("text=Spreadsheet (CSV)")

    assert download.value.suggested_filename == "recommendations-body-dept-1.csv"


def test_the_figures_of_a_chart_stand_on_paper(page: Page):
    page.goto("/recommendations/")
    assert not page.locator(".chart td").first.is_visible()

    page.emulate_media(media="print")

    box = page.locator(".chart td").first.bounding_box()
    assert box["height"] > 0


def test_a_chart_has_the_colours_of_the_readers_choice(page: Page):
    page.emulate_media(forced_colors="active")
    page.goto("/recommendations/")

    colours = page.evaluate(
        """() => [".chart rect", ".chart text", ".chart__title"].map(
          (name) => {
            const style = getComputedStyle(document.querySelector(name));
            return name === ".chart__title" ? style.color : style.fill;
          })"""
    )

    assert len(set(colours)) == 1
