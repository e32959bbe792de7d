"""Charts in a browser: valid, and nothing of them overlaps or leaves a phone's screen."""

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import Page, expect

from publications.charts import Chart, ChartKind, read
from tests.browser.editing import insert_block

pytestmark = pytest.mark.browser

HEADINGS = ["Adults", "Children", "Age not known", "Families with no home of their own"]


def chart(kind: str, *, rows: int, series: int) -> Chart:
    columns = [("text", "Year"), *[("number", heading) for heading in HEADINGS[:series]]]
    table = [
        [str(2000 + row), *[str((row * 7919 + n * 4729) % 20_000 - 3_000) for n in range(series)]]
        for row in range(rows)
    ]
    return Chart(
        title=f"{kind} of {rows} and {series}",
        kind=kind,
        data=read(kind, columns, table),
        says="They rose.",
        source="Invented",
        unit="people",
    )


@pytest.fixture(scope="module")
def page_of_charts() -> str:
    charts = [
        chart(kind, rows=rows, series=series)
        for kind in ChartKind.values
        for rows in (1, 3, 12)
        for series in (1, 2, 4)
    ]
    shown = "".join(render_to_string("components/chart.html", {"chart": one}) for one in charts)
    return (
        '<!doctype html><html lang="en"><title>Charts</title>'
        f"<body><main>{shown}</main></body></html>"
    )


def test_charts_are_valid(w3c_errors, page_of_charts):
    assert w3c_errors({"charts": page_of_charts}) == []


WORDS_THAT_MEET = """
() => [...document.querySelectorAll("svg")].flatMap((drawing) => {
  const frame = drawing.getBoundingClientRect();
  const texts = [...drawing.querySelectorAll("text")];
  const boxes = texts.map((text) => text.getBoundingClientRect());
  const found = [];
  boxes.forEach((box, place) => {
    if (box.left < -1 || box.right > innerWidth + 1) found.push(`off: ${texts[place].textContent}`);
    boxes.slice(0, place).forEach((other, before) => {
      const across = Math.min(box.right, other.right) - Math.max(box.left, other.left);
      const down = Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top);
      if (across > 1 && down > 3) {
        found.push(`${texts[before].textContent} / ${texts[place].textContent}`);
      }
    });
    if (box.bottom > frame.bottom + 6) found.push(`below: ${texts[place].textContent}`);
  });
  return found.map((one) => `${drawing.querySelector("title").textContent}: ${one}`);
})
"""


@pytest.mark.parametrize("width", [320, 768])
def test_no_words_of_a_chart_meet_or_leave_the_screen(page: Page, page_of_charts, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.set_content(page_of_charts)

    assert page.evaluate(WORDS_THAT_MEET) == []


def test_the_form_of_a_chart_asks_for_one_name_and_not_for_a_caption_as_well(
    staff_page: Page, run_manage
):
    find = "from publications.models import *; print(PublicationPage.objects.first().pk)"
    publication = run_manage("shell", "-c", find).split()[-1]
    staff_page.goto(f"/admin/pages/add/publications/documentpage/{publication}/")
    staff_page.get_by_role("button", name="Insert a block").first.click()
    body = staff_page.locator("[data-contentpath=body]")

    insert_block(staff_page, body, "Chart", body.locator("input[name$='-value-title']"))

    expect(body.get_by_role("button", name="Add column")).to_be_visible()
    expect(body.locator("input[name$='-table-caption']")).to_be_hidden()
