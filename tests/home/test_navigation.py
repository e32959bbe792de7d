"""H9: the menu and the foot of each page, which staff order and name."""

import pytest
from django.core.exceptions import ValidationError
from django.db import models

from tests import builders
from tests.reading import document, links, words

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


def menu(client, address: str):
    return document(client.get(address)).select_one("nav[aria-label=Main]")


def entry(text: str, page) -> tuple[str, dict]:
    return ("link", {"text": text, "page": page.pk, "url": ""})


@pytest.fixture
def site():
    """A menu of news and publications after help, and a column at the foot."""
    news, publications = builders.news_index(), builders.publications_index()
    about = builders.standard_page(title="About")
    columns = [{"text": "About us", "page": about.pk, "url": ""}]
    builders.navigation(
        help_text="Find help",
        menu=builders.stream(entry("Publications", publications), entry("News", news)),
        footer=builders.stream(("column", {"heading": "The office", "links": columns})),
    )
    return about


def test_help_leads_the_menu_search_ends_it_and_the_rest_stands_in_the_editors_order(client, site):
    shown = [words(link) for link in menu(client, "/").select("a")]

    assert shown == ["Find help", "Publications", "News", "Search"]
    assert links(menu(client, "/"))["Find help"] == builders.help_page().url


def test_the_entry_of_the_current_page_has_no_address(client, site):
    current = menu(client, "/news/").select_one("[aria-current=page]")

    assert words(current) == "News"
    assert not current.has_attr("href")
    assert len(menu(client, "/news/").select("[aria-current]")) == 1


def test_help_is_an_entry_without_address_only_on_its_own_page(client, site):
    assert not menu(client, builders.help_page().url).a.has_attr("href")
    assert menu(client, "/news/").a.has_attr("href")


@pytest.mark.parametrize("address", ["item", "/news/type/news/"])
def test_below_a_section_its_entry_is_marked_and_leads_back(client, site, address):
    item = builders.news_item()

    marked = menu(client, item.url if address == "item" else address).select("[aria-current]")

    assert [words(link) for link in marked] == ["News"]
    assert marked[0]["href"] == "/news/"


def test_the_foot_shows_the_columns(client, site):
    foot = document(client.get("/")).footer

    assert "The office" in words(foot)
    assert links(foot)["About us"] == site.url


def test_an_entry_whose_page_is_gone_leaves_no_broken_link(client, site):
    site.delete()

    answer = client.get("/")

    assert answer.status_code == 200
    assert "" not in links(document(answer).footer).values()
    assert "None" not in links(document(answer).footer).values()


def test_help_stands_in_the_menu_before_anybody_has_set_it_up(client):
    builders.front_page()

    first = menu(client, "/").a

    assert words(first) == "Get help"
    assert first["href"] == "#helplines"


@pytest.mark.parametrize("hide", [lambda page: page.unpublish(), builders.made_private])
def test_help_leads_to_the_numbers_below_while_its_page_is_not_public(client, site, hide):
    page = builders.help_page()
    hide(page)

    first = menu(client, "/").a

    assert words(first) == "Find help"
    assert first["href"] == "#helplines"
    assert page.url.encode() not in client.get("/").content


@pytest.mark.parametrize("hide", [lambda page: page.unpublish(), builders.made_private])
def test_the_foot_is_silent_about_a_page_that_is_not_public(client, site, hide):
    hide(site)

    answer = client.get("/")

    assert site.url.encode() not in answer.content
    assert "About us" not in words(document(answer).footer)


def test_the_help_link_needs_words():
    settings = builders.navigation()
    settings.help_text = " "

    with pytest.raises(ValidationError):
        settings.full_clean()


def test_the_help_page_cannot_be_taken_out_of_the_menu_settings():
    settings = builders.navigation()
    settings.help_page = None

    with pytest.raises(ValidationError):
        settings.full_clean()


def test_the_help_page_cannot_be_deleted_while_the_menu_leads_there():
    builders.navigation()

    with pytest.raises(models.ProtectedError):
        builders.help_page().delete()
