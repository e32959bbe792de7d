"""A document in a real browser: its rules, its keyboard, without script, on a phone, on paper."""

import json
from collections.abc import Callable, Iterator
from io import BytesIO

import pypdfium2
import pytest
from playwright.sync_api import Page, expect

from tests.browser.following import follow
from tests.browser.pages.conftest import WIDER_THAN_THE_SCREEN, ask

pytestmark = pytest.mark.browser

MAKE_DOCUMENT = """
from tests import builders
from publications.models import PublicationPage
report = PublicationPage.objects.order_by("pk").first()
text = builders.document_page(
    builders.section("Foreword"),
    builders.full_section("What we found"),
    builders.section("Methods", number="Annex A"),
    below=report,
    numbering="section",
    title="The report itself",
)
print(text.get_url())
"""
DELETE_DOCUMENT = """
from publications.models import DocumentPage
for page in DocumentPage.objects.filter(title="The report itself"):
    page.delete()
"""
ROUTES = ["", "what-we-found/", "all/", "nothing-here/"]
WIDEN = """tables => tables.flatMap(table => [...table.rows]).forEach(
  row => row.append(...Array(8).fill(row.lastElementChild).map(cell => cell.cloneNode(true))))"""
LEVELS = "headings => headings.map(one => Number(one.tagName[1]))"


@pytest.fixture(scope="module")
def text(run_manage: Callable[..., str], site_url: str) -> Iterator[str]:
    """The address of a document of three sections that holds a block of each kind."""
    yield run_manage("shell", "-c", MAKE_DOCUMENT).splitlines()[-1]
    run_manage("shell", "-c", DELETE_DOCUMENT)


@pytest.mark.parametrize("route", ROUTES)
def test_no_accessibility_rule_is_broken(page: Page, axe_on_all, text, route):
    page.goto(text + route)

    assert axe_on_all(page) == {}


def test_no_accessibility_rule_is_broken_while_links_and_contents_are_open(page: Page, axe, text):
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(f"{text}what-we-found/#outline")
    page.check("#links-to-paragraphs")

    assert axe(page) == []


def test_the_w3c_checker_finds_no_error(w3c_errors, text, site_url):
    assert w3c_errors({route: ask(site_url + text + route).html for route in ROUTES}) == []


@pytest.mark.parametrize("route", ROUTES)
def test_nothing_scrolls_sideways_at_320_pixels(page: Page, text, route):
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(text + route)
    if page.locator("#links-to-paragraphs").count():
        page.check("#links-to-paragraphs")

    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert page.evaluate(WIDER_THAN_THE_SCREEN) == []


@pytest.mark.parametrize("route", ROUTES)
def test_no_page_breaks_the_content_policy_or_asks_another_host(page: Page, text, site_url, route):
    complaints, asked = [], []
    page.on("console", lambda line: line.type == "error" and complaints.append(line.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))

    page.goto(text + route)

    assert [line for line in complaints if "404" not in line] == []
    assert [url for url in asked if not url.startswith((f"{site_url}/", "data:"))] == []
    assert page.context.cookies() == []


def test_a_footnote_and_the_way_back_work_by_keyboard(page: Page, text):
    page.goto(f"{text}what-we-found/")
    page.locator("[role=doc-noteref]").first.focus()

    page.keyboard.press("Enter")
    expect(page.locator("#note-1")).to_be_in_viewport()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#mark-1-1"
    page.keyboard.press("Enter")

    page.wait_for_url("**#mark-1-1")
    expect(page.locator("#mark-1-1")).to_be_in_viewport()


def test_links_beside_paragraphs_are_no_stops_until_somebody_asks_for_them(page: Page, text):
    page.goto(f"{text}what-we-found/")
    links = page.locator(".paragraph__link")
    assert links.count() == 2
    assert not links.first.is_visible()

    page.locator("#links-to-paragraphs").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.className") == "paragraph__link"
    page.keyboard.press("Enter")
    page.wait_for_url("**/what-we-found/#p-*")


def test_the_number_of_a_paragraph_is_its_link(page: Page, text):
    page.goto(f"{text}what-we-found/")

    page.get_by_role("link", name="Paragraph 2.12A").click()

    page.wait_for_url("**/what-we-found/#p2.12A")
    expect(page.locator("[id='p2.12A']")).to_be_in_viewport()


def test_the_focus_is_seen_at_every_stop(page: Page, text):
    page.goto(f"{text}what-we-found/")
    page.check("#links-to-paragraphs")
    stops = []
    for _ in range(80):
        page.keyboard.press("Tab")
        stop = page.evaluate(
            "(() => { const one = document.activeElement, style = getComputedStyle(one);"
            " return [one.outerHTML.slice(0, 80), one === document.body,"
            " style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2]; })()"
        )
        if stop[1]:
            break
        stops.append(stop)

    assert len(stops) > 15
    assert [html for html, _, has_ring in stops if not has_ring] == []


@pytest.fixture
def plain(new_context) -> Page:
    """A phone without JavaScript."""
    context = new_context(java_script_enabled=False, viewport={"width": 320, "height": 640})
    return context.new_page()


def test_without_script_a_visitor_reads_on_from_section_to_section(plain: Page, text):
    plain.goto(text)
    follow(plain, "nav.outline >> text=Foreword")
    assert plain.locator("h1").inner_text() == "Foreword"

    follow(plain, "nav.turning [rel=next]")

    assert "What we found" in plain.locator("h1").inner_text()


def test_without_script_the_contents_open_on_a_phone(plain: Page, text):
    plain.goto(f"{text}what-we-found/")
    contents = plain.locator("nav.outline")
    assert not contents.is_visible()

    plain.click("text=Contents")

    assert contents.is_visible()
    follow(plain, "nav.outline >> text=Methods")
    assert plain.url.endswith("/methods/")


def test_on_wide_screens_the_contents_stand_beside_the_text(page: Page, text):
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{text}what-we-found/")

    contents = page.locator("nav.outline").bounding_box()
    words = page.locator(".prose").bounding_box()

    assert contents["x"] + contents["width"] < words["x"]


@pytest.mark.parametrize("route", ["what-we-found/", "all/"])
def test_headings_skip_no_level(page: Page, text, route):
    page.goto(text + route)

    levels = page.eval_on_selector_all("h1, h2, h3, h4, h5, h6", LEVELS)

    jumps = [pair for pair in zip(levels, levels[1:], strict=False) if pair[1] > pair[0] + 1]
    assert levels.count(1) == 1
    assert jumps == []


def on_paper(page: Page) -> str:
    """The words of the page as it prints."""
    printed = pypdfium2.PdfDocument(BytesIO(page.pdf(format="A4")))
    return " ".join(one.get_textpage().get_text_range() for one in printed)


def test_on_paper_stand_text_numbers_footnotes_and_addresses_without_bars(page: Page, text):
    page.goto(f"{text}all/")

    printed = " ".join(on_paper(page).split())

    for part in (
        "The report itself",
        "Contents",
        "2.12A",
        "The first note.",
        "Referrals by agency",
    ):
        assert part in printed, part
    for part in ("Show a link beside", "Quick exit", "Read all of it on one page", "Back"):
        assert part not in printed, part


def test_a_link_of_a_footnote_shows_its_address_on_paper(page: Page, run_manage, text):
    change = f"""
from publications.models import DocumentPage
page = DocumentPage.objects.get(title="The report itself")
note = page.sections[1].value["footnotes"][0]["text"]
note.source = {json.dumps('<p>The first note: <a href="https://example.com/act">the Act</a>.</p>')}
page.save_revision().publish()
"""
    run_manage("shell", "-c", change)

    page.goto(f"{text}what-we-found/")

    assert "https://example.com/act" in on_paper(page)


def test_no_column_of_a_wide_table_is_cut_off_on_paper(page: Page, text):
    page.set_viewport_size({"width": 672, "height": 900})
    page.goto(f"{text}what-we-found/")
    page.locator("table").evaluate_all(WIDEN)
    page.emulate_media(media="print")

    table = page.locator(".table").first.evaluate("one => [one.scrollWidth, one.clientWidth]")

    assert table[0] <= table[1]
