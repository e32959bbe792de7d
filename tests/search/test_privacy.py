"""Search words stay between a visitor and their own browser."""

import logging

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection

from tests import builders

pytestmark = pytest.mark.django_db
MARKER = "zqmarkerwordzz"


def everything_kept() -> str:
    """All values in all tables."""
    found = []
    for model in apps.get_models():
        found += map(str, model._base_manager.values_list())
    return " ".join(found)


@pytest.mark.parametrize(
    "query",
    [
        f"q={MARKER}",
        f"q=fruit+{MARKER}",
        f"q={MARKER}&type={MARKER}&topic={MARKER}",
        f"q=%ff{MARKER}",
    ],
)
def test_what_people_search_for_is_kept_nowhere(client, caplog, query):
    builders.news_item(title="Fruit")
    caplog.set_level(logging.DEBUG)

    answer = client.get(f"/search/?{query}", headers={"Referer": f"https://a.org/{MARKER}"})

    assert answer.status_code == 200
    assert not answer.cookies
    logged = " ".join(
        record.getMessage() for record in caplog.records if record.name != "django.db.backends"
    )
    assert MARKER not in logged
    assert MARKER not in everything_kept()
    assert MARKER not in str(cache._cache if hasattr(cache, "_cache") else "")


def test_a_search_writes_nothing(client):
    builders.news_item(title="Fruit")
    with connection.execute_wrapper(refuse_writes):
        assert client.get("/search/?q=fruit").status_code == 200
        assert client.get("/search/?q=fruut").status_code == 200


def refuse_writes(execute, sql, params, many, context):
    assert sql.split()[0] in {"SELECT", "SAVEPOINT", "RELEASE", "SET"}, sql
    return execute(sql, params, many, context)


def test_the_words_are_not_in_the_title_that_a_browser_keeps(client, site):
    page = client.get(f"/search/?q={MARKER}").content.decode()

    assert MARKER not in page.partition("<title>")[2].partition("</title>")[0]


@pytest.mark.parametrize("method", ["get", "head"])
def test_results_are_for_nobody_but_who_asked_and_for_no_search_engine(client, site, method):
    answer = getattr(client, method)("/search/?q=fruit")

    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "Vary" not in answer.headers or "Cookie" not in answer.headers["Vary"]


def test_a_hit_elsewhere_leads_through_our_own_address(client):
    builders.press_piece(title="Fruit", slug="fruit", article_url="https://example.org/fruit")

    page = client.get("/search/?q=fruit")

    assert b"example.org" not in page.content
    went = client.get("/news/fruit/")
    assert went.url == "https://example.org/fruit"
    assert went.headers["Referrer-Policy"] == "same-origin"
