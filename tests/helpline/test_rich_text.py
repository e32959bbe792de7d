"""A helpline in running text: kept as a reference, shown with today's number."""

import json

import pytest
from django.urls import reverse
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.models import ReferenceIndex
from wagtail.rich_text import expand_db_html

from helpline.models import Service
from tests import builders
from tests.forms import editor_text

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


def reference(service: Service) -> str:
    return f'<embed embedtype="helpline" id="{service.pk}"/>'


@pytest.fixture
def service() -> Service:
    return builders.helpline()


@pytest.fixture
def converter() -> ContentstateConverter:
    return ContentstateConverter(features=["bold", "helpline"])


def test_visitors_see_the_number_as_people_say_it(client, service):
    item = builders.news_item(body=builders.text(f"Call {reference(service)} now."))

    page = client.get(item.url).content.decode()

    link = f'<a class="tel" href="{service.tel}">{service.spoken_form}</a>'
    assert f"Call {link} now." in page


def test_a_changed_number_changes_in_the_text(client, service):
    item = builders.news_item(body=builders.text(f"Call {reference(service)} now."))
    before = client.get(item.url).content.decode()

    service.number, service.spoken_form = "+442079460999", "020 7946 0999"
    service.save_revision().publish()

    after = client.get(item.url).content.decode()
    assert "020 7946 0999" in after
    assert "020 7946 0999" not in before


@pytest.mark.parametrize("attributes", ['id="999"', 'id="x"', 'id=""', ""])
def test_a_helpline_that_is_not_there_points_to_help(attributes):
    assert "see “Get help”" in expand_db_html(f'<embed embedtype="helpline" {attributes}/>')


def test_a_helpline_that_is_not_live_points_to_help(service):
    service.unpublish()

    shown = expand_db_html(reference(service))

    assert shown == "(see “Get help”)"


def test_many_helplines_in_a_text_are_one_query(django_assert_num_queries):
    text = " ".join(reference(builders.helpline(name=f"Line {number}")) for number in range(5))

    with django_assert_num_queries(1):
        expand_db_html(f"<p>{text}</p>")


def test_the_text_survives_the_editor(converter, service):
    stored = f"Call <b>now</b>: {reference(service)} or wait."

    edited = converter.from_database_format(f'<p data-block-key="a">{stored}</p>')
    back = converter.to_database_format(edited)

    assert f"Call <b>now</b>: {reference(service)} or wait." in back
    assert service.spoken_form not in back


def test_the_editor_shows_todays_number_and_nobody_can_type_over_it(converter, service):
    edited = json.loads(converter.from_database_format(f"<p>Call {reference(service)}.</p>"))

    assert edited["blocks"][0]["text"] == f"Call {service.spoken_form}."
    (entity,) = edited["entityMap"].values()
    assert entity["mutability"] == "IMMUTABLE"
    assert entity["data"] == {"id": str(service.pk), "name": service.name}


def test_the_editor_shows_that_a_helpline_was_deleted(converter):
    edited = converter.from_database_format('<p>Call <embed embedtype="helpline" id="9"/>.</p>')

    assert "a helpline that was deleted" in edited
    assert '<embed embedtype="helpline" id="9"/>' in converter.to_database_format(edited)


@pytest.mark.parametrize("data", [{}, {"id": None}, {"id": '"><script>'}])
def test_odd_data_from_an_editor_does_no_harm(converter, data):
    stored = converter.to_database_format(editor_text("HELPLINE", data))

    assert "<script>" not in stored
    assert "see “Get help”" in expand_db_html(stored)


def test_the_usage_of_a_helpline_names_the_page(client, service):
    builders.news_item(title="Where it stands", body=builders.text(reference(service)))
    client.force_login(builders.staff("Publisher"))

    answer = client.get(reverse("wagtailsnippets_helpline_service:usage", args=[service.pk]))

    assert ReferenceIndex.get_references_to(service).count() == 1
    assert "Where it stands" in answer.content.decode()


def test_the_chooser_gives_the_number_to_the_editor(client, service):
    client.force_login(builders.staff("Author"))

    answer = client.get(
        reverse("wagtailsnippetchoosers_helpline_service:chosen", args=[service.pk])
    )

    assert answer.json()["result"]["spoken_form"] == service.spoken_form
