"""E8: what is looked for in a page while it is written, and what that keeps from going live."""

import json
import time
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import rich_text, streamfield

from core import gates
from core.models import BasePage
from editorial.checks import table
from editorial.checks.reading_age import grade
from editorial.checks.rules import findings
from editorial.checks.table import TABLE, Check
from news.models import NewsPage
from publications.models import DocumentPage
from tests import builders
from tests.forms import news_form
from tests.reading import document, messages_of, words

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


def found_in(page: BasePage) -> set[str]:
    """The names of the checks that find something."""
    return {finding.check.name for finding in findings(page)}


def made(fields: dict[str, Any]) -> NewsPage:
    """A news item that nobody has saved."""
    return NewsPage(title="An item", **fields)


def item(*blocks: tuple[str, Any], **fields: Any) -> dict[str, Any]:
    """The fields of a news item with these blocks."""
    return {"body": builders.stream(*blocks)} | fields


def rich(html: str) -> dict[str, Any]:
    return item(("heading", "A heading"), ("text", html))


def picture(alt_text: str, *, is_decorative: bool = False) -> dict[str, Any]:
    image = {"image": 1, "alt_text": alt_text, "decorative": is_decorative}
    return item(("picture", {"image": image, "caption": ""}))


def data_table(**values: Any) -> dict[str, Any]:
    whole = builders.data_table()
    return item(("table", whole | {"table": whole["table"] | values}))


def linked(words: str, address: str = "https://example.org/") -> dict[str, Any]:
    return rich(f'<p>Some <a href="{address}">{words}</a>.</p>')


def summed_up(words: str, **fields: Any) -> dict[str, Any]:
    return item(("text", "<p>Some words.</p>"), summary=words, **fields)


PLAIN = "The Commissioner has written to the minister. She asks for a review."
STIFF = (
    "Notification of the competent authority regarding identification constitutes a statutory "
    "responsibility necessitating comprehensive interdepartmental coordination."
)

FAILS_AND_PASSES = [
    (table.HEADING_SKIPS, rich("<h4>Deep</h4>"), rich("<h3>Next</h3><h4>Deep</h4>")),
    (table.HEADING_SKIPS, item(("text", "<h3>Deep</h3>")), item(("heading", "Next"))),
    (table.HEADING_EMPTY, rich("<h3> <br/></h3>"), rich("<h3>Words</h3>")),
    (table.HEADING_EMPTY, item(("heading", " ")), item(("heading", "Words"))),
    (table.HEADING_FIRST, rich("<h1>Words</h1>"), rich("<h2>Words</h2>")),
    (table.PICTURE_ALT, picture(" "), picture("Two people at a table")),
    (table.PICTURE_ALT, picture(""), picture("", is_decorative=True)),
    (table.PICTURE_FILE_NAME, picture("IMG_1234"), picture("A road in Leeds")),
    (table.PICTURE_FILE_NAME, picture("two-people.jpeg"), picture("Two people")),
    (table.PICTURE_IN_TEXT, rich('<embed embedtype="image" id="1"/>'), rich("<p>image</p>")),
    (table.PICTURE_IN_TEXT, rich("<img src='x'>"), rich('<embed embedtype="figure" id="1"/>')),
    (table.ALT_BEGINS, picture("A photo of a road"), picture("A road")),
    (table.LINK_EMPTY, linked(" <b></b>"), linked("Annual report")),
    (table.LINK_WORDS, linked("Click <b>here</b>"), linked("who to call here")),
    (table.LINK_WORDS, linked("Read more…"), linked("Read more about the law")),
    (table.LINK_WORDS, linked("yma"), linked("y gyfraith")),
    (table.LINK_ADDRESS, linked("www.example.org/a"), linked("the example")),
    (
        table.LINK_SAME_WORDS,
        rich('<p><a href="/a">The law</a> <a linktype="page" id="3">the law</a></p>'),
        rich('<p><a href="/a">The law</a> <a href="/a">the law</a></p>'),
    ),
    (
        table.LINK_SAME_WORDS,
        rich('<p><a linktype="page" id="4">The law</a> <a linktype="page" id="3">the law</a></p>'),
        rich('<p><a linktype="glossary" id="4">law</a> <a linktype="page" id="3">law</a></p>'),
    ),
    (
        table.TABLE_HEADINGS,
        data_table(columns=[{"type": "text", "heading": "A"}, {"type": "text", "heading": " "}]),
        data_table(),
    ),
    (table.TABLE_HEADINGS, data_table(rows=[]), data_table()),
    (
        table.PERSONS_ADDRESS,
        linked("her", "mailto:jane.doe@example.org"),
        linked("the press office", "mailto:press.office@example.org"),
    ),
    (table.PERSONS_ADDRESS, summed_up("To j.smith2@x.org"), summed_up("To info@x.org")),
    (table.SUMMARY_READING, summed_up(STIFF), summed_up(PLAIN)),
    (table.SUMMARY_READING, summed_up(STIFF), summed_up(STIFF, is_welsh=True)),
]


@pytest.mark.parametrize(("check", "wrong", "right"), FAILS_AND_PASSES)
def test_a_check_tells_what_is_wrong_from_what_is_right(check, wrong, right):
    assert check.name in found_in(made(wrong))
    assert check.name not in found_in(made(right))


@pytest.mark.sqlite_only
def test_each_check_of_the_table_is_tried():
    tried = {check.name for check, _, _ in FAILS_AND_PASSES}

    # `tests/helpline/test_typed_numbers.py` tries the one that is left.
    assert {check.name for check in TABLE} - tried == {table.TYPED_NUMBER.name}


def messages(page: BasePage) -> str:
    return " ".join(finding.message for finding in findings(page))


def test_a_finding_names_the_words_the_heading_above_and_the_block():
    page = made(item(("heading", "What we found"), ("text", '<p><a href="/a">here</a></p>')))
    page.body.raw_data[1]["id"] = "an-id"

    (finding,) = findings(page)

    assert finding.message.startswith("Under “What we found”: The link “here” doesn’t say")
    assert finding.place.field == "body"
    assert finding.place.block == "an-id"


def test_the_offices_own_address_may_have_the_form_of_a_name():
    builders.office(email="sara.smith@example.org")

    assert found_in(made(summed_up("Write to Sara.Smith@example.org"))) == set()


def test_the_headings_of_a_guide_begin_with_its_parts():
    deep = {"type": "text", "value": "<h3>How</h3><h4>Where</h4>"}
    heading = {"type": "heading", "value": "Who"}
    guide = builders.guide(live=False, parts=builders.stream(
        ("part", {"heading": "Part", "body": [heading, deep]})
    ))  # fmt: skip

    assert found_in(guide) == set()


def test_a_smaller_subheading_of_a_document_needs_a_subheading_above():
    body = [("minor_heading", "Deep"), ("subheading", "Next"), ("minor_heading", "Fine")]
    document = builders.document_page(
        builders.section("First", *body), builders.section("Second", *body[1:]), live=False
    )

    assert "Under “First”: The heading “Deep”" in messages(document)
    assert len(findings(document)) == 1


def test_links_of_the_front_page_and_rows_beside_a_page_are_looked_at():
    link = {"text": "Read more", "page": None, "url": "https://example.org/"}
    home = builders.front_page()
    home.parts = builders.stream(
        ("what_is", {"heading": "What?", "text": "<p>A.</p>", "link": link})
    )
    report = builders.publication(live=False)
    builders.attachment(report, title="From jane.doe@example.org", document=builders.document())

    assert found_in(home) == {table.LINK_WORDS.name}
    assert found_in(report) == {table.PERSONS_ADDRESS.name}


def test_a_withdrawn_page_shows_nothing_that_could_be_wrong():
    page = made(linked("here"))
    page.withdrawn_on = timezone.localdate()

    assert findings(page) == []


def test_a_document_of_two_hundred_sections_is_looked_through_at_once(django_assert_num_queries):
    sections = [builders.full_section()] * 200
    document = DocumentPage(title="A report", sections=builders.stream(*sections))
    list(document.sections)

    with django_assert_num_queries(0):
        began = time.process_time()
        assert findings(document) == []
    assert time.process_time() - began < 0.25


@pytest.mark.sqlite_only
def test_the_measure_tells_plain_words_from_officialese():
    assert grade("") == 0
    assert grade("Call us. We will help you. You can stop at any time.") < 3 < 15 < grade(STIFF)


# The doors

WRONG = [("text", rich_text('<p><a href="https://example.org/">Click here</a></p>'))]
REASON = "The link “Click here” doesn’t say where it leads."
ADVICE = [("text", rich_text('<p><a href="https://example.org/">https://example.org/</a></p>'))]


@pytest.fixture
def draft() -> NewsPage:
    """A news item of somebody else, with a draft that a check blocks."""
    page = builders.news_item(live=False)
    page.body = builders.text('<a href="https://example.org/">Click here</a>')
    page.save_revision(user=builders.staff("Author"))
    return page


def sent(client, page: NewsPage, body: list, **action: str):
    form = news_form(body=streamfield(body), **action)
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), form)


def is_live(page: BasePage) -> bool:
    page.refresh_from_db()
    return page.live


@pytest.mark.parametrize("action", ["action-publish", "action-submit"])
def test_the_editor_refuses_what_blocks_beside_its_field_and_keeps_it(publisher, draft, action):
    answer = sent(publisher, draft, WRONG, **{action: "on"})

    (error,) = answer.context["form"].errors["body"]
    assert REASON in error
    assert "Click here" in answer.content.decode()
    assert not is_live(draft)
    assert draft.current_workflow_state is None


def test_all_that_blocks_is_said_at_once(publisher, draft):
    body = [*WRONG, ("heading", " "), ("text", rich_text("<h4>Deep</h4>"))]

    answer = sent(publisher, draft, body[:1] + body[2:], **{"action-submit": "on"})

    assert len(answer.context["form"].errors["body"]) == 2


def told(client) -> str:
    """The words of the messages on the next screen."""
    answer = client.get(reverse("wagtailadmin_home"))
    return messages_of(answer)


def test_a_page_with_advice_alone_is_submitted_and_the_advice_is_said(publisher, draft):
    sent(publisher, draft, ADVICE, **{"action-submit": "on"})

    assert draft.current_workflow_state is not None
    assert "Worth a look: The link “https://example.org/”" in told(publisher)


def test_a_draft_is_saved_with_whatever_it_holds(publisher, draft):
    sent(publisher, draft, WRONG)

    draft.refresh_from_db()
    assert draft.get_latest_revision_as_object().summary == "Words that took thought"
    assert "One thing has to be put right before this page can be submitted" in told(publisher)


def test_what_was_submitted_again_is_looked_at_again(publisher, draft):
    draft.get_workflow().start(draft, None)
    draft.current_workflow_task_state.reject()

    answer = sent(publisher, draft, WRONG, **{"action-restart-workflow": "on"})

    assert REASON in str(answer.context["form"].errors["body"])


def test_approval_is_refused(publisher, draft):
    draft.get_workflow().start(draft, None)
    task = draft.current_workflow_task_state

    address = reverse("wagtailadmin_pages:workflow_action", args=[draft.pk, "approve", task.pk])
    answer = publisher.post(address, {"next": reverse("wagtailadmin_home")}, follow=True)

    assert REASON in answer.content.decode()
    assert not is_live(draft)


def test_bulk_publish_is_refused(publisher, draft):
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    home = reverse("wagtailadmin_home")

    answer = publisher.post(
        f"{address}?id={draft.pk}&next={home}", {"include_descendants": "", "next": home},
        follow=True,
    )  # fmt: skip

    assert REASON in answer.content.decode()
    assert not is_live(draft)


def test_the_admins_own_interface_is_refused(publisher, draft):
    address = reverse("wagtailadmin_api:pages:action", args=[draft.pk, "publish"])

    answer = publisher.post(address, {})

    assert answer.status_code == 400
    assert REASON in answer.json()["message"]


def test_a_schedule_is_refused(draft):
    draft.go_live_at = timezone.now() + timezone.timedelta(days=1)

    with pytest.raises(gates.PublishRefused, match="Click here"):
        draft.save_revision().publish(user=builders.staff("Publisher"))

    assert not draft.scheduled_revision


def test_a_page_that_was_live_before_the_checks_stays_so_until_its_next_words():
    page = builders.news_item()
    NewsPage.objects.filter(pk=page.pk).update(body=builders.text('<a href="/a">here</a>'))

    page.refresh_from_db()
    page.save()

    assert is_live(page)


@pytest.mark.sqlite_only
def test_the_table_says_which_is_which():
    assert all(isinstance(check, Check) and check.name for check in TABLE)
    assert {check.blocks for check in TABLE} == {True, False}


# What the writer sees


def panel_of(answer) -> Tag:
    return document(answer).select_one("#checks-found")


def test_the_panel_says_what_to_put_right_and_what_is_worth_a_look(publisher, draft):
    draft.body = builders.stream(
        ("text", '<p><a href="https://example.org/">here</a></p>'),
        ("text", "<p>Call 020 7946 0999.</p>"),
    )
    draft.summary = STIFF
    draft.save_revision()
    ids = [block["id"] for block in draft.get_latest_revision_as_object().body.raw_data]

    panel = panel_of(publisher.get(reverse("wagtailadmin_pages:edit", args=[draft.pk])))

    blocking, advice = panel.select("ul")
    assert "The link “here”" in words(blocking)
    assert "020 7946 0999" in words(blocking)
    assert [words(entry) for entry in advice.select("li")] == [
        f"{table.SUMMARY_READING.words} Go there : {table.SUMMARY_READING.words}"
    ]
    assert {link["href"] for link in panel.select("a")} == {
        f"#block-{ids[0]}-section",
        "#panel-child-content-body-section",
        "#panel-child-content-summary-section",
    }


def test_the_panel_is_content_with_a_good_page(publisher):
    page = builders.news_item(live=False)

    panel = panel_of(publisher.get(reverse("wagtailadmin_pages:edit", args=[page.pk])))

    assert words(panel) == "Nothing to put right in the words of this page."


def test_a_draft_that_the_editor_saves_by_itself_brings_what_was_found(publisher, draft):
    form = news_form(body=streamfield(WRONG))
    address = reverse("wagtailadmin_pages:edit", args=[draft.pk])

    answer = publisher.post(address, form, headers={"Accept": "application/json"})

    brought = BeautifulSoup(answer.json()["html"], "html.parser")
    fresh = brought.select_one("template[data-w-teleport-target-value='#checks-found']")
    assert REASON in words(fresh)


def test_the_preview_beside_the_form_brings_the_checker_and_no_other_page_does(publisher, draft):
    preview = reverse("wagtailadmin_pages:preview_on_edit", args=[draft.pk])
    publisher.post(preview, news_form())

    beside = publisher.get(f"{preview}?in_preview_panel=true")
    alone = publisher.get(preview)
    public = publisher.get(builders.news_item(slug="live").url)

    assert "wagtail-userbar" in beside.content.decode()
    assert "trusted-types" not in beside["Content-Security-Policy"]
    for answer in (alone, public):
        assert "wagtail-userbar" not in answer.content.decode()
        assert "trusted-types 'none'" in answer["Content-Security-Policy"]


def test_the_checker_looks_at_what_staff_wrote_in_our_words(publisher, draft):
    screen = document(publisher.get(reverse("wagtailadmin_pages:edit", args=[draft.pk])))

    told = json.loads(screen.select_one("#checker-axe-configuration").string)

    assert told["context"]["include"] == ["main"]
    assert set(told["options"]["runOnly"]) == set(told["messages"])
    assert told["messages"]["image-alt"]["error_name"] == "A picture has no description"
