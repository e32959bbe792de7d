"""P15: the registry of figures, its rules, its public list and a record for each of them."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from core.gates import PublishRefused
from publications.models import Figure, FiguresPage
from tests import builders
from tests.reading import document, links, main, main_words, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def figures():
    return builders.figures_page()


# Rules


def test_a_figure_can_not_supersede_itself():
    figure = builders.figure()
    figure.superseded_by = figure

    with pytest.raises(ValidationError, match="can’t supersede itself"):
        figure.full_clean()


@pytest.mark.parametrize("between", [0, 1, 3])
def test_figures_can_not_supersede_each_other_in_a_ring(between):
    first = newest = builders.figure()
    for _ in range(between + 1):
        older, newest = newest, builders.figure()
        older.superseded_by = newest
        older.save()
    newest.superseded_by = first

    with pytest.raises(ValidationError, match="is itself superseded by this figure"):
        newest.full_clean()


def test_two_drafts_can_not_make_a_ring_by_going_live():
    person = builders.staff("Publisher")
    ids = [builders.figure().pk, builders.figure().pk]
    drafts = []
    for figure_id, newer_id in (ids, ids[::-1]):
        figure = Figure.objects.get(pk=figure_id)
        figure.superseded_by_id = newer_id
        figure.full_clean()
        drafts.append(figure.save_revision())
    drafts[0].publish(user=person)

    with pytest.raises(PublishRefused, match="is itself superseded"):
        drafts[1].publish(user=person)


@time_machine.travel("2022-06-01 12:00")
def test_a_figure_as_of_a_day_to_come_is_refused():
    with pytest.raises(ValidationError, match="still to come"):
        builders.figure(as_of=date(2022, 6, 2))


# The list


def test_the_list_shows_value_unit_what_it_counts_source_and_day(client, figures):
    builders.figure(
        value="12,727",
        unit="people",
        name="People referred in 2021",
        source="A yearly paper, page 3",
        as_of=date(2022, 3, 3),
    )

    seen = main_words(client.get(figures.url))

    for part in (
        "12,727 people",
        "People referred in 2021",
        "A yearly paper, page 3",
        "As of 3 March 2022",
    ):
        assert part in seen


def test_the_list_shows_which_figure_is_newer(client, figures):
    newer = builders.figure(value="13,000", slug="newer")
    builders.figure(value="12,727", superseded_by=newer)

    answer = client.get(figures.url)

    assert "There is a newer figure: 13,000" in main_words(answer)
    assert links(main(answer))["13,000"] == f"{figures.url}newer/"


def test_the_newest_day_comes_first(client, figures):
    builders.figure(value="1", as_of=date(2020, 1, 1))
    builders.figure(value="2", as_of=date(2022, 1, 1))
    builders.figure(value="3", as_of=date(2021, 1, 1))

    names = main(client.get(figures.url)).select(".directory__name")

    assert [words(name) for name in names] == ["2", "3", "1"]


def test_a_list_without_figures_says_so(client, figures):
    assert "No figures yet" in main_words(client.get(figures.url))


def test_a_long_list_has_pages(client, figures):
    builders.many_figures(45)

    first, older = client.get(figures.url), client.get(f"{figures.url}?page=1")

    assert len(main(first).select(".directory__entry")) == 25
    assert len(main(older).select(".directory__entry")) == 20
    assert client.get(f"{figures.url}?page=9").status_code == 404


def test_drafts_and_their_values_are_nowhere(client, figures):
    hidden = builders.figure(name="Marker name", value="Marker value", slug="marker", live=False)
    builders.figure(value="Public", superseded_by=hidden, slug="public")

    for address in (figures.url, f"{figures.url}public/"):
        assert b"arker" not in client.get(address).content
    assert client.get(f"{figures.url}marker/").status_code == 404
    assert client.get(f"{figures.url}marker/").content == client.get(f"{figures.url}never/").content


def test_a_new_list_can_be_looked_at_before_it_is_saved():
    builders.figure()

    assert FiguresPage(title="New").make_preview_request().status_code == 200


# One figure


def test_a_record_shows_its_source_and_leads_there(client, figures):
    builders.figure(
        slug="referrals",
        value="12,727",
        unit="people",
        name="People referred in 2021",
        source="A yearly paper",
        source_url="https://example.com/paper",
        as_of=date(2022, 3, 3),
    )

    answer = client.get(f"{figures.url}referrals/")

    assert words(main(answer).h1) == "12,727 people"
    assert "People referred in 2021" in main_words(answer)
    assert "3 March 2022" in main_words(answer)
    assert links(main(answer))["A yearly paper (other website)"] == "https://example.com/paper"
    assert document(answer).select_one("link[rel=canonical]")["href"] == (
        f"http://testserver{figures.url}referrals/"
    )


def test_a_superseded_record_says_which_is_newer(client, figures):
    newer = builders.figure(value="13,000", slug="newer", as_of=date(2022, 1, 1))
    builders.figure(value="12,727", slug="older", superseded_by=newer)

    answer = client.get(f"{figures.url}older/")

    assert "There is a newer figure: 13,000, as of 1 January 2022" in main_words(answer)
    assert f"{figures.url}newer/" in links(main(answer)).values()
    assert "newer figure" not in main_words(client.get(f"{figures.url}newer/"))


@pytest.mark.parametrize("address", ["nonsense/", "older/more/", "?page=x", "ärger/"])
def test_an_address_that_means_nothing_is_not_found(client, figures, address):
    builders.figure(slug="older")

    assert client.get(figures.url + address).status_code == 404


def test_the_database_is_asked_as_often_for_one_as_for_many(
    client, figures, django_assert_num_queries
):
    builders.many_figures(2)
    client.get(figures.url)
    with django_assert_num_queries(6):
        client.get(figures.url)
    Figure.objects.update(superseded_by=builders.figure())

    builders.many_figures(37)

    with django_assert_num_queries(6):
        client.get(figures.url)


# In the admin

FORM = {
    "name": "People referred in 2021",
    "slug": "referrals",
    "value": "12,727",
    "unit": "people",
    "source": "A yearly paper",
    "source_url": "",
    "as_of": "2022-03-03",
    "superseded_by": "",
}


def test_a_publisher_makes_and_publishes_a_figure(publisher, figures):
    publisher.post(
        reverse("wagtailsnippets_publications_figure:add"), FORM | {"action-publish": "on"}
    )

    assert Figure.objects.get().live
    assert "12,727 people" in main_words(publisher.get(f"{figures.url}referrals/"))


def test_an_editor_edits_and_can_not_publish(client):
    client.force_login(builders.staff("Editor"))

    client.post(reverse("wagtailsnippets_publications_figure:add"), FORM | {"action-publish": "on"})

    assert not Figure.objects.get().live


def test_a_loop_is_refused_beside_the_field_and_keeps_what_was_typed(publisher):
    figure = builders.figure()

    answer = publisher.post(
        reverse("wagtailsnippets_publications_figure:edit", args=[figure.pk]),
        FORM | {"superseded_by": figure.pk, "source": "Words that took thought"},
    )

    assert "can’t supersede itself" in str(answer.context["form"].errors["superseded_by"])
    assert "Words that took thought" in answer.content.decode()


def test_staff_see_a_preview(publisher):
    figure = builders.figure()
    address = reverse("wagtailsnippets_publications_figure:preview_on_edit", args=[figure.pk])
    publisher.post(address, FORM | {"value": "14,000"})

    assert "14,000 people" in main_words(publisher.get(address))


def test_the_list_of_staff_shows_value_source_and_what_is_newer(publisher):
    newer = builders.figure(value="13,000", name="Newer")
    builders.figure(value="12,727", name="Older", superseded_by=newer)

    seen = words(document(publisher.get(reverse("wagtailsnippets_publications_figure:list"))).main)

    for part in ("12,727", "Older", "A yearly paper", "13,000: Newer"):
        assert part in seen
