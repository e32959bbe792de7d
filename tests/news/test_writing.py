"""A new news item, as its author finds the form."""

import json

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import rich_text, streamfield

from news.models import NewsPage
from tests import builders
from tests.forms import news_form
from tests.reading import document

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]
START = reverse("wagtailadmin_pages:choose_parent", args=["news", "newspage"])


@pytest.fixture
def author(client):
    builders.news_index()
    client.force_login(builders.staff("Author"))
    return client


def test_it_begins_with_an_empty_paragraph(author):
    form = document(author.get(START, follow=True))

    body = json.loads(form.select_one("#body")["data-w-block-arguments-value"])
    assert [block["type"] for block in body[0]] == ["text"]
    assert body[0][0]["id"]


def test_it_may_be_saved_with_nothing_in_it(author):
    address = author.get(START).url

    author.post(address, news_form(body=streamfield([("text", rich_text(""))])))

    assert NewsPage.objects.get().title == "An early item"


def test_what_becomes_of_it_is_said_once_the_draft_has_saved_itself(author):
    builders.staff("Publisher", username="omar")
    address = author.get(START).url
    place = document(author.get(address)).select_one("#when-live")

    saved = author.post(address, news_form(), headers={"accept": "application/json"}).json()
    changed = author.get(saved["hydrate_url"]).content.decode()

    assert place.get_text() == ""
    assert "A draft. Goes live as soon as omar has approved it" in changed
