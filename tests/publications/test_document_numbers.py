"""P4: paragraphs that have the numbers of the printed report."""

import pytest

from publications.documents.numbering import Number, after, run, written
from publications.models import DocumentPage
from tests import builders
from tests.reading import main, words

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


def numbered(*paragraphs: str, first: str = "") -> tuple[str, dict]:
    return "numbered", {"first": first, "text": "".join(f"<p>{words}</p>" for words in paragraphs)}


def document_with(*sections, numbering: str = "document") -> DocumentPage:
    return builders.document_page(*sections, numbering=numbering)


def numbers_on(client, url: str) -> list[str]:
    return [words(number) for number in main(client.get(url)).select(".paragraph__number")]


def test_numbers_run_through_the_document(client):
    text = document_with(
        builders.section("One", numbered("a", "b"), ("text", "<p>Not counted.</p>"), numbered("c")),
        builders.section("Two", numbered("d")),
    )

    assert numbers_on(client, f"{text.url}one/") == ["1", "2", "3"]
    assert numbers_on(client, f"{text.url}two/") == ["4"]
    assert numbers_on(client, f"{text.url}all/") == ["1", "2", "3", "4"]


def test_numbers_begin_anew_in_each_section(client):
    text = document_with(
        builders.section("One", numbered("a", "b"), number="1"),
        builders.section("Four", numbered("c"), number="4"),
        builders.section("More", numbered("d"), number="Annex A"),
        numbering="section",
    )

    assert numbers_on(client, f"{text.url}all/") == ["1.1", "1.2", "4.1", "A.1"]


def test_a_section_that_a_program_made_without_a_number_has_none(client):
    kind, plain = builders.section("About")
    del plain["number"]
    text = document_with(
        (kind, plain), builders.section("One", numbered("a"), number="1"), numbering="section"
    )

    assert numbers_on(client, f"{text.url}all/") == ["1.1"]
    assert "None" not in words(main(client.get(text.url)))


def test_a_letter_is_followed_by_the_next_letter_and_the_next_block_by_the_next_number(client):
    text = document_with(
        builders.section("One", numbered("a", "b", first="12A"), numbered("c"), numbered("d"))
    )

    assert numbers_on(client, text.url) == ["12A", "12B", "13", "14"]


def test_a_number_is_the_address_of_its_paragraph(client):
    text = document_with(
        builders.section("One", numbered("a", first="12A"), number="4"), numbering="section"
    )

    paragraph = main(client.get(text.url)).find(id="p4.12A")

    assert paragraph.a["href"] == "#p4.12A"
    assert "4.12A" in paragraph.a["aria-label"]
    assert words(paragraph) == "4.12A a"


def test_a_list_belongs_to_the_paragraph_before_it(client):
    source = (
        "<p>These:</p><ul><li>one<ul><li>deeper</li></ul></li></ul><ol><li>two</li></ol><p>b</p>"
    )
    text = document_with(builders.section("One", ("numbered", {"first": "", "text": source})))

    first = main(client.get(text.url)).find(id="p1")

    assert words(first) == "1 These: one deeper two"
    assert numbers_on(client, text.url) == ["1", "2"]


def test_an_empty_line_takes_no_number(client):
    text = document_with(builders.section("One", numbered("a", "", " ", "<br/>", "b")))

    assert numbers_on(client, text.url) == ["1", "2"]


def test_without_numbering_the_paragraphs_have_none(client):
    text = document_with(builders.section("One", numbered("a", "b")), numbering="none")

    page = main(client.get(text.url))

    assert page.select(".paragraph__number") == []
    assert len(page.select(".paragraph[id]")) == 2


@pytest.mark.parametrize(
    ("first", "count", "numbers"),
    [
        ("1", 3, ["1", "2", "3"]),
        ("12A", 3, ["12A", "12B", "12C"]),
        (" 7b ", 2, ["7B", "7C"]),
        ("9Y", 3, ["9Y", "9Z", "10"]),
        ("5", 0, []),
    ],
)
def test_numbers_in_a_row(first, count, numbers):
    assert [str(number) for number in run(written(first), count)] == numbers


@pytest.mark.parametrize("words", ["", "A", "12AB", "0", "1.2", "12-", "１２", "99999", "-1"])
def test_what_is_not_a_number(words):
    assert written(words) is None


def test_the_number_behind_a_block():
    assert after([Number(12, 1), Number(12, 2)], Number(1)) == Number(13)
    assert after([], Number(4)) == Number(4)
