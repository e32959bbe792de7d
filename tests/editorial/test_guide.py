"""The guide for staff inside the admin."""

from pathlib import Path

import pytest
from django.urls import reverse
from wagtail.models import get_page_models

from editorial import guide, guide_screens
from editorial.models import User
from tests import builders
from tests.editorial.doors import admin_routes
from tests.reading import document, main_words

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


@pytest.fixture
def author(client):
    client.force_login(builders.staff("Author"))
    return client


def written(monkeypatch, folder: Path, **files: str) -> None:
    """A guide of these files, by their names without ending."""
    for name, text in files.items():
        (folder / f"{name}.md").write_text(text)
    monkeypatch.setattr(guide, "FOLDER", folder)
    for kept in (guide.pages, guide.contents, guide.groups):
        monkeypatch.setattr(guide, kept.__name__, kept.__wrapped__)


def test_everybody_who_is_signed_in_finds_the_guide_in_the_menu_and_on_the_dashboard(author):
    dashboard = author.get(reverse("wagtailadmin_home"))

    assert '"url": "/admin/guide/"' in dashboard.content.decode()
    links = {link.get_text(): link["href"] for link in document(dashboard).main.find_all("a")}
    assert links["Guide for staff"] == "/admin/guide/"
    assert [address for address in links.values() if "wagtail.org" in address] == []


def test_the_contents_lead_to_every_page(author):
    contents = document(author.get("/admin/guide/")).main

    linked = {link["href"] for link in contents.find_all("a")}
    assert linked >= {page.url for page in guide.pages().values()}


def test_each_page_shows_its_words_and_the_contents_and_leads_nowhere_that_is_not_there(author):
    for page in guide.pages().values():
        answer = author.get(page.url)
        shown = document(answer).main

        assert shown.find("h1").get_text(strip=True) == page.title
        assert page.parts[-1].words in " ".join(shown.find("article").get_text().split())
        assert shown.find("nav", {"aria-label": "Pages of the guide"})
        for link in shown.find("article").find_all("a"):
            assert author.get(link["href"]).status_code == 200, f"{page.name}: {link}"


def test_an_unknown_page_is_the_admins_own_not_found(author):
    answer = author.get("/admin/guide/nothing-of-the-kind/")

    assert answer.status_code == 404
    assert "Go to Wagtail admin" in answer.content.decode()


def test_no_file_beside_the_guide_can_be_read_through_it(author):
    for name in ("README", "..%2fdecisions%2fREADME", "../exports"):
        assert author.get(f"/admin/guide/{name}/").status_code == 404


def test_search_leads_to_the_part_that_holds_the_words(author, monkeypatch, tmp_path):
    written(
        monkeypatch,
        tmp_path,
        README="# Guide\n",
        clocks="# Clocks\n\nMost of the year.\n\n## In spring\n\n**March** lacks an hour.\n",
        march="# March\n\nAn hour on the way.\n",
        other="# Other\n\nNothing of it.\n",
    )

    shown = document(author.get("/admin/guide/", {"q": " march  HOUR "})).main

    hits = {hit["href"]: hit.get_text(strip=True) for hit in shown.select(".guide__hits a")}
    assert hits == {
        "/admin/guide/clocks/#in-spring": "Clocks: In spring",
        "/admin/guide/march/": "March",
    }
    assert "March lacks an hour." in shown.get_text()


def test_search_for_what_is_not_there_says_what_to_try(author):
    answer = author.get("/admin/guide/", {"q": "<b>zzyzx"})

    assert "0 pages with “<b>zzyzx” Try one word" in main_words(answer)


def test_html_in_the_guide_is_shown_as_words(monkeypatch, tmp_path):
    written(
        monkeypatch,
        tmp_path,
        README="# Guide\n",
        bad="# Bad\n\n<script>alert(1)</script>\n\n[it](javascript:alert(1)) <b>b</b>\n",
    )

    html = guide.pages()["bad"].html

    assert "<script" not in html
    assert "<b" not in html
    assert 'href="javascript' not in html


def test_a_form_leads_to_the_page_of_the_guide_about_it(author):
    news = builders.news_item().get_parent()
    mine = builders.news_item(title="Mine", owner=User.objects.get(), live=False)
    for address in (
        f"/admin/pages/add/news/newspage/{news.pk}/",
        f"/admin/pages/{mine.pk}/edit/",
    ):
        link = document(author.get(address)).select_one(".guide-link")

        assert link["href"] == "/admin/guide/write-a-news-item/"
        assert link["aria-label"].startswith("Guide: Write a news item")


def test_screens_that_have_a_page_of_the_guide_are_there_and_so_is_the_page():
    routes = {route.name for route in admin_routes()}
    screens = routes | {name.partition(":")[0] for name in routes}
    types = {model._meta.label_lower for model in get_page_models()}

    assert guide_screens.OF_SCREENS.keys() <= screens
    assert guide_screens.OF_PAGES.keys() <= types
    named = {*guide_screens.OF_PAGES.values(), *guide_screens.OF_SCREENS.values()}
    assert named <= guide.pages().keys()
