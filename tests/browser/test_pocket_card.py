"""G9: the pocket card as a browser prints it: one A4 sheet, and no word cut off."""

from collections.abc import Callable, Iterator
from io import BytesIO

import pypdfium2
import pytest
from playwright.sync_api import Page

from helpline.discretion import is_telling

pytestmark = pytest.mark.browser

# In Arabic, beside the helplines of the starter content, and with one that has long names.
MAKE = """
from helpline.models import Service
from helpline.models.translations import key_of
from tests import builders
line = builders.helpline(
    name="The advice line of the united associations of workers in all the seas and ports",
    when_to_call="You work on a ship, or you have worked on one, and someone keeps your wages, "
    "your papers or you",
    placement="foot", sort_order=90, nation="northern_ireland", cost="Free from any phone",
)
own = {
    key_of(service, "when_to_call"): "إذا كنت بحاجة إلى المساعدة أو المشورة"
    for service in Service.objects.all()
}
builders.language(translations=own | {
    "pocket.title": "المساعدة والمشورة",
    "pocket.plain": "أرقام مفيدة",
    "pocket.keep": "احتفظ بهذه البطاقة في مكان آمن",
})
"""
UNMAKE = """
from helpline.models import *
Language.objects.filter(tag="ar").delete()
Service.objects.filter(sort_order=90).delete()
"""
SHEETS = ["/card/", "/numbers/", "/card/ar/", "/numbers/ar/"]
NUMBERS = """
from helpline.models import Service
print("|".join(service.spoken_form for service in Service.objects.on_the_card()))
"""
OVERFULL = """
() => [...document.querySelectorAll(".sheet__panel")]
  .filter(one => one.scrollHeight > one.clientHeight || one.scrollWidth > one.clientWidth)
  .map(one => one.textContent.trim())
"""
OUTSIDE_ITS_PANEL = """
() => [...document.querySelectorAll(".sheet__panel")].flatMap(panel => {
  const paper = panel.getBoundingClientRect();
  return [...panel.querySelectorAll("p")].map(one => {
    const range = document.createRange();
    range.selectNodeContents(one);
    const ink = range.getBoundingClientRect();
    const isInside = ink.left >= paper.left && ink.right <= paper.right
      && ink.top >= paper.top && ink.bottom <= paper.bottom;
    return isInside ? "" : one.textContent;
  }).filter(Boolean);
})
"""


@pytest.fixture(scope="module")
def numbers(run_manage: Callable[..., str], site_url: str) -> Iterator[list[str]]:
    run_manage("shell", "-c", MAKE)
    yield run_manage("shell", "-c", NUMBERS).splitlines()[-1].split("|")
    run_manage("shell", "-c", UNMAKE)


def printed(page: Page) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(BytesIO(page.pdf(prefer_css_page_size=True)))


def letters_of(sheet: pypdfium2.PdfPage) -> str:
    """What is printed, without spaces: a browser sets words apart by their places alone."""
    return "".join(sheet.get_textpage().get_text_bounded().split())


@pytest.mark.parametrize("address", SHEETS)
def test_a_browser_prints_one_sheet_of_a4_and_nothing_else(page, numbers, address):
    page.goto(address)

    [sheet] = printed(page)

    width, height = (length / 72 * 25.4 for length in sheet.get_size())
    seen = letters_of(sheet)
    assert (width, height) == (pytest.approx(297, abs=0.5), pytest.approx(210, abs=0.5))
    for number in numbers:
        digits = "".join(number.split())
        assert digits in seen or digits[::-1] in seen  # some panels are upside down
    assert "Quickexit" not in seen
    assert "Publications" not in seen


@pytest.mark.parametrize("address", SHEETS)
def test_no_word_is_cut_off_or_leaves_its_panel(page, numbers, address):
    page.goto(address)
    page.emulate_media(media="print")

    assert page.evaluate(OVERFULL) == []
    assert page.evaluate(OUTSIDE_ITS_PANEL) == []


def test_the_same_words_are_printed_as_stand_in_the_pdf(page, numbers, site_url, tmp_path):
    page.goto("/card/")
    with page.expect_download() as download:
        page.evaluate("document.querySelector('a[type=\"application/pdf\"]').download = ''")
        page.get_by_role("link", name="The card as a PDF").click()
    file = tmp_path / "card.pdf"
    download.value.save_as(file)

    [sheet] = pypdfium2.PdfDocument(file)

    [shown] = printed(page)
    assert sorted(filter(str.isalnum, letters_of(shown))) == sorted(
        filter(str.isalnum, letters_of(sheet))
    )


@pytest.mark.parametrize("address", ["/numbers/", "/numbers/ar/"])
def test_the_discreet_sheet_tells_nothing(page, numbers, address):
    page.goto(address)

    [sheet] = printed(page)

    seen = sheet.get_textpage().get_text_bounded()
    assert not is_telling(seen)
    assert "Commissioner" not in seen
    assert not is_telling(page.title())
    assert "Commissioner" not in page.title()


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_the_preview_is_as_wide_as_the_screen_lets_it(page, numbers, width):
    page.set_viewport_size({"width": width, "height": 640})
    page.goto("/card/")

    box = page.locator(".sheet").bounding_box()

    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert box["width"] / box["height"] == pytest.approx(297 / 210, abs=0.01)
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_a_page_with_a_card_breaks_no_rule_of_accessibility(page, numbers, axe):
    for address in SHEETS:
        page.goto(address)

        assert axe(page) == [], address


def test_the_exit_is_there_as_on_each_page(page, numbers):
    for address in SHEETS:
        page.goto(address)

        assert page.locator("a.quick-exit__leave").is_visible()
