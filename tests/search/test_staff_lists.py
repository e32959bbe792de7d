"""Staff search in each list and chooser of the admin."""

import pytest
from django.urls import reverse

from tests import builders
from tests.editorial.doors import admin_routes

pytestmark = pytest.mark.django_db
ODD = ['"a title"', '"', "a \0 b", "it’s 100% 'so' \\ (x) :y* -z"]


def lists() -> list[str]:
    names = [route.name for route in admin_routes() if not route.takes]
    wanted = ("index_results", "list_results", "choose_results", "chooser_results", "page_search")
    return [name for name in names if name.endswith(wanted)]


def test_words_are_found_in_each_list(administrator):
    builders.topic("Law of the sea")
    builders.agency(name="Law of the sea")
    builders.partner("Law of the sea")
    builders.term("Law of the sea")
    builders.figure(name="Law of the sea")
    builders.helpline(name="Law of the sea")

    for name in ("topic", "agency", "organisations", "glossary", "figures", "helplines"):
        assert "Law of the sea" in administrator.get(f"/admin/{name}/?q=sea").text, name
        assert "Law of the sea" not in administrator.get(f"/admin/{name}/?q=hill").text, name


def test_a_recommendation_is_found_by_its_number_and_a_body_by_its_short_name(administrator):
    builders.recommendation(number="R9")
    builders.partner("A body", short_name="ABC")

    assert "R9 of" in administrator.get("/admin/recommendations/?q=R9").text
    assert "A body" in administrator.get("/admin/organisations/?q=abc").text


@pytest.mark.parametrize("typed", ODD)
def test_no_sign_is_too_odd_to_search_for(administrator, typed):
    for name in lists():
        assert administrator.get(reverse(name), {"q": typed}).status_code < 400, name


def test_a_title_in_quotation_marks_is_found(administrator):
    builders.news_item(title="Law of the sea")

    shown = administrator.get("/admin/pages/search/", {"q": '"law of the sea"'}, follow=True)

    assert "Law of the sea" in shown.text
