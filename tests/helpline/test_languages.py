"""L1 and L3: help in other languages, and that only what a named person checked is live."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from core import gates
from helpline.models import Language, Service
from helpline.models.translations import key_of
from helpline.phrases import PHRASES
from tests import builders
from tests.reading import document, main, main_words, messages_of, words

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

TITLE = "احصل على المساعدة"
EXIT = {key: f"كلمة {number}" for number, key in enumerate(PHRASES) if key.startswith("exit.")}


@pytest.fixture
def help_page():
    builders.navigation()
    return builders.help_page()


@pytest.fixture
def owner(client):
    client.force_login(builders.staff("Helpline owner"))
    return client


def form(**fields) -> dict[str, str]:
    """What the form of Arabic sends, with two translations."""
    return {
        "tag": "ar",
        "english_name": "Arabic",
        "own_name": "",
        "sort_order": "100",
        "translations-page.title": TITLE,
        "translations-card.open": "مفتوح",
        "checked_by": "Ann Lee",
        "checked_on": "2022-01-25",
        "confirms_check": "on",
        "go_live_at": "",
        "expire_at": "",
    } | {name.replace("__", "."): value for name, value in fields.items()}


ADD = "wagtailsnippets_helpline_language:add"
EDIT = "wagtailsnippets_helpline_language:edit"
PUBLISH = {"action-publish": "on"}


# What visitors see


def test_a_page_in_another_language_says_so_and_runs_its_way(client, help_page):
    builders.language()

    page = document(client.get(f"{help_page.url}ar/"))

    assert (page.html["lang"], page.html["dir"]) == ("ar", "rtl")
    assert words(page.h1) == TITLE
    assert page.h1.find() is None
    assert page.title.text == f"{TITLE} – العربيّة"


def test_what_is_not_translated_is_in_english_and_says_so(client, help_page):
    builders.helpline(when_to_call="You want to talk")
    builders.language()

    page = main(client.get(f"{help_page.url}ar/"))

    when = page.select_one(".helpline__when bdi")
    assert (when["lang"], when["dir"]) == ("en-GB", "ltr")
    assert words(when) == "You want to talk English"


def test_a_card_shows_the_words_in_the_language_and_the_number_from_left_to_right(
    client, help_page
):
    service = builders.helpline(when_to_call="You want to talk", spoken_form="020 7946 0000")
    builders.language(translations={key_of(service, "when_to_call"): "تريد أن تتحدث"})

    page = main(client.get(f"{help_page.url}ar/"))

    assert words(page.select_one(".helpline__when")) == "تريد أن تتحدث"
    number = page.select_one(".helpline__number")
    assert (number["dir"], number["href"]) == ("ltr", service.tel)
    name = page.select_one(".helpline__name bdi")
    assert (words(name), name["lang"]) == (service.name, "en-GB")


def test_all_of_the_page_that_is_english_says_that_it_is(client, help_page):
    builders.helpline(placement="top")
    builders.alert()
    builders.language()

    page = document(client.get(f"{help_page.url}ar/"))

    for selector in (".site-header", ".urgent", ".alert", ".site-footer", ".breadcrumbs"):
        assert page.select_one(selector)["lang"] == "en-GB", selector
    for region in page.select(".quick-exit, .quick-exit-link"):
        assert region["lang"] == "en-GB"


def test_the_exit_speaks_the_language_once_all_its_words_are_translated(client, help_page):
    builders.language(translations=EXIT)

    page = document(client.get(f"{help_page.url}ar/"))

    leave = page.select_one(".quick-exit__leave")
    assert words(leave).startswith(EXIT["exit.label"])
    assert EXIT["exit.purpose"] in words(leave)
    assert "lang" not in page.select_one(".quick-exit").attrs
    assert page.head.script["data-leaving"] == EXIT["exit.leaving"]


def test_the_exit_is_never_half_in_one_language(client, help_page):
    builders.language(translations=EXIT | {"exit.leaving": ""})

    page = document(client.get(f"{help_page.url}ar/"))

    assert words(page.select_one(".quick-exit__leave")).startswith("Quick exit")
    assert page.head.script["data-leaving"] == "Leaving this site."


def test_each_language_is_named_in_its_own_script_on_all_of_these_pages(client, help_page):
    builders.language()
    builders.language(tag="cy", english_name="Welsh", translations={})

    english = document(client.get(help_page.url))
    welsh = document(client.get(f"{help_page.url}cy/"))

    link = english.select_one(".languages a[hreflang=ar]")
    assert words(link) == "العربيّة"
    assert (link["lang"], link["dir"]) == ("ar", "rtl")
    assert link["href"] == f"{help_page.url}ar/"
    here = welsh.select_one(".languages [aria-current=page]")
    assert (words(here), here.get("href")) == ("Cymraeg", None)
    assert welsh.select_one(".languages a[hreflang=en-GB]")["href"] == help_page.url


def test_search_engines_learn_which_pages_say_the_same(client, help_page):
    builders.language()

    for address in (help_page.url, f"{help_page.url}ar/"):
        page = document(client.get(address))
        found = {
            link["hreflang"]: link["href"] for link in page.select("link[rel=alternate][hreflang]")
        }
        assert found == {
            "en-GB": f"http://testserver{help_page.url}",
            "ar": f"http://testserver{help_page.url}ar/",
            "x-default": f"http://testserver{help_page.url}",
        }
        assert page.select_one("link[rel=canonical]")["href"] == f"http://testserver{address}"


@pytest.mark.parametrize("address", ["ar/", "xx/", "arabic/", "ar/more/"])
def test_a_language_that_is_not_live_has_no_address_and_no_link(client, help_page, address):
    builders.language(is_checked=False)

    assert client.get(f"{help_page.url}{address}").status_code == 404
    assert not document(client.get(help_page.url)).select(".languages, link[hreflang]")


def test_english_that_changed_after_the_check_is_shown_in_english(client, help_page):
    service = builders.helpline(when_to_call="You want to talk")
    builders.language(translations={key_of(service, "when_to_call"): "تريد أن تتحدث"})
    service.when_to_call = "You want to write"
    service.save()

    page = main(client.get(f"{help_page.url}ar/"))

    assert words(page.select_one(".helpline__when")) == "You want to write English"


def test_a_page_in_a_language_asks_as_often_for_many_helplines(
    client, help_page, django_assert_max_num_queries
):
    builders.language()
    builders.many_helplines(20)
    client.get(f"{help_page.url}ar/")

    with django_assert_max_num_queries(9):
        client.get(f"{help_page.url}ar/")


# Who checked it


def test_a_new_language_goes_live_once_a_named_person_has_checked_it(owner):
    owner.post(reverse(ADD), form(**PUBLISH))

    found = Language.objects.get()
    assert found.live
    assert (found.checked_by, found.checked_on) == ("Ann Lee", date(2022, 1, 25))
    assert str(found.words("page.title")) == TITLE
    assert found.own_name == "العربيّة"


@pytest.mark.parametrize(
    "missing", [{"checked_by": "", "checked_on": "", "confirms_check": ""}, {"confirms_check": ""}]
)
def test_a_new_language_that_nobody_checked_stays_a_draft(owner, missing):
    answer = owner.post(reverse(ADD), form(**PUBLISH | missing), follow=True)

    assert not Language.objects.get().live
    said = messages_of(answer)
    assert "check" in said
    assert TITLE in answer.content.decode()


@pytest.mark.parametrize("missing", [{"checked_by": " "}, {"checked_on": ""}])
def test_a_tick_without_a_name_or_a_day_is_refused_beside_the_field(owner, missing):
    answer = owner.post(reverse(ADD), form(**missing))

    assert answer.context["form"].errors.keys() == missing.keys()


def test_words_changed_after_the_check_stay_a_draft_and_the_page_as_it_was(
    owner, client, help_page
):
    language = builders.language()

    answer = owner.post(
        reverse(EDIT, args=[language.pk]),
        form(
            **PUBLISH | {"confirms_check": "", "translations-page.title": "كلمات أخرى"},
        ),
        follow=True,
    )

    said = messages_of(answer)
    assert "Ann Lee did not check the words as they stand now" in said
    assert words(document(client.get(f"{help_page.url}ar/")).h1) == TITLE


def test_words_checked_again_on_the_same_day_go_live(owner, client, help_page):
    language = builders.language()

    owner.post(
        reverse(EDIT, args=[language.pk]),
        form(**PUBLISH | {"translations-page.title": "كلمات أخرى"}),
    )

    assert words(document(client.get(f"{help_page.url}ar/")).h1) == "كلمات أخرى"


def test_a_schedule_puts_no_unchecked_language_live():
    language = builders.language(is_checked=False)
    revision = language.get_latest_revision()
    revision.approved_go_live_at = timezone.now() - timedelta(minutes=1)
    revision.save()

    call_command("publish_scheduled")

    language.refresh_from_db()
    assert not language.live


@pytest.mark.parametrize(
    "change",
    [
        {"translations": {"page.title": "كلمات أخرى"}},
        {"tag": "fa"},
        {"own_name": "عربي"},
        {"checked_by": ""},
        {"checked_on": None},
    ],
)
def test_a_program_puts_no_unchecked_words_live(change):
    language = builders.language()
    language.unpublish()
    for name, value in change.items():
        setattr(language, name, value)

    with pytest.raises(gates.PublishRefused):
        language.save_revision().publish(user=builders.staff("Publisher"))


def test_a_check_on_a_day_that_has_not_come_is_refused():
    language = builders.language(is_checked=False)
    language.record_check(by="Ann Lee", on=timezone.localdate() + timedelta(days=1))

    found = [objection.field for objection in gates.objections(language)]

    assert found == ["checked_on"]


@pytest.mark.parametrize("role", ["Editor", "Publisher"])
def test_whoever_does_not_own_helplines_adds_no_language(client, role):
    client.force_login(builders.staff(role))

    client.post(reverse(ADD), form(**PUBLISH))

    assert not Language.objects.exists()


# The form


def test_the_form_shows_each_english_text_and_what_is_not_translated(owner):
    builders.helpline(name="Night line", when_to_call="You can't sleep")
    language = builders.language()

    page = document(owner.get(reverse(EDIT, args=[language.pk])))

    field = page.select_one("textarea[name='translations-page.title']")
    assert (field.text.strip(), field["lang"], field["dir"]) == (TITLE, "ar", "rtl")
    assert words(page.select_one(f"label[for='{field['id']}']")) == "Get help"
    seen = words(page)
    assert "Helpline: Night line" in seen
    assert "You can't sleep" in seen
    assert f"{language.untranslated_count} of" in seen
    assert "Checked (Ann Lee on 25 January 2022)" in seen


def test_the_form_says_where_the_english_has_changed_since_the_check(owner):
    service = builders.helpline(when_to_call="You want to talk")
    language = builders.language(translations={key_of(service, "when_to_call"): "تريد"})
    Service.objects.update(when_to_call="You want to write")

    seen = words(document(owner.get(reverse(EDIT, args=[language.pk]))))

    assert "When this was checked, it was: “You want to talk”" in seen
    assert "1 must be checked again" in seen


@pytest.mark.parametrize("number", ["0800 555 111", "٠٨٠٠٥٥٥١١١"])
def test_a_number_typed_into_a_translation_is_refused(owner, number):
    answer = owner.post(reverse(ADD), form(**{"translations-page.title": f"{TITLE} {number}"}))

    assert "Numbers to call come from the helplines" in str(answer.context["form"].errors)


def test_words_that_nobody_knows_are_not_kept(owner):
    owner.post(reverse(ADD), form(**{"translations-nothing.here": "كلمة"}))

    assert "nothing.here" not in Language.objects.get().translations


def test_a_tag_that_stands_for_no_language_is_refused():
    with pytest.raises(ValidationError, match="tag of the language"):
        builders.language(tag="arabic")


def test_the_preview_shows_a_draft_in_its_direction(owner):
    language = builders.language(is_checked=False)
    address = reverse("wagtailsnippets_helpline_language:preview_on_edit", args=[language.pk])

    owner.post(address, form())
    page = document(owner.get(f"{address}?mode="))

    assert page.html["dir"] == "rtl"
    assert TITLE in words(page.h1)


def test_the_words_for_nations_are_those_of_the_registry():
    for nation in Service.Nation:
        assert PHRASES[f"nation.{nation.value}"] == nation.label


def test_the_exits_english_is_what_english_pages_say(client):
    builders.navigation(safety_page=builders.standard_page())

    page = document(client.get("/"))

    said = words(page) + " " + " ".join(page.head.script.attrs.values())
    said += " ".join(region["aria-label"] for region in page.select("[aria-label]"))
    for key, english in PHRASES.items():
        if key.startswith("exit."):
            assert english in said, key


def test_without_a_language_the_words_of_a_card_stand_bare(client, help_page):
    builders.helpline()

    assert "English" not in main_words(client.get(help_page.url))


def test_the_welsh_sample_of_the_starter_content_is_a_draft_that_nobody_checked():
    call_command("load_starter_content", verbosity=0)

    welsh = Language.objects.get(tag="cy")

    assert not welsh.live
    assert not welsh.is_checked
    assert welsh.translations["nation.wales"] == "Cymru"
    assert welsh.translations.keys() <= PHRASES.keys()


def test_a_draft_that_the_editor_saves_by_itself_records_no_check(owner):
    """The tick may stand there while somebody types on."""
    language = builders.language()
    edit = reverse(EDIT, args=[language.pk])
    changed = form(**{"translations-page.title": "كلمات أخرى"})

    owner.post(edit, changed, headers={"Accept": "application/json"})

    draft = Language.objects.get().get_latest_revision_as_object()
    assert str(draft.words("page.title")) == "كلمات أخرى"
    assert not draft.is_checked

    owner.post(edit, changed)

    assert Language.objects.get().get_latest_revision_as_object().is_checked
