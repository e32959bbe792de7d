"""P15: a figure in running text: kept as a reference, shown as its record says today."""

import json

import pytest
from django.urls import reverse
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.models import ReferenceIndex
from wagtail.rich_text import expand_db_html

from publications.models import Figure
from tests import builders
from tests.forms import editor_text

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


def reference(figure: Figure) -> str:
    return f'<embed embedtype="figure" id="{figure.pk}"/>'


@pytest.fixture
def figure() -> Figure:
    builders.figures_page()
    return builders.figure(slug="referrals")


@pytest.fixture
def converter() -> ContentstateConverter:
    return ContentstateConverter(features=["bold", "figure"])


def test_visitors_see_the_value_and_its_source_is_one_click_away(client, figure):
    item = builders.news_item(body=builders.text(f"In all {reference(figure)} people."))

    page = client.get(item.url).content.decode()

    link = '<a class="sourced" href="/figures/referrals/">12,727</a>'
    assert f"In all {link} people." in page
    assert client.get("/figures/referrals/").status_code == 200


@pytest.mark.parametrize(
    "page",
    [
        lambda text: builders.news_item(body=builders.stream(("note", {"text": text}))),
        lambda text: builders.guide(
            parts=builders.stream(
                ("part", {"heading": "Signs", "body": [{"type": "text", "value": text}]})
            )
        ),
        lambda text: builders.publication(body=builders.stream(("text", text))),
    ],
    ids=["note in news", "guidance", "publication"],
)
def test_each_kind_of_text_can_quote_it(client, figure, page):
    shown = page(f"<p>In all {reference(figure)}.</p>")

    assert '/figures/referrals/">12,727</a>' in client.get(shown.url).content.decode()


def test_a_changed_value_changes_on_every_page(client, figure):
    pages = [
        builders.news_item(body=builders.text(reference(figure))),
        builders.standard_page(body=builders.text(reference(figure))),
    ]
    before = [client.get(page.url).content.decode() for page in pages]

    figure.value = "12,728"
    figure.save_revision().publish()

    after = [client.get(page.url).content.decode() for page in pages]
    assert all("12,727" in page for page in before)
    assert all("12,728" in page and "12,727" not in page for page in after)


def test_a_superseded_figure_stays_and_leads_to_the_record_that_says_so(client, figure):
    figure.superseded_by = builders.figure(value="13,000")
    figure.save()
    item = builders.news_item(body=builders.text(reference(figure)))

    page = client.get(item.url).content.decode()

    assert '<a class="sourced" href="/figures/referrals/">12,727</a>' in page
    assert "13,000" in client.get("/figures/referrals/").content.decode()


@pytest.mark.parametrize(
    "attributes", ['id="999"', 'id="x"', 'id=""', "", f'id="{"9" * 40}"', 'id="²"']
)
def test_a_figure_that_is_not_there_leaves_words_that_make_sense(attributes):
    assert "(figure not available)" in expand_db_html(f'<embed embedtype="figure" {attributes}/>')


def test_a_figure_that_is_not_live_leaves_words_without_its_value(figure):
    figure.unpublish()

    assert expand_db_html(reference(figure)) == "(figure not available)"


def test_without_a_public_list_the_value_stands_alone():
    figure = builders.figure(value="12 & more")

    assert expand_db_html(reference(figure)) == "12 &amp; more"


def test_a_private_list_is_not_linked(figure):
    builders.made_private(builders.figures_page())

    assert expand_db_html(reference(figure)) == "12,727"


def test_a_value_never_becomes_markup(figure):
    figure.value = '"><script>alert(1)</script>'
    figure.save()

    assert "<script>" not in expand_db_html(reference(figure))


def test_many_figures_in_a_text_are_one_query(figure, django_assert_num_queries):
    text = " ".join(reference(builders.figure()) for _ in range(5))

    with django_assert_num_queries(1):
        expand_db_html(f"<p>{text}</p>")


def test_the_text_survives_the_editor(converter, figure):
    stored = f"In all <b>about</b> {reference(figure)} people."

    edited = converter.from_database_format(f'<p data-block-key="a">{stored}</p>')
    back = converter.to_database_format(edited)

    assert stored in back
    assert figure.value not in back


def test_the_editor_shows_todays_value_and_nobody_can_type_over_it(converter, figure):
    edited = json.loads(converter.from_database_format(f"<p>In all {reference(figure)}.</p>"))

    assert edited["blocks"][0]["text"] == "In all 12,727."
    (entity,) = edited["entityMap"].values()
    assert entity["mutability"] == "IMMUTABLE"
    assert entity["data"] == {"id": str(figure.pk), "name": figure.name}


def test_the_editor_shows_that_a_figure_was_deleted(converter):
    edited = converter.from_database_format('<p>All <embed embedtype="figure" id="9"/>.</p>')

    assert "a figure that was deleted" in edited
    assert '<embed embedtype="figure" id="9"/>' in converter.to_database_format(edited)


@pytest.mark.parametrize("data", [{}, {"id": None}, {"id": '"><script>'}])
def test_odd_data_from_an_editor_does_no_harm(converter, data):
    stored = converter.to_database_format(editor_text("FIGURE", data))

    assert "<script>" not in stored
    assert "(figure not available)" in expand_db_html(stored)


def test_the_usage_of_a_figure_names_the_page(client, figure):
    builders.news_item(title="Where it stands", body=builders.text(reference(figure)))
    client.force_login(builders.staff("Publisher"))

    answer = client.get(reverse("wagtailsnippets_publications_figure:usage", args=[figure.pk]))

    assert ReferenceIndex.get_references_to(figure).count() == 1
    assert "Where it stands" in answer.content.decode()


def test_the_chooser_gives_the_value_to_the_editor(client, figure):
    client.force_login(builders.staff("Author"))

    answer = client.get(
        reverse("wagtailsnippetchoosers_publications_figure:chosen", args=[figure.pk])
    )

    assert answer.json()["result"]["value"] == "12,727"
