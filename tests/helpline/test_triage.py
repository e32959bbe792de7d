"""G8: the questions lead to helplines, and there is nothing in them that could be sent."""

import pytest

from helpline.models import Service
from helpline.triage import COVERED, NATIONS
from tests import builders
from tests.reading import document, links, main, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def help_page():
    builders.navigation()
    return builders.help_page()


def questions(client, page, below=""):
    return client.get(f"{page.url}{below}questions/")


def test_the_help_page_leads_to_the_questions(client, help_page):
    found = links(main(client.get(help_page.url)))

    assert f"{help_page.url}questions/" in found.values()


def test_danger_leads_to_the_helpline_that_staff_chose_for_it(client, help_page):
    builders.helpline(name="At the top", placement="top")
    help_page.emergency = builders.helpline(name="The police")
    help_page.save()

    page = main(questions(client, help_page))

    danger, calls = page.select_one("section.questions__danger"), page.select(".questions__call")
    assert [words(name) for name in danger.select("h3")] == ["The police"]
    assert [words(call.h3) for call in calls] == ["At the top"]


@pytest.mark.parametrize("is_live", [None, False])
def test_danger_leads_to_the_top_of_the_page_while_no_helpline_is_chosen(
    client, help_page, is_live
):
    builders.helpline(name="At the top", placement="top")
    builders.helpline(name="In the list")
    if is_live is not None:
        help_page.emergency = builders.helpline(name="Closed down", live=is_live)
        help_page.save()

    danger = main(questions(client, help_page)).select_one("section.questions__danger")

    assert [words(name) for name in danger.select("h3")] == ["At the top"]


def test_each_nation_leads_to_the_helplines_that_work_there(client, help_page):
    for nation in Service.Nation:
        builders.helpline(name=nation.label, nation=nation)

    page = main(questions(client, help_page))

    found = {
        nation: {words(call.h3) for call in page.select(f".questions__call--{nation}")}
        for nation in NATIONS
    }
    everywhere = "The whole of the UK"
    assert found == {
        "england": {everywhere, "England and Wales", "England"},
        "wales": {everywhere, "England and Wales", "Wales"},
        "scotland": {everywhere, "Scotland"},
        "northern_ireland": {everywhere, "Northern Ireland"},
    }


def test_each_nation_of_the_registry_is_known_to_the_questions():
    assert COVERED.keys() == set(Service.Nation)


def test_no_answer_can_be_sent(client, help_page):
    form = main(questions(client, help_page)).form

    # Enter in a field would send the form, had it a place to go to and a button that is on.
    assert form["method"] == "dialog"
    assert "action" not in form.attrs
    first = form.find("button")
    assert "disabled" in first.attrs
    assert [button.get("type") for button in form.find_all("button")] == ["submit", "reset"]
    assert form["autocomplete"] == "off"  # of all its fields; a radio button may not have its own
    assert form.select("input[value], a[href^='#']") == []


def test_each_answer_has_a_label_and_each_question_its_words(client, help_page):
    form = main(questions(client, help_page)).form

    assert len(form.select("fieldset > legend")) == len(form.select("fieldset")) == 3
    for control in form.select("input"):
        assert words(form.select_one(f"label[for={control['id']}]"))


def test_the_questions_stand_in_another_language(client, help_page):
    builders.language(translations={"questions.danger": "هل هناك من هو في خطر الآن؟"})

    page = document(questions(client, help_page, "ar/"))

    assert (page.html["lang"], page.html["dir"]) == ("ar", "rtl")
    assert words(page.legend) == "هل هناك من هو في خطر الآن؟"
    assert words(page.h1) == "Who to call English"
    english = page.select_one(".languages a[hreflang=en-GB]")
    assert english["href"] == f"{help_page.url}questions/"


def test_questions_in_a_language_that_is_not_live_have_no_address(client, help_page):
    builders.language(is_checked=False)

    assert questions(client, help_page, "ar/").status_code == 404


def test_the_questions_ask_as_often_for_many_helplines(
    client, help_page, django_assert_max_num_queries
):
    builders.many_helplines(20)
    questions(client, help_page)

    with django_assert_max_num_queries(8):
        questions(client, help_page)
