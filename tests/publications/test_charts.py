"""P4: charts drawn on the server from a small table, with the table beside them."""

import re
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.template.loader import render_to_string

from publications.chart_blocks import ChartBlock
from publications.charts import MOST_ROWS, Chart, ChartKind, TableRefused, number_in, read
from publications.drawings.plots import round_steps
from publications.drawings.shapes import scale_of
from tests.reading import words

YEARS = [["2019", "10,613"], ["2020", "10,601"], ["2021", "12,727"]]


def chart(*rows, kind="bars", headings=("Referrals",), unit="people", **facts) -> Chart:
    columns = [("text", "Year"), *[("number", heading) for heading in headings]]
    values = {
        "title": "Referrals by year",
        "says": "They rose in 2021.",
        "source": "Invented for a test",
    }
    return Chart(
        kind=kind, data=read(kind, columns, rows or YEARS, unit=unit), unit=unit, **values | facts
    )


def shown(one: Chart) -> BeautifulSoup:
    page = render_to_string("components/chart.html", {"chart": one})
    return BeautifulSoup(page, "html.parser")


def share(length: str) -> float:
    """The number of a length such as “12.5%”."""
    return float(length.removesuffix("%"))


def em(length: str) -> float:
    return float(length.removesuffix("em"))


# Reading


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("12,727", "12727"),
        ("12727", "12727"),
        ("1,000,000", "1000000"),
        ("1.5", "1.5"),
        ("-3", "-3"),
        ("−3", "-3"),
        (" 7 ", "7"),
        ("0", "0"),
        ("-0", "0"),
        ("1,234.25", "1234.25"),
        ("", None),
        ("  ", None),
    ],
)
def test_numbers_are_read_as_people_type_them(typed, number):
    assert number_in(typed) == (None if number is None else Decimal(number))


@pytest.mark.parametrize(
    "typed",
    [
        "12%",
        "£5",
        "5 people",
        "about 12",
        "1,27",
        "12,7270",
        ",5",
        ".5",
        "5.",
        "1.2.3",
        "1e5",
        "nan",
        "inf",
        "--3",
        "+3",
        "٣",
        "½",
        "12–14",
        "1 000",
        "9" * 13,
        "1.12345",
        "-",
    ],
)
def test_what_is_not_a_plain_number_is_refused(typed):
    with pytest.raises(ValueError, match="is not a number"):
        number_in(typed)


def refusal(columns, rows, kind="bars") -> TableRefused:
    with pytest.raises(TableRefused) as caught:
        read(kind, columns, rows)
    return caught.value


TWO = [("text", "Year"), ("number", "Referrals")]


def test_text_in_a_number_column_is_refused_and_its_cell_is_named():
    found = refusal(TWO, [["2019", "12"], ["2020", "12%"]])

    assert list(found.cells) == [(1, 1)]
    assert "Row 2, column “Referrals”: “12%” is not a number" in found.cells[1, 1]
    assert "belongs under “unit”" in found.cells[1, 1]


@pytest.mark.parametrize(
    ("columns", "rows", "kind", "message"),
    [
        ([], [], "bars", "Add a table"),
        ([("number", "Year"), ("number", "Count")], [["1", "2"]], "bars", "must be a text column"),
        ([*TWO, ("text", "Note")], [["a", "2", "b"]], "bars", "Column 3 is a text column"),
        ([("text", "Year")], [["2019"]], "bars", "Add a number column"),
        (
            [("text", "Year"), *[("number", str(n)) for n in range(5)]],
            [["a", *"12345"]],
            "bars",
            "room for 4 number columns, and this table has 5",
        ),
        ([("text", "Year"), ("number", " ")], [["a", "1"]], "bars", "Column 2 has no heading"),
        ([("text", ""), ("number", "Count")], [["a", "1"]], "bars", "Column 1 has no heading"),
        (
            [*TWO, ("number", "Referrals")],
            [["a", "1", "2"]],
            "bars",
            "Two columns are called “Referrals”",
        ),
        (TWO, [], "bars", "Add at least one row"),
        (TWO, [[str(n), "1"] for n in range(31)], "bars", "room for 30 rows"),
        (TWO, [[str(n), "1"] for n in range(31)], "lines", "room for 30 rows"),
        (TWO, [[str(n), "1"] for n in range(13)], "columns", "room for 12 rows"),
        (TWO, [["a", ""], ["b", ""]], "bars", "There is no number in this table"),
        (
            TWO,
            [["Home Office", "1"], ["Environment Agency", "2"], ["Local authorities", "3"]],
            "columns",
            "too long to stand below columns",
        ),
        (TWO, [["a", "1"]], "", "Choose a kind of chart"),
    ],
)
def test_a_table_that_can_not_be_drawn_is_refused_with_what_to_do(columns, rows, kind, message):
    assert message in str(refusal(columns, rows, kind))


def test_a_row_without_a_label_is_refused_at_its_cell():
    found = refusal(TWO, [["2019", "1"], [" ", "2"]])

    assert "Row 2 has no label" in found.cells[1, 0]


# Showing


@pytest.mark.parametrize("kind", ChartKind.values)
def test_a_chart_has_a_name_what_it_shows_its_source_and_its_table(kind):
    figure = shown(chart(kind=kind)).figure

    drawing = figure.svg
    assert drawing["role"] == "img"
    assert words(figure.find(id=drawing["aria-labelledby"])).endswith("Referrals by year")
    assert words(figure.find(id=drawing["aria-describedby"])) == "They rose in 2021."
    assert "Source: Invented for a test" in words(figure)
    assert [words(cell) for cell in figure.table.select("th[scope=col]")] == ["Year", "Referrals"]
    assert [words(row) for row in figure.table.tbody.select("tr")] == [
        "2019 10,613",
        "2020 10,601",
        "2021 12,727",
    ]
    assert all("table__number" in cell["class"] for cell in figure.table.select("td"))


@pytest.mark.parametrize("kind", ChartKind.values)
def test_each_number_stands_at_its_bar_column_or_point(kind):
    drawing = shown(chart(kind=kind)).svg

    written = [words(text) for text in drawing.select("text")]
    assert {"2019", "2020", "2021", "10,613", "10,601", "12,727"} <= set(written)


def test_bars_are_as_long_as_their_numbers():
    lengths = [
        share(bar.width) for bar in chart(["a", "50"], ["b", "100"], ["c", "0"]).drawing.bars
    ]

    assert lengths == [50, 100, 0]


def test_a_negative_number_goes_the_other_way_from_the_zero_line():
    drawing = chart(["Down", "-25"], ["Up", "75"]).drawing

    down, up = drawing.bars
    assert (share(down.x), share(down.width)) == (0, 25)
    assert (share(up.x), share(up.width)) == (25, 75)
    assert {line.x1 for line in drawing.helping if line.is_zero} == {"25%"}
    assert "−25" in [text.words for text in drawing.texts]


def test_a_negative_column_hangs_below_the_zero_line():
    drawing = chart(["1", "-25"], ["2", "75"], kind="columns").drawing

    down, up = drawing.bars
    (zero,) = [line for line in drawing.helping if line.is_zero]
    assert em(down.y) == pytest.approx(em(zero.y1), abs=0.02)
    assert em(up.y) + em(up.height) == pytest.approx(em(zero.y1), abs=0.02)
    assert em(up.height) == pytest.approx(3 * em(down.height), abs=0.03)


@pytest.mark.parametrize("kind", ChartKind.values)
def test_zeros_alone_are_drawn_as_nothing_on_the_zero_line(kind):
    drawing = chart(["1", "0"], ["2", "0"], kind=kind).drawing

    assert drawing.helping
    assert {bar.height if kind == "columns" else bar.width for bar in drawing.bars} <= {"0em", "0%"}


@pytest.mark.parametrize("kind", ChartKind.values)
def test_a_figure_that_is_not_known_is_not_drawn_as_zero(kind):
    one = chart(["2019", "5"], ["2020", ""], ["2021", "7"], kind=kind)

    assert len(one.drawing.bars) + len(one.drawing.dots) == 2
    assert one.drawing.strokes == []
    assert "no figure" in words(shown(one).table)


def test_a_line_joins_neighbours():
    drawing = chart(kind="lines").drawing

    first, second = drawing.strokes
    assert (first.x2, first.y2) == (second.x1, second.y1)


@pytest.mark.parametrize("count", [1, 2, 4])
@pytest.mark.parametrize(
    ("kind", "rows"),
    [(kind, rows) for kind, most in MOST_ROWS.items() for rows in (1, 12, most)],
)
def test_all_that_is_drawn_stays_inside_the_chart(kind, count, rows):
    headings = [f"Series with a long name {n}" for n in range(count)]
    table = [
        [str(1990 + row), *[str((row * 7919 + n * 104729) % 2000 - 500) for n in range(count)]]
        for row in range(rows)
    ]
    drawing = chart(*table, kind=kind, headings=headings).drawing

    foot = em(drawing.height)
    for bar in drawing.bars:
        assert share(bar.x) >= 0
        assert bar.width.endswith("em") or share(bar.x) + share(bar.width) <= 100.01
        assert 0 <= em(bar.y) <= em(bar.y) + em(bar.height) <= foot
    for dot in drawing.dots:
        assert 0 <= share(dot.x) <= 100
        assert 0 <= em(dot.y) <= foot
    for text in drawing.texts:
        assert 0 < em(text.y) <= foot
    for line in [*drawing.helping, *drawing.strokes]:
        assert all(0 <= share(x) <= 100 for x in (line.x1, line.x2))
        assert all(-0.01 <= em(y) <= foot for y in (line.y1, line.y2))


def extent(text) -> tuple[float, float]:
    """From where to where a word reaches on the narrowest phone, in em."""
    width = len(text.words) * 0.55
    x = share(text.x) / 100 * 20 + em(text.dx if text.dx != "0" else "0em")
    start = {"start": x, "middle": x - width / 2, "end": x - width}[text.anchor]
    return start, start + width


@pytest.mark.parametrize("kind", ChartKind.values)
@pytest.mark.parametrize("count", [1, 3, 4])
@pytest.mark.parametrize("rows", [1, 3, 9, 12])
def test_no_words_overlap_or_leave_a_phones_screen(kind, count, rows):
    headings = ["Adults", "Children", "Age not known", "Families with no home"][:count]
    table = [
        [str(2010 + row), *[str(10_000 + row * 100 + n) for n in range(count)]]
        for row in range(rows)
    ]
    texts = chart(*table, kind=kind, headings=headings).drawing.texts

    for place, text in enumerate(texts):
        start, end = extent(text)
        assert start >= -0.3 and end <= 20.3, text
        for other in texts[:place]:
            beside = extent(other)[1] <= start or end <= extent(other)[0]
            assert beside or abs(em(text.y) - em(other.y)) >= 1, (text, other)


def test_a_long_label_is_broken_into_lines():
    label = "Department for Work and Pensions with all agencies in the four nations"
    written = [text.words for text in chart([label, "5"]).drawing.texts]

    assert " ".join(written[:-1]) == label
    assert len(written) > 2


def test_series_differ_without_colour():
    rows = ["2021", "1", "2", "3", "4"], ["2022", "4", "3", "2", "1"]
    headings = ["A", "B", "C", "D"]

    columns = shown(chart(*rows, kind="columns", headings=headings)).svg
    lines = shown(chart(*rows, kind="lines", headings=headings)).svg

    for number in (2, 3, 4):
        pattern = columns.select_one(f".chart__series-{number} pattern")
        filled = columns.select(f".chart__series-{number} rect")
        assert {bar["fill"] for bar in filled} == {f"url(#{pattern['id']})"}
    dashes = [
        lines.select_one(f".chart__series-{number} line").get("stroke-dasharray")
        for number in (1, 2, 3, 4)
    ]
    assert len(set(dashes)) == 4


def test_per_cent_stands_after_each_number():
    written = [text.words for text in chart(["a", "12.5"], ["b", "3"], unit="%").drawing.texts]

    assert {"12.5%", "3.0%"} <= set(written)


def test_two_charts_of_one_page_share_no_id():
    one, other = shown(chart()), shown(chart(title="Another"))

    assert not {tag["id"] for tag in one.select("[id]")} & {
        tag["id"] for tag in other.select("[id]")
    }


def test_words_of_staff_never_become_markup():
    evil = '"><script>alert(1)</script>'

    figure = shown(
        chart([evil, "5"], headings=[evil], title=evil, says=evil, source=evil, unit=evil)
    )

    assert figure.select("script") == []


def test_a_chart_is_drawn_without_script_and_style():
    page = str(shown(chart(kind="lines")))

    assert not re.search(r"<script|<style|\sstyle=|https?:", page)


@pytest.mark.parametrize(
    ("numbers", "steps"),
    [
        (["7"], [0, 2, 4, 6, 8]),
        (["100"], [0, 20, 40, 60, 80, 100]),
        (["-12", "34"], [-20, -10, 0, 10, 20, 30, 40]),
        (["0.3"], ["0", "0.1", "0.2", "0.3"]),
        (["0"], ["0", "0.2", "0.4", "0.6", "0.8", "1"]),
    ],
)
def test_the_numbers_at_the_side_are_round_and_hold_zero(numbers, steps):
    data = chart(*[[str(row), number] for row, number in enumerate(numbers)]).data

    assert round_steps(scale_of(data)) == [Decimal(step) for step in steps]


# In the admin


def block_value(rows, columns=TWO, **fields):
    table = {
        "columns": [{"type": kind, "heading": heading} for kind, heading in columns],
        "rows": [{"values": row} for row in rows],
        "caption": "",
    }
    values = {
        "title": "Referrals",
        "kind": "bars",
        "table": table,
        "unit": "people",
        "says": "They rose.",
        "source": "Invented",
    }
    return ChartBlock().to_python(values | fields)


def test_a_chart_that_staff_made_is_shown():
    block = ChartBlock()
    value = block.clean(block_value([["2019", "1,200"]]))

    figure = BeautifulSoup(block.render(value), "html.parser").figure

    assert "1,200" in [words(text) for text in figure.select("text")]


def test_the_form_marks_the_cell_that_holds_text():
    block = ChartBlock()

    with pytest.raises(Exception) as refused:
        block.clean(block_value([["2019", "1"], ["2020", "many"]]))

    told = refused.value.as_json_data()["blockErrors"]["table"]["blockErrors"][1][1]
    assert "Row 2, column “Referrals”: “many”" in told["messages"][0]


def test_the_form_says_what_is_wrong_with_the_table_as_a_whole():
    block = ChartBlock()

    with pytest.raises(Exception) as refused:
        block.clean(block_value([["2019"]], columns=TWO[:1]))

    told = refused.value.as_json_data()["blockErrors"]["table"]["messages"]
    assert told == ["Add a number column. Without one there is nothing to draw."]


@pytest.mark.parametrize("name", ["title", "says", "source", "unit"])
def test_a_chart_needs_its_words(name):
    with pytest.raises(Exception) as refused:
        ChartBlock().clean(block_value([["2019", "1"]], **{name: ""}))

    assert name in refused.value.as_json_data()["blockErrors"]


def test_a_draft_may_wait_for_its_numbers_and_its_preview_says_so():
    block = ChartBlock()

    value = block.clean_deferred(block_value([], columns=[]))

    assert "can’t be drawn yet" in block.render(value)
