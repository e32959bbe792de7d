"""Nobody's words are lost when two people, or two windows, save the same form."""

import random
import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains
from wagtail.test.utils.form_data import nested_form_data, streamfield

from core.models import Commissioner, OfficeSettings, Topic
from editorial.models import User
from helpline.models import Service
from news.models import NewsPage
from tests import builders
from tests.drills import size
from tests.forms import helpline_form, news_form

pytestmark = pytest.mark.django_db

REFUSED = "This was not saved"


class Window:
    """One window of one person, with a form that they opened in it."""

    def __init__(self, person: User, address: str):
        self.client = Client()
        self.client.force_login(person)
        self.address = address
        self.open()

    def open(self) -> None:
        self.read(self.client.get(self.address))

    def read(self, answer) -> None:
        self.screen = unescape(answer.content.decode())
        self.loaded = re.search(r'name="loaded_as" value="([^"]*)"', self.screen).group(1)
        over = re.search(r'name="save_over" value="([^"]*)"', self.screen)
        self.over = over.group(1) if over else ""

    def save(self, words: dict, **more):
        """Sends the form. Stays in it if it is refused, and opens it anew if it is not."""
        answer = self.client.post(self.address, words | {"loaded_as": self.loaded} | more)
        if answer.status_code == 302:
            self.open()
        else:
            self.read(answer)
        return answer

    def save_by_itself(self, words: dict):
        answer = self.client.post(
            self.address, words | {"loaded_as": self.loaded}, headers={"accept": "application/json"}
        )
        if answer.json()["success"]:
            self.loaded = answer.json()["field_updates"]["loaded_as"]
        return answer


@pytest.fixture
def ana():
    return builders.staff("Editor", username="ana", first_name="Ana", last_name="Blake")


@pytest.fixture
def ben():
    return builders.staff("Publisher", username="ben", first_name="Ben", last_name="Carr")


def editor_of(page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def draft_title(page) -> str:
    return NewsPage.objects.get(pk=page.pk).get_latest_revision_as_object().title


def test_the_second_to_save_a_page_is_asked_first_and_keeps_the_typed_words(ana, ben):
    item = builders.news_item()
    item.save_revision()
    first, second = Window(ana, editor_of(item)), Window(ben, editor_of(item))

    first.save(news_form(title="Ana’s title"))
    answer = second.save(news_form(title="Ben’s title"))

    assertContains(answer, REFUSED)
    assertContains(answer, "Ana Blake saved this news item on")
    assertContains(answer, "See what they changed")
    assertContains(answer, "Ben’s title")
    assert draft_title(item) == "Ana’s title"
    compare = re.search(r'href="([^"]+/revisions/compare/[^"]+)"', second.screen).group(1)
    assertContains(second.client.get(compare), "Ana’s title")


def test_pressing_save_again_is_refused_again_and_the_button_saves(ana, ben):
    item = builders.news_item()
    first, second = Window(ana, editor_of(item)), Window(ben, editor_of(item))
    first.save(news_form(title="Ana’s title"))
    second.save(news_form(title="Ben’s title"))

    again = second.save(news_form(title="Ben’s title"))
    over = second.save(news_form(title="Ben’s title"), save_over=second.over)

    assertContains(again, REFUSED)
    assert over.status_code == 302
    assert draft_title(item) == "Ben’s title"
    kept = [revision.as_object().title for revision in item.revisions.all()]
    assert "Ana’s title" in kept


def test_a_third_save_meanwhile_is_not_saved_over(ana, ben):
    item = builders.news_item()
    first, second = Window(ana, editor_of(item)), Window(ben, editor_of(item))
    first.save(news_form(title="Ana’s title"))
    second.save(news_form(title="Ben’s title"))
    first.save(news_form(title="Ana’s better title"))

    answer = second.save(news_form(title="Ben’s title"), save_over=second.over)

    assertContains(answer, REFUSED)
    assert draft_title(item) == "Ana’s better title"


def test_a_page_is_neither_published_over_newer_words(ana, ben):
    item = builders.news_item(title="Before")
    first, second = Window(ana, editor_of(item)), Window(ben, editor_of(item))
    first.save(news_form(title="Ana’s title"))

    answer = second.save(news_form(title="Ben’s title"), **{"action-publish": "1"})

    assertContains(answer, REFUSED)
    assert NewsPage.objects.get(pk=item.pk).title == "Before"


def test_what_saves_itself_overwrites_nobody(ana, ben):
    item = builders.news_item()
    first, second = Window(ana, editor_of(item)), Window(ben, editor_of(item))

    assert first.save_by_itself(news_form(title="Ana’s title")).json()["success"]
    assert first.save_by_itself(news_form(title="Ana’s better title")).json()["success"]
    refused = second.save_by_itself(news_form(title="Ben’s title"))

    assert not refused.json()["success"]
    assert draft_title(item) == "Ana’s better title"
    assert first.save(news_form(title="Ana’s best title")).status_code == 302


def test_two_windows_of_one_person_are_two(ana):
    item = builders.news_item()
    first, second = Window(ana, editor_of(item)), Window(ana, editor_of(item))
    first.save(news_form(title="One"))

    answer = second.save(news_form(title="Two"))

    assertContains(answer, "You saved this news item in another window")
    assert draft_title(item) == "One"


def test_a_time_set_in_one_window_is_not_lost_by_another(ana, ben):
    item = builders.news_item(live=False)
    first, second = Window(ben, editor_of(item)), Window(ana, editor_of(item))
    first.save(news_form(go_live_at="2126-02-03 09:30"))

    answer = second.save(news_form(title="Ana’s title"))

    assertContains(answer, REFUSED)
    draft = NewsPage.objects.get(pk=item.pk).get_latest_revision_as_object()
    assert draft.go_live_at.year == 2126


def test_a_record_with_drafts_is_not_overwritten():
    service = builders.helpline()
    address = reverse(Service.snippet_viewset.get_url_name("edit"), args=[service.pk])
    one = builders.staff("Administrator", username="one")
    first, second = Window(one, address), Window(one, address)
    first.save(helpline_form(name="First name"))

    answer = second.save(helpline_form(name="Second name"))

    assertContains(answer, REFUSED)
    assertContains(answer, "See what they changed")
    draft = Service.objects.get(pk=service.pk).get_latest_revision_as_object()
    assert draft.name == "First name"


def test_a_record_without_drafts_is_not_overwritten_and_its_log_keeps_the_words(ana, ben):
    topic = builders.topic("Before")
    address = f"/admin/topic/edit/{topic.pk}/"
    first, second = Window(ana, address), Window(ben, address)
    first.save({"name": "Ana’s name", "slug": topic.slug, "description": ""})

    words = {"name": "Ben’s name", "slug": topic.slug, "description": ""}
    refused = second.save(words)

    assertContains(refused, REFUSED)
    assertContains(refused, "Ana Blake saved this topic")
    assert Topic.objects.get(pk=topic.pk).name == "Ana’s name"
    second.save(words, save_over=second.over)
    assert Topic.objects.get(pk=topic.pk).name == "Ben’s name"
    history = second.client.get(f"/admin/topic/history/{topic.pk}/")
    assertContains(history, "Saved over newer words. These were: name: “Ana’s name”")


def test_settings_are_not_overwritten():
    site = builders.front_page().get_site()
    address = reverse("wagtailsettings:edit", args=["core", "officesettings", site.pk])
    one = builders.staff("Settings owner", username="one")
    first, second = Window(one, address), Window(one, address)
    fields = OfficeSettings.for_site(site)
    words = nested_form_data(
        {
            field.name: getattr(fields, field.name) or ""
            for field in OfficeSettings._meta.concrete_fields
        }
        | {"social_links": streamfield([])}
    )
    first.save(words | {"name": "First"})

    answer = second.save(words | {"name": "Second"})

    assertContains(answer, REFUSED)
    assert OfficeSettings.objects.get(site=site).name == "First"


def test_a_form_that_nobody_else_touched_is_saved_as_ever(ana):
    item = builders.news_item()
    window = Window(ana, editor_of(item))

    for title in ("One", "Two", "Three"):
        assert window.save(news_form(title=title)).status_code == 302

    assertNotContains(window.client.get(editor_of(item)), REFUSED)
    assert draft_title(item) == "Three"


@pytest.mark.drill("D-12", "Two people save the same page in any order")
def test_of_many_saves_in_any_order_none_overwrites_another(ana, ben, drill):
    """Whoever saves has seen what they replace: each save follows the one that its form showed."""
    chance = random.Random(5)
    item = builders.news_item()
    windows = [Window(person, editor_of(item)) for person in (ana, ana, ben)]
    seen = dict.fromkeys(windows, "")
    stored = refused = overwritten = 0
    last = ""
    for number in range(size(60, 500)):
        window = chance.choice(windows)
        title = f"Title {number}"
        way = chance.choice(["save", "save", "by itself", "open", "over"])
        if way == "open":
            window.open()
            seen[window] = last
            continue
        if way == "by itself":
            is_saved = window.save_by_itself(news_form(title=title)).json()["success"]
        else:
            over = {"save_over": window.over} if way == "over" and window.over else {}
            is_saved = window.save(news_form(title=title), **over).status_code == 302
        assert is_saved == (seen[window] == last or bool(way == "over" and is_saved))
        if is_saved:
            stored, last, seen[window] = stored + 1, title, title
        else:
            refused += 1
        overwritten += draft_title(item) != (last or "A news item")
    drill.tried(stored + refused, f"saves, {refused} of them refused with both texts kept")
    drill.lost(overwritten, "texts overwritten unseen")
    assert stored > 10
    assert refused > 10


def test_every_form_of_a_page_or_record_of_ours_waits_its_turn():
    for model in (NewsPage, Topic, Service, Commissioner, OfficeSettings):
        assert "loaded_as" in model.base_form_class.base_fields, model
