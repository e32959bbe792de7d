"""G2: no page, document or banner goes live with a phone number that somebody typed."""

from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse

from core import gates
from core.models import BasePage
from helpline.typed_numbers import numbers_in
from tests import builders
from tests.reading import document, words

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


@pytest.mark.parametrize(
    "text",
    [
        "Call 0800 555 111",
        "0800-0121-700",
        "08000121700",
        "(020) 7946 0000",
        "+44 (0)20 7946 0000",
        "18001 0800 555 111",
        "a digit short: 0800 0121 70",
        "call 999 now",
        "Call the police on 101.",
        "Text HELP to 61016",
        '<p>Write to <a href="tel:+448000121700">us</a></p>',
        "<p>0800 <b>0121</b> 700</p>",
        "Is it < 1 hour? Call 0800 555 111 -> now",
    ],
)
def test_a_number_to_call_is_seen(text):
    assert list(numbers_in(text))


@pytest.mark.parametrize(
    "text",
    [
        "ISBN 978-1-5286-2117-5",
        "978-1-5286-2117-5",
        "ISBN 0-14-020652-3",
        "2021-01-01",
        "25/01/2022 09:30",
        "from 2021 to 2022",
        "page 101",
        "101 people and 999 companies",
        "a call for 101 changes",
        "£101 and £020 000 000",
        "CP 1010, HC 0800 and Cm 9999",
        "10.1234/0207946000",
        "https://example.com/02079460000",
        "0.25",
        "<p>0</p><p>12</p><p>2019</p>",
    ],
)
def test_other_digits_are_left_alone(text):
    assert list(numbers_in(text)) == []


def refusal_of(page: BasePage) -> str:
    return " ".join(objection.message for objection in gates.objections(page))


def test_a_page_with_a_typed_number_of_a_helpline_is_refused_and_says_which_button():
    line = builders.helpline(name="The line")
    page = builders.news_item(live=False, body=builders.text(f"Call {line.spoken_form}."))

    with pytest.raises(gates.PublishRefused) as refusal:
        page.save_revision().publish(user=builders.staff("Publisher"))

    assert f"“{line.spoken_form}” is typed here" in str(refusal.value)
    assert "“Helpline number” for The line" in str(refusal.value)


@pytest.mark.parametrize("field", ["title", "summary"])
def test_a_number_in_any_field_is_seen(field):
    page = builders.news_item(live=False, **{field: "Call 020 7946 0999"})

    (objection,) = gates.objections(page)

    assert objection.field == field
    assert "isn’t the number of a helpline" in objection.message


def test_a_number_in_an_html_document_is_seen():
    section = builders.section("Whom to call", ("text", "<p>Call 020 7946 0999.</p>"))
    page = builders.document_page(section, live=False)

    assert "020 7946 0999" in refusal_of(page)


def test_a_number_in_a_table_is_seen():
    table = builders.data_table()
    table["table"]["rows"][0]["values"][0] = "020 7946 0999"

    page = builders.standard_page(live=False, body=builders.stream(("table", table)))

    assert "020 7946 0999" in refusal_of(page)


def test_a_helpline_in_running_text_is_no_typed_number():
    line = builders.helpline()
    embed = f'<embed embedtype="helpline" id="{line.pk}"/>'

    assert refusal_of(builders.news_item(live=False, body=builders.text(f"Call {embed}."))) == ""


def test_the_offices_own_number_may_be_typed():
    builders.office(address="1 Street\nLondon\n020 7946 0999")

    assert refusal_of(builders.news_item(live=False, summary="Press: 020 7946 0999")) == ""


def test_a_helplines_description_holds_no_number_of_another():
    line = builders.helpline(live=False, description="Or call 020 7946 0999.")

    assert "020 7946 0999" in refusal_of(line)


def test_a_translation_holds_no_typed_number():
    words = {"page.title": "اتصل 020 7946 0999"}

    assert "020 7946 0999" in refusal_of(builders.language(is_checked=False, translations=words))


def test_a_banner_with_a_typed_number_is_refused_beside_its_field():
    with pytest.raises(ValidationError) as refusal:
        builders.alert(text="Call 020 7946 0999")

    assert "020 7946 0999" in refusal.value.message_dict["text"][0]


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (builders.term, "meaning"),
        (builders.agency, "role"),
        (builders.resource, "description"),
    ],
)
def test_what_has_no_drafts_is_refused_beside_its_field(make, field):
    with pytest.raises(ValidationError) as refusal:
        make(**{field: "Call 020 7946 0999"})

    assert "020 7946 0999" in refusal.value.message_dict[field][0]


def page_that_was_there_before() -> BasePage:
    """A live page with a typed number, as from before the gate."""
    page = builders.news_item(title="An older page")
    BasePage.objects.filter(pk=page.pk).update(summary="Call 020 7946 0999")
    return page


def test_the_report_lists_live_texts_with_typed_numbers(client):
    page = page_that_was_there_before()
    client.force_login(builders.staff("Editor"))

    answer = client.get(reverse("typed_numbers"))
    seen = answer.content.decode()

    assert "Typed phone numbers" in words(document(answer).h1)
    assert "An older page" in seen
    assert reverse("wagtailadmin_pages:edit", args=[page.pk]) in seen
    assert "020 7946 0999" in seen


def test_the_report_says_that_there_is_none(client):
    builders.news_item()
    client.force_login(builders.staff("Editor"))

    assert "There is none." in client.get(reverse("typed_numbers")).content.decode()


def test_the_command_lists_them_and_fails():
    page_that_was_there_before()
    out = StringIO()

    with pytest.raises(SystemExit):
        call_command("list_typed_numbers", stdout=out)

    assert "An older page" in out.getvalue()


def test_the_command_is_content_without_any():
    builders.news_item()
    out = StringIO()

    call_command("list_typed_numbers", stdout=out)

    assert "0 typed numbers." in out.getvalue()
