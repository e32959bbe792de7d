"""A page can’t be put where something else of the website answers: nobody could open it."""

import pytest
from django.urls import reverse

from core.addresses import is_taken
from news.models import NewsPage
from tests import builders
from tests.forms import news_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def add(client):
    """Sends the form for a new news item with this slug; gives the answer."""
    client.force_login(builders.staff("Editor"))
    address = reverse("wagtailadmin_pages:add", args=["news", "newspage", builders.news_index().pk])
    return lambda slug: client.post(address, news_form(slug=slug))


@pytest.mark.parametrize("slug", ["2022", "rss", "atom"])
def test_where_a_list_or_a_feed_answers_no_page_can_stand(add, slug):
    answer = add(slug)

    assert "The website itself uses" in str(answer.context["form"].errors["slug"])
    assert "Words that took thought" in answer.content.decode()
    assert not NewsPage.objects.exists()


@pytest.mark.parametrize("slug", ["admin", "card", "embargo", "healthz"])
def test_below_the_front_page_the_addresses_of_the_site_are_taken(slug):
    front_page = builders.front_page()

    assert is_taken(slug, below=front_page)
    assert not is_taken("another-name", below=front_page)


def test_other_words_are_free(add):
    add("a-new-story")

    assert NewsPage.objects.filter(slug="a-new-story").exists()
