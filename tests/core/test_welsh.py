"""Pages in Welsh: what visitors of either language find, and what staff must do before."""

from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry
from wagtail.test.utils.form_data import rich_text, streamfield

from core import gates, welsh
from news.models import NewsPage
from publications.models import Attachment
from tests import builders
from tests.forms import news_form
from tests.reading import messages_of, sitemap

pytestmark = pytest.mark.django_db


@pytest.fixture
def item() -> NewsPage:
    return builders.news_item(title="Floods", summary="What to do.")


def read(client, address: str) -> BeautifulSoup:
    answer = client.get(address)
    assert answer.status_code == 200
    page = BeautifulSoup(answer.content, "html.parser")
    for script in page.find_all("script"):
        script.decompose()
    return page


def language_of(page: BeautifulSoup, words: str) -> str:
    """In which language a screen reader speaks these words."""
    found = page.find(string=lambda text: words in text)
    return found.find_parent(attrs={"lang": True})["lang"]


def switcher(page: BeautifulSoup) -> dict[str, str | None]:
    """Where each language of the switcher leads; None for the one that is read."""
    return {link.text: link.get("href") for link in page.select(".languages a")}


def alternates(page: BeautifulSoup) -> dict[str, str]:
    return {link["hreflang"]: link["href"] for link in page.select("link[hreflang]")}


def titles(page: BeautifulSoup) -> list[str]:
    return [link.text for link in page.select(".card__title a")]


# Visitors


def test_a_page_with_a_welsh_version_leads_to_it_and_back(client, item):
    other = builders.in_welsh(item, title="Llifogydd")

    english, cymraeg = read(client, item.url), read(client, other.url)

    assert switcher(english) == {"English": None, "Cymraeg": other.url}
    assert switcher(cymraeg) == {"English": item.url, "Cymraeg": None}
    link = english.select_one(".languages a[href]")
    assert (link["lang"], link["hreflang"]) == ("cy", "cy")


def test_a_page_without_a_welsh_version_has_no_switcher(client, item):
    page = read(client, item.url)

    assert switcher(page) == {}
    assert alternates(page) == {}


def test_search_engines_learn_of_both_and_each_is_its_own_original(client, item):
    other = builders.in_welsh(item)

    english, cymraeg = read(client, item.url), read(client, other.url)

    both = {"en-GB": item.full_url, "cy": other.full_url, "x-default": item.full_url}
    assert alternates(english) == alternates(cymraeg) == both
    assert english.select_one("link[rel=canonical]")["href"] == item.full_url
    assert cymraeg.select_one("link[rel=canonical]")["href"] == other.full_url


def test_a_screen_reader_speaks_welsh_words_in_welsh_and_ours_in_english(client, item):
    other = builders.in_welsh(
        item,
        title="Llifogydd",
        summary="Beth i’w wneud.",
        body=builders.text("Y geiriau."),
        updates=builders.updates((date(2022, 2, 2), "Newydd."), (date(2022, 2, 1), "Hen.")),
    )

    page = read(client, other.url)

    assert page.html["lang"] == "cy"
    for words in ("Llifogydd", "Beth i’w wneud.", "Y geiriau.", "Newydd.", "Hen.", "Cymraeg"):
        assert language_of(page.body, words) == "cy", words
    for words in ("Skip to the main text", "Home", "Earlier updates", "Updated"):
        assert language_of(page.body, words) == "en-GB", words


def test_an_english_page_says_nothing_of_languages_that_it_does_not_use(client, item):
    page = read(client, item.url)

    assert page.html["lang"] == "en-GB"
    assert page.body.select("[lang]") == []


@pytest.mark.parametrize(
    "make",
    [
        builders.help_page,
        builders.guide,
        builders.standard_page,
        builders.publication_with_file,
        builders.letter,
        builders.call,
        builders.series,
        builders.collection,
        builders.press_piece,
        builders.news_index,
        builders.publications_index,
        builders.guidance_index,
        builders.agencies_page,
        builders.resources_page,
    ],
)
def test_a_page_of_any_kind_can_be_read_in_welsh(client, make):
    page = make()
    other = builders.in_welsh(page, title="Teitl Cymraeg", summary="Crynodeb.")

    shown = read(client, other.url)

    assert language_of(shown.body, "Teitl Cymraeg") == "cy"
    assert switcher(shown)["English"] == page.url
    assert switcher(read(client, page.url))["Cymraeg"] == other.url


@pytest.mark.parametrize("other_is", ["draft", "unpublished", "private", "withdrawn"])
def test_nothing_tells_of_a_welsh_page_that_is_not_public(client, item, other_is):
    other = builders.in_welsh(item, is_live=other_is != "draft")
    if other_is == "unpublished":
        other.unpublish()
    if other_is == "private":
        builders.made_private(other)
    if other_is == "withdrawn":
        other.withdraw(reason="It was wrong.")

    page = read(client, item.url)

    assert switcher(page) == alternates(page) == {}
    entries = sitemap(client)
    assert not [entry for entry in entries.values() if entry.find("xhtml:link")]
    assert other.full_url not in entries


@pytest.mark.parametrize("english_is", ["unpublished", "private", "withdrawn"])
def test_nothing_tells_of_an_english_page_that_is_not_public(client, item, english_is):
    other = builders.in_welsh(item)
    if english_is == "unpublished":
        item.unpublish()
    if english_is == "private":
        builders.made_private(item)
    if english_is == "withdrawn":
        item.withdraw(reason="It was wrong.")

    page = read(client, other.url)

    assert switcher(page) == alternates(page) == {}
    assert not [entry for entry in sitemap(client).values() if entry.find("xhtml:link")]


def test_what_keeps_a_section_private_keeps_its_welsh_pages_private(client, item):
    other = builders.in_welsh(item)

    builders.made_private(builders.news_index())

    assert client.get(other.url).status_code == 404


def test_both_languages_are_the_same_for_everybody(client, item):
    other = builders.in_welsh(item)

    for address in (item.url, other.url):
        first = client.get(address, headers={"Accept-Language": "cy"})
        second = client.get(address, headers={"Accept-Language": "en"})
        assert first.content == second.content
        assert not first.cookies
        assert "Vary" not in first.headers or "Language" not in first.headers["Vary"]


# Lists


def test_a_list_in_english_shows_each_item_once(client, item):
    builders.in_welsh(item, title="Llifogydd")
    builders.with_parts(("latest_news", {"heading": "Recent news"}))

    assert titles(read(client, "/news/")) == ["Floods"]
    assert "Llifogydd" not in client.get("/").content.decode()
    assert "Llifogydd" not in client.get("/news/atom/").content.decode()


def test_a_list_in_welsh_shows_what_is_in_welsh_in_welsh_and_the_rest_in_english(client, item):
    builders.news_item(title="Fire")
    builders.in_welsh(item, title="Llifogydd", summary="Crynodeb.")
    other = builders.in_welsh(builders.news_index(), title="Newyddion", slug="newyddion")

    page = read(client, other.url)

    assert sorted(titles(page)) == ["Fire", "Llifogydd"]
    assert language_of(page.body, "Llifogydd") == "cy"
    assert language_of(page.body, "Crynodeb.") == "cy"
    assert language_of(page.body, "Fire") == "en-GB"
    feed = client.get(f"{other.url}atom/").content.decode()
    assert 'xml:lang="cy"' in feed
    assert "Llifogydd" in feed


def test_a_filtered_list_has_no_other_language(client, item):
    builders.in_welsh(builders.news_index(), slug="newyddion")

    assert alternates(read(client, "/news/")) != {}
    assert alternates(read(client, "/news/type/news/")) == {}


def test_a_welsh_page_made_after_the_one_above_stands_below_it(item):
    above = builders.in_welsh(builders.news_index(), slug="newyddion")

    other = builders.in_welsh(item, slug="llifogydd")

    assert other.url == f"{above.url}llifogydd/"


def test_english_pages_are_related_to_no_page_that_repeats_one_in_welsh(client, item):
    law = builders.topic("Law")
    page = builders.news_item(title="Fire", topics=[law])
    item.topics = [law]
    item.save()
    other = builders.in_welsh(item, title="Llifogydd")
    builders.related(other, page)

    assert titles(read(client, page.url)) == ["Floods"]
    assert titles(read(client, other.url)) == ["Fire"]


def test_the_sitemap_holds_both_and_says_that_they_belong_together(client, item):
    builders.news_item(title="Fire", slug="fire")
    other = builders.in_welsh(item)

    entries = sitemap(client)

    both = {item.full_url, other.full_url}
    assert both <= entries.keys()
    for address in both:
        links = {link["hreflang"]: link["href"] for link in entries[address].find_all("xhtml:link")}
        assert links == {"en-GB": item.full_url, "cy": other.full_url, "x-default": item.full_url}
    assert entries[f"{item.full_url.replace(item.slug, 'fire')}"].find_all("xhtml:link") == []


def test_a_welsh_publication_offers_the_documents_of_the_english_one(client):
    document = builders.document_page(title="All of it")
    other = builders.in_welsh(document.publication)

    assert "All of it" in client.get(other.url).content.decode()


def test_a_series_shows_each_work_once_in_the_language_of_the_reader(client):
    series = builders.series()
    work = builders.publication(title="A plan", series=series)
    builders.in_welsh(work, title="Cynllun")
    other = builders.in_welsh(series)

    assert titles(read(client, series.url)) == ["A plan"]
    assert titles(read(client, other.url)) == ["Cynllun"]


def test_a_letter_in_welsh_stands_in_its_exchange_and_knows_of_the_reply(client):
    first = builders.letter(title="A letter", reply_due_on=date(2022, 2, 20))
    reply = builders.letter(title="A reply", first_letter=first, sent_on=date(2022, 2, 1))
    other = builders.in_welsh(first, title="Llythyr")
    builders.in_welsh(reply, title="Ateb")

    english = [entry.text for entry in read(client, first.url).select(".timeline__entry")]
    cymraeg = [entry.text for entry in read(client, other.url).select(".timeline__entry")]

    assert len(english) == len(cymraeg) == 2
    assert "A letter" in english[0]
    assert "Llythyr" in cymraeg[0]
    assert "A reply" in cymraeg[1]
    assert "No reply" not in "".join(cymraeg)


# Staff start one


def test_staff_start_a_welsh_version_from_the_page(publisher, item):
    editor = reverse("wagtailadmin_pages:edit", args=[item.pk])
    assert "Start a Welsh version" in publisher.get(editor).content.decode()

    publisher.get(reverse("start_welsh", args=[item.pk]))
    assert item.welsh_pages.count() == 0
    publisher.post(reverse("start_welsh", args=[item.pk]))

    other = item.welsh_pages.get()
    assert (other.live, other.slug, other.title) == (False, f"{item.slug}-cy", "Floods")
    assert PageLogEntry.objects.filter(page=other.pk, user__username="publisher").exists()
    shown = publisher.get(editor).content.decode()
    assert "Start a Welsh version" not in shown
    assert "Go to the Welsh page" in shown
    back = publisher.get(reverse("wagtailadmin_pages:edit", args=[other.pk])).content.decode()
    assert "Go to the English page" in back
    assert "(Welsh)" in back


def test_a_page_gets_no_second_welsh_version(publisher, item):
    other = builders.in_welsh(item, is_live=False)

    answer = publisher.post(reverse("start_welsh", args=[item.pk]))

    assert answer.url == reverse("wagtailadmin_pages:edit", args=[other.pk])
    assert item.welsh_pages.count() == 1


@pytest.mark.parametrize("make", [builders.front_page, builders.figures_page])
def test_pages_that_can_have_none_offer_none(publisher, make):
    page = make()

    editor = publisher.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))

    assert "Start a Welsh version" not in editor.content.decode()
    assert publisher.post(reverse("start_welsh", args=[page.pk])).status_code in (302, 404)
    assert page.welsh_pages.count() == 0


def test_an_author_can_start_none_of_a_page_of_somebody_else(client, item):
    client.force_login(builders.staff("Author"))

    client.post(reverse("start_welsh", args=[item.pk]))

    assert item.welsh_pages.count() == 0


def test_a_copy_of_a_welsh_page_is_another_page_that_nobody_has_checked(item):
    other = builders.in_welsh(item)

    copy = other.copy(update_attrs={"slug": "copy"}, keep_live=False)

    assert copy.is_welsh
    assert copy.english_page is None
    assert copy.checked_by == ""


def test_a_welsh_page_stays_when_the_english_one_is_deleted(client, item):
    other = builders.in_welsh(item)

    NewsPage.objects.get(pk=item.pk).delete()

    assert switcher(read(client, other.url)) == {}


# Nothing goes live unchecked


UNCHECKED = "No named person has checked this translation."
CHANGED = "did not check the words as they stand now"


@pytest.fixture
def draft(item) -> NewsPage:
    """A Welsh version with words that nobody has checked."""
    other = welsh.start(item)
    other.title = "Llifogydd"
    other.save_revision()
    return other


IN_WELSH = {
    "title": "Llifogydd",
    "slug": "llifogydd",
    "summary": "Beth i’w wneud.",
    "body": streamfield([("text", rich_text("<p>Y geiriau</p>"))]),
    "checked_by": "",
    "checked_on": "",
}


CHECK = {"checked_by": "Ann Jones", "checked_on": "2022-01-25", "confirms_check": "on"}
PUBLISH = {"action-publish": "on"}


def is_live(page) -> bool:
    page.refresh_from_db()
    return page.live


def edit(client, page, **fields):
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return client.post(address, news_form(**IN_WELSH | fields), follow=True)


def test_the_editor_asks_who_checked_a_welsh_page_and_not_an_english_one(publisher, item, draft):
    english = publisher.get(reverse("wagtailadmin_pages:edit", args=[item.pk]))
    cymraeg = publisher.get(reverse("wagtailadmin_pages:edit", args=[draft.pk]))

    assert "Who checked the translation" not in english.content.decode()
    assert "Who checked the translation" in cymraeg.content.decode()


def test_the_editor_refuses_what_nobody_has_checked(publisher, draft):
    answer = edit(publisher, draft, **PUBLISH)

    assert UNCHECKED in str(answer.context["form"].errors["checked_by"])
    assert not is_live(draft)


@pytest.mark.usefixtures("one_person_is_enough")
def test_the_editor_takes_what_a_named_person_has_checked(publisher, draft):
    edit(publisher, draft, **CHECK, **PUBLISH)

    assert is_live(draft)
    assert draft.checked_by == "Ann Jones"


def test_a_name_alone_is_no_check(publisher, draft):
    answer = edit(publisher, draft, **(CHECK | {"confirms_check": ""}), **PUBLISH)

    assert CHANGED in str(answer.context["form"].errors["confirms_check"])
    assert not is_live(draft)


@pytest.mark.usefixtures("one_person_is_enough")
def test_checked_words_can_be_saved_first_and_published_later(publisher, draft):
    edit(publisher, draft, **CHECK)

    edit(publisher, draft, checked_by="Ann Jones", checked_on="2022-01-25", **PUBLISH)

    assert is_live(draft)


def test_whoever_changes_a_word_after_the_check_is_refused(publisher, draft):
    edit(publisher, draft, **CHECK)
    words = streamfield([("text", rich_text("<p>Geiriau eraill</p>"))])

    answer = edit(
        publisher, draft, checked_by="Ann Jones", checked_on="2022-01-25", body=words, **PUBLISH
    )

    assert CHANGED in str(answer.context["form"].errors["confirms_check"])
    assert not is_live(draft)


@pytest.mark.usefixtures("one_person_is_enough")
def test_another_date_or_topic_needs_no_other_check(publisher, draft):
    edit(publisher, draft, **CHECK)
    law = builders.topic("Law")

    edit(
        publisher,
        draft,
        checked_by="Ann Jones",
        checked_on="2022-01-25",
        display_date="2022-01-26",
        topics=[law.pk],
        **PUBLISH,
    )

    assert is_live(draft)


def test_the_title_of_a_file_is_checked_with_the_page():
    page = builders.in_welsh(builders.publication_with_file())
    row = page.attachments.get()
    row.title = "Teitl arall"
    page.attachments.set([row])

    assert [objection.field for objection in gates.objections(page)] == ["confirms_check"]
    assert Attachment.objects.get(pk=row.pk).title != "Teitl arall"


def test_approval_is_refused(publisher, draft):
    author = builders.staff("Editor")
    draft.get_workflow().start(draft, author)
    task = draft.current_workflow_task_state

    publisher.post(
        reverse("wagtailadmin_pages:workflow_action", args=[draft.pk, "approve", task.pk]),
        {"comment": "Good", "next": reverse("wagtailadmin_home")},
    )

    assert not is_live(draft)


def test_a_schedule_is_refused(draft):
    revision = draft.get_latest_revision()
    revision.approved_go_live_at = timezone.now() - timedelta(minutes=1)
    revision.save()

    call_command("publish_scheduled")

    assert not is_live(draft)
    assert PageLogEntry.objects.filter(action="core.publish_refused", page=draft.pk).exists()


def test_publishing_many_at_once_is_refused(publisher, draft):
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])

    answer = publisher.post(f"{address}?id={draft.pk}&next=/admin/", follow=True)

    assert UNCHECKED in messages_of(answer)
    assert not is_live(draft)


def test_a_check_passes_every_way_of_going_live(draft):
    draft.record_check(by="Ann Jones", on=date(2022, 1, 25))
    revision = draft.save_revision()
    revision.approved_go_live_at = timezone.now() - timedelta(minutes=1)
    revision.save()

    call_command("publish_scheduled")

    assert is_live(draft)


def test_a_welsh_page_can_be_withdrawn_without_another_check(client, item):
    other = builders.in_welsh(item)

    other.withdraw(reason="It was wrong.")

    assert "It was wrong." in client.get(other.url).content.decode()


# The English moves on


def test_the_dashboard_names_welsh_pages_whose_english_has_changed(publisher, item):
    builders.in_welsh(item, title="Llifogydd")
    builders.in_welsh(builders.news_item(title="Fire"), title="Tân")
    assert "Welsh pages to look at again" not in publisher.get("/admin/").content.decode()

    item.refresh_from_db()
    item.save_revision().publish()

    shown = publisher.get("/admin/").content.decode()
    assert "Llifogydd</a>: the English has changed since" in shown
    assert "Tân</a>" not in shown


def test_the_dashboard_forgets_it_once_somebody_has_checked_again(publisher, item):
    other = builders.in_welsh(item, title="Llifogydd")
    item.refresh_from_db()
    item.save_revision().publish()

    other.refresh_from_db()
    other.record_check(by="Ann Jones", on=date(2022, 1, 25))
    other.save_revision().publish()

    assert "Welsh pages to look at again" not in publisher.get("/admin/").content.decode()


@pytest.mark.parametrize(
    ("end", "words"),
    [("withdraw", "was withdrawn"), ("unpublish", "is not live"), ("delete", "is no English page")],
)
def test_the_dashboard_names_welsh_pages_whose_english_is_gone(publisher, item, end, words):
    builders.in_welsh(item, title="Llifogydd")
    page = NewsPage.objects.get(pk=item.pk)

    page.withdraw(reason="It was wrong.") if end == "withdraw" else getattr(page, end)()

    assert words in publisher.get("/admin/").content.decode()
