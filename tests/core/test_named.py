"""What the texts of a page name is asked for together."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.asserts import assertContains, assertNotContains

from tests import builders

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


def queries_of(client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return len(queries)


def test_ten_texts_that_name_pages_and_helplines_ask_as_often_as_one(client):
    one, other = builders.news_item(title="One"), builders.news_item(title="Other")
    line = builders.helpline()
    words = (
        f'<p><a linktype="page" id="{one.pk}">One</a> <a id="{other.pk}" linktype="page">Other</a>'
        f' <embed embedtype="helpline" id="{line.pk}"/></p>'
    )
    short = builders.news_item(title="Short", body=builders.stream(("text", words)))
    long = builders.news_item(title="Long", body=builders.stream(*[("text", words)] * 10))

    assert queries_of(client, long.url) == queries_of(client, short.url)

    assertContains(client.get(long.url), f'<a href="{one.url}">One</a>', count=10, html=True)
    assertContains(client.get(long.url), f'<a href="{other.url}">Other</a>', count=10, html=True)


def test_a_link_that_was_alive_a_moment_ago_is_asked_for_anew(client):
    target = builders.news_item(title="Target")
    words = f'<p><a linktype="page" id="{target.pk}">There</a></p>'
    item = builders.news_item(title="Item", body=builders.text(words))
    assertContains(client.get(item.url), target.url)

    target.unpublish()

    assertNotContains(client.get(item.url), target.url)
