"""P4 in the admin: what is wrong is said beside it, and nothing that was typed is lost."""

import json
from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from core.gates import PublishRefused
from publications.models import DocumentPage
from tests import builders
from tests.builders import mark
from tests.publications.forms import publication_form

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


@pytest.fixture
def draft() -> DocumentPage:
    return builders.document_page(live=False)


def text_block(source: str) -> tuple[str, str]:
    return "text", rich_text(source, features=["footnote", "ol", "ul"])


def numbered_block(source: str, first: str = "") -> tuple[str, dict]:
    return "numbered", {"first": first, "text": rich_text(source, features=["footnote"])}


def table_block(*headings: str) -> tuple[str, dict]:
    table = {
        "caption": "",
        "column-count": len(headings),
        "row-count": 1,
        "row-0-order": 0,
        "row-0-deleted": "",
    }
    for place, heading in enumerate(headings):
        table |= {
            f"column-{place}-type": "text",
            f"column-{place}-order": place,
            f"column-{place}-heading": heading,
            f"column-{place}-deleted": "",
            f"cell-0-{place}": "A cell",
        }
    return "table", {"caption": "Referrals", "source": "", "table": table}


def section(heading: str, *blocks: tuple, notes: tuple[str, ...] = (), **values) -> tuple:
    footnotes = [{"name": name, "text": rich_text("<p>The note.</p>")} for name in notes]
    in_form = {f"{place}-value": note for place, note in enumerate(footnotes)}
    for place in range(len(footnotes)):
        in_form |= {f"{place}-order": place, f"{place}-deleted": "", f"{place}-id": ""}
    return "section", {
        "heading": heading,
        "number": "",
        "body": streamfield(list(blocks or [text_block("<p>Some words.</p>")])),
        "footnotes": {"count": len(footnotes)} | in_form,
        "address": "",
    } | values


@pytest.fixture
def send(client, draft) -> Callable:
    """Sends the editor's form with these sections; `publish=True` presses “Publish”."""
    client.force_login(builders.staff("Publisher"))

    def send(*sections: tuple, publish: bool = True, **fields):
        data = {
            "title": draft.title,
            "slug": draft.slug,
            "summary": "What I typed.",
            "display_date": "2022-01-25",
            "language": "en",
            "numbering": "none",
            "sections": streamfield(list(sections)),
            "comments": {
                "TOTAL_FORMS": 0,
                "INITIAL_FORMS": 0,
                "MIN_NUM_FORMS": 0,
                "MAX_NUM_FORMS": 0,
            },
        }
        data |= fields
        if publish:
            data["action-publish"] = "Publish"
        return client.post(
            reverse("wagtailadmin_pages:edit", args=[draft.pk]), nested_form_data(data)
        )

    return send


def errors_in(answer) -> str:
    """What the form says is wrong with the sections, wherever it says it."""
    field = BeautifulSoup(answer.content, "html.parser").select_one("[data-block]")
    return str(json.loads(field["data-w-block-arguments-value"])[1])


def form_state(answer) -> str:
    """What the form holds of the sections."""
    field = BeautifulSoup(answer.content, "html.parser").select_one("[data-block]")
    return str(json.loads(field["data-w-block-arguments-value"])[0])


def assert_refused(answer, draft, message: str) -> None:
    assert answer.status_code == 200
    assert message in errors_in(answer)
    assert "What I typed." in answer.content.decode()
    draft.refresh_from_db()
    assert not draft.live


@pytest.mark.usefixtures("one_person_is_enough")
def test_a_whole_document_is_published(send, draft):
    answer = send(
        section("Findings", text_block(f"<p>Words{mark('1')}.</p>"), notes=("1",)),
        section("Methods", table_block("Agency", "2021")),
    )

    assert answer.status_code == 302
    draft = DocumentPage.objects.get(pk=draft.pk)
    assert draft.live
    assert [one.value["address"] for one in draft.sections] == ["findings", "methods"]
    assert draft.section_count == 2


def test_a_footnote_without_a_mark_is_refused_by_its_name(send, draft):
    answer = send(section("Findings", notes=("12",)))

    assert_refused(answer, draft, "The footnote “12” has no mark in the text of this section.")
    assert "The note." in form_state(answer)


def test_a_mark_without_a_footnote_is_refused_by_its_name(send, draft):
    answer = send(section("Findings", text_block(f"<p>My words{mark('7')}.</p>")))

    assert_refused(answer, draft, "The mark [7] has no footnote in this section.")
    assert "My words" in form_state(answer)


def test_a_mark_in_a_numbered_paragraph_needs_its_footnote_as_well(send, draft):
    answer = send(
        section("Findings", numbered_block(f"<p>Words{mark('7')}.</p>")), numbering="document"
    )

    assert_refused(answer, draft, "The mark [7] has no footnote")


def test_two_footnotes_of_one_name_are_refused(send, draft):
    answer = send(section("Findings", text_block(f"<p>A{mark('1')}.</p>"), notes=("1", "1")))

    assert_refused(answer, draft, "Another footnote of this section is called “1”.")


def test_a_table_without_column_headings_is_refused(send, draft):
    answer = send(section("Findings", table_block("Agency", " ")))

    assert_refused(answer, draft, "Column 2 has no heading.")
    assert "A cell" in form_state(answer)


def test_a_table_without_columns_is_refused(send, draft):
    assert_refused(send(section("Findings", table_block())), draft, "at least one column")


def test_a_heading_that_skips_a_level_is_refused(send, draft):
    answer = send(section("Findings", ("minor_heading", "Too deep"), text_block("<p>Words.</p>")))

    assert_refused(answer, draft, "a level too low")
    assert "Too deep" in form_state(answer)


def test_two_sections_with_one_address_are_refused(send, draft):
    answer = send(section("One", address="same"), section("Two", address="same"))

    assert_refused(answer, draft, "Another section has the address “same”.")


@pytest.mark.parametrize("address", ["all", "pdf"])
def test_a_reserved_address_is_refused(send, draft, address):
    answer = send(section("One", address=address))

    assert_refused(answer, draft, f"“{address}” is the address of something else here.")


def test_an_address_with_a_space_is_refused(send, draft):
    assert_refused(send(section("One", address="two words")), draft, "valid")


def test_sections_whose_printed_numbers_go_down_are_refused(send, draft):
    answer = send(section("Five", number="5"), section("Four", number="4"))

    assert_refused(answer, draft, "Section 4 stands after section 5.")


def test_paragraph_numbers_that_go_down_are_refused(send, draft):
    answer = send(
        section("One", numbered_block("<p>a</p><p>b</p>"), numbered_block("<p>c</p>", "2")),
        numbering="document",
    )

    assert_refused(answer, draft, "Paragraph 2 stands after paragraph 2. Numbers must go up.")


def test_a_first_number_that_is_not_one_is_refused(send, draft):
    answer = send(section("One", numbered_block("<p>c</p>", "1.2")), numbering="document")

    assert_refused(answer, draft, "Write a number, with a letter if there is one")


def test_numbers_by_section_need_the_number_of_the_section(send, draft):
    answer = send(section("One", numbered_block("<p>c</p>")), numbering="section")

    assert_refused(answer, draft, "this section needs its number")


def test_a_draft_may_be_unfinished(send, draft):
    answer = send(
        section("Findings", text_block(f"<p>Begun{mark('7')}.</p>"), notes=("12",)),
        section("Methods", table_block("", "")),
        publish=False,
    )

    assert answer.status_code == 302
    kept = DocumentPage.objects.get(pk=draft.pk).get_latest_revision_as_object()
    assert "Begun" in str(kept.sections.raw_data[0])


def test_a_report_of_400_pages_can_be_saved(send, draft):
    page_of_words = "<p>" + "It was said before, and it is said again. " * 80 + "</p>"

    answer = send(section("All of it", text_block(page_of_words * 900)), publish=False)

    assert answer.status_code == 302


def test_an_unfinished_draft_does_not_go_live_past_the_form(draft):
    draft.sections = builders.stream(
        builders.section("Findings", ("text", f"<p>Begun{mark('7')}.</p>"))
    )
    revision = draft.save_revision()

    with pytest.raises(PublishRefused, match="“Findings”: The mark \\[7\\] has no footnote"):
        revision.publish(user=builders.staff("Publisher"))


@pytest.mark.parametrize(
    "body",
    [
        [],
        [("subheading", "A subheading"), ("minor_heading", "A smaller one")],
        [("text", '<p data-block-key="abcde"></p>')],
        [("numbered", {"first": "", "text": "<p> </p>"})],
    ],
    ids=["nothing", "subheadings", "an empty paragraph", "an empty numbered paragraph"],
)
def test_a_document_with_nothing_below_its_headings_does_not_go_live(draft, body):
    blocks = [{"type": name, "value": value} for name, value in body]
    draft.sections = builders.stream(builders.section("One", body=blocks))

    with pytest.raises(PublishRefused, match="There is nothing to read yet"):
        draft.save_revision().publish(user=builders.staff("Publisher"))


def test_a_document_of_one_table_goes_live(draft):
    draft.sections = builders.stream(builders.section("One", ("table", builders.data_table())))

    draft.save_revision().publish(user=builders.staff("Publisher"))

    draft.refresh_from_db()
    assert draft.live


def test_the_form_says_that_there_is_nothing_to_read_and_keeps_what_was_typed(send, draft):
    answer = send(section("One", ("subheading", "Only this")))

    assert_refused(answer, draft, "There is nothing to read yet")
    assert "Only this" in form_state(answer)


def test_a_document_without_a_section_does_not_go_live(draft):
    draft.sections = "[]"

    with pytest.raises(PublishRefused, match="at least one section"):
        draft.save_revision().publish(user=builders.staff("Publisher"))


def test_everything_that_is_wrong_is_told_at_the_door(draft):
    draft.sections = builders.stream(
        builders.section("One", footnotes=[builders.footnote("a"), builders.footnote("b")]),
        builders.section("Two", ("minor_heading", "Deep"), ("table", builders.data_table())),
    )

    with pytest.raises(PublishRefused) as refusal:
        draft.save_revision().publish(user=builders.staff("Publisher"))

    said = [objection.message for objection in refusal.value.objections]
    assert len(said) == 3
    assert sum(message.startswith("“One”") for message in said) == 2
    assert sum(message.startswith("Under “Two”") for message in said) == 1


# Moving


@pytest.fixture
def moved_below(client, draft) -> Callable:
    """Asks the admin to move the document below another page."""
    client.force_login(builders.staff("Administrator"))

    def move(destination):
        address = reverse("wagtailadmin_pages:move_confirm", args=[draft.pk, destination.pk])
        return client.post(address, follow=True)

    return move


def test_a_document_is_not_moved_below_itself(moved_below, draft):
    before = draft.path

    answer = moved_below(draft)

    draft.refresh_from_db()
    assert draft.path == before
    assert "can’t stand below itself" in answer.content.decode()
    assert "Some words." in str(draft.sections.raw_data[0])


def test_a_document_is_not_moved_where_no_document_stands(moved_below, draft):
    before = draft.path

    answer = moved_below(builders.news_index())

    draft.refresh_from_db()
    assert draft.path == before
    assert "stands below a publication or letter or call" in answer.content.decode()


def test_a_document_can_be_moved_to_another_publication(moved_below, draft):
    other = builders.publication(title="Another")

    moved_below(other)

    draft.refresh_from_db()
    assert draft.get_parent().pk == other.pk


# Attachments


def test_an_attachment_is_one_thing_only():
    report = builders.publication()
    text, file = builders.document_page(below=report), builders.document()

    with pytest.raises(Exception, match="not both"):
        builders.attachment(report, html_document=text, document=file)
    with pytest.raises(Exception, match="not all three"):
        builders.attachment(report, html_document=text, document=file, link_url="https://e.org/")


def test_an_attachment_names_only_documents_of_its_own_publication():
    text = builders.document_page()
    other = builders.publication(title="Another")

    with pytest.raises(Exception, match="stands below another page"):
        builders.attachment(other, html_document=text)


def test_with_a_document_the_attachment_that_names_it_is_gone():
    report = builders.publication()
    text = builders.document_page(below=report)
    builders.attachment(report, html_document=text)

    text.delete()

    assert report.attachments.count() == 0


def test_the_editor_of_a_publication_refuses_the_document_of_another(client):
    report, text = builders.publication(title="One"), builders.document_page()
    client.force_login(builders.staff("Publisher"))
    row = {"title": "T", "html_document": text.pk, "language": "en", "ORDER": 1, "link_url": ""}
    counts = {"TOTAL_FORMS": 1, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 9}
    data = publication_form(
        title="One",
        slug=report.slug,
        attachments=counts | {"0": row},
        **{"action-publish": "Publish"},
    )

    answer = client.post(reverse("wagtailadmin_pages:edit", args=[report.pk]), data)

    assert answer.status_code == 200
    assert "stands below another page" in answer.content.decode()
