"""P4: footnotes, numbered through the document, linked both ways."""

import json

import pytest
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.rich_text import expand_db_html

from publications.models import DocumentPage
from tests import builders
from tests.builders import footnote, mark
from tests.forms import editor_text
from tests.reading import main, words

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


@pytest.fixture
def text() -> DocumentPage:
    """Two sections: one with two notes of which one is marked twice, one with a third note."""
    first = ("text", f"<p>One{mark('b')} and two{mark('a')}.</p><p>Again{mark('b')}.</p>")
    notes = [footnote("a", "Second in the text."), footnote("b", "First <i>in</i> the text.")]
    return builders.document_page(
        builders.section("One", first, footnotes=notes),
        builders.section(
            "Two", ("text", f"<p>Three{mark('a')}.</p>"), footnotes=[footnote("a", "The third.")]
        ),
    )


def marks_on(page) -> list[str]:
    return [words(link) for link in page.select("[role=doc-noteref]")]


def notes_on(page) -> list[str]:
    return [words(note.select_one(".text")) for note in page.select("[role=doc-endnotes] li")]


def test_marks_are_numbered_in_the_order_of_first_use(client, text):
    page = main(client.get(f"{text.url}one/"))

    assert marks_on(page) == ["1", "2", "1"]
    assert notes_on(page) == ["First in the text.", "Second in the text."]


def test_numbers_go_on_in_the_next_section(client, text):
    page = main(client.get(f"{text.url}two/"))

    assert marks_on(page) == ["3"]
    assert notes_on(page) == ["The third."]
    assert page.select_one("[role=doc-endnotes] ol")["start"] == "3"


def test_on_one_page_the_notes_stand_at_the_end(client, text):
    page = main(client.get(f"{text.url}all/"))

    assert marks_on(page) == ["1", "2", "1", "3"]
    assert notes_on(page) == ["First in the text.", "Second in the text.", "The third."]
    assert len(page.select("[role=doc-endnotes]")) == 1


@pytest.mark.parametrize("route", ["one/", "two/", "all/"])
def test_each_mark_leads_to_its_note_and_each_note_back_to_each_mark(client, text, route):
    page = main(client.get(text.url + route))

    for link in page.select("[role=doc-noteref]"):
        note = page.find(id=link["href"].removeprefix("#"))
        ways_back = [back["href"] for back in note.select("[role=doc-backlink]")]
        assert f"#{link['id']}" in ways_back
    marks = len(page.select("[role=doc-noteref]"))
    assert len(page.select("[role=doc-backlink]")) == marks


def test_ways_back_from_one_note_have_names_of_their_own(client, text):
    page = main(client.get(f"{text.url}one/"))

    names = [link["aria-label"] for link in page.select("#note-1 [role=doc-backlink]")]

    assert names == [
        "Back to the text from footnote 1, place 1",
        "Back to the text from footnote 1, place 2",
    ]


def test_numbered_paragraphs_and_call_outs_can_have_footnotes(client):
    blocks = [
        ("numbered", {"first": "", "text": f"<p>One{mark('x')}.</p>"}),
        ("callout", {"heading": "", "text": f"<p>Two{mark('y')}.</p>"}),
    ]
    notes = [footnote("x"), footnote("y")]
    text = builders.document_page(
        builders.section("One", *blocks, footnotes=notes), numbering="document"
    )

    assert marks_on(main(client.get(text.url))) == ["1", "2"]


def test_a_helpline_in_a_footnote_is_shown_with_its_number(client):
    line = builders.helpline()
    note = footnote("a", f'Call <embed embedtype="helpline" id="{line.pk}"/>.')
    text = builders.document_page(
        builders.section("One", ("text", f"<p>One{mark('a')}.</p>"), footnotes=[note])
    )

    assert notes_on(main(client.get(text.url))) == [f"Call {line.spoken_form} ."]


def test_a_section_without_footnotes_has_no_heading_for_them(client):
    page = main(client.get(builders.document_page().url))

    assert "Footnotes" not in words(page)


def test_where_there_is_no_document_around_it_a_mark_says_nothing():
    assert expand_db_html(f"<p>Words{mark('a')}.</p>") == "<p>Words.</p>"


# In the editor


@pytest.fixture
def converter() -> ContentstateConverter:
    return ContentstateConverter(features=["bold", "footnote"])


def test_the_text_survives_the_editor(converter):
    stored = f"Most <b>forces</b>{mark('12')} answered."

    edited = converter.from_database_format(f'<p data-block-key="a">{stored}</p>')
    back = converter.to_database_format(edited)

    assert stored in back


def test_the_editor_shows_the_name_and_nobody_can_type_over_it(converter):
    edited = json.loads(converter.from_database_format(f"<p>Words{mark('12')}.</p>"))

    assert edited["blocks"][0]["text"] == "Words[12]."
    (entity,) = edited["entityMap"].values()
    assert entity["mutability"] == "IMMUTABLE"
    assert entity["data"] == {"id": "12"}


@pytest.mark.parametrize("data", [{}, {"id": None}, {"id": '"><script>'}])
def test_odd_data_from_an_editor_does_no_harm(converter, client, data):
    stored = converter.to_database_format(editor_text("FOOTNOTE", data))

    draft = builders.document_page(builders.section("One", ("text", stored)), live=False)

    assert "<script>" not in stored
    assert b"<script>" not in main(draft.make_preview_request()).encode()
