"""G11: the glossary, its page from A to Z, and the words of texts that lead to it."""

import json
from html import escape

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
from wagtail.models import ReferenceIndex
from wagtail.rich_text import expand_db_html

from helpline.models import GlossaryTerm
from tests import builders
from tests.reading import document, links, main, main_words, structured_data, words

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


def reference(term: GlossaryTerm | str, said: str) -> str:
    return f'<a linktype="glossary" id="{getattr(term, "pk", term)}">{said}</a>'


@pytest.fixture
def term() -> GlossaryTerm:
    builders.glossary_page()
    return builders.term("National Referral Mechanism", other_names="NRM")


# The page


def test_terms_stand_from_a_to_z_whatever_their_capitals_and_accents(client):
    for name in ("victim", "Élan", "exploitation", "adult", "e-mail"):
        builders.term(name)

    answer = client.get(builders.glossary_page().url)

    names = [words(name) for name in main(answer).select("dt")]
    assert names == ["adult", "e-mail", "Élan", "exploitation", "victim"]
    assert [words(heading) for heading in main(answer).select("h2")] == ["A", "E", "V"]


def test_only_letters_that_have_a_term_are_offered_and_each_leads_to_its_part(client):
    for name in ("adult", "victim", "2015 Act"):
        builders.term(name)

    answer = client.get(builders.glossary_page().url)

    offered = links(main(answer).select_one(".letters"))
    ids = {part["id"] for part in document(answer).select("[id]")}
    assert list(offered) == ["0–9", "A", "V"]
    assert {address.removeprefix("#") for address in offered.values()} <= ids


def test_a_term_has_an_address_of_its_own_its_short_form_and_its_meaning(client, term):
    answer = client.get(builders.glossary_page().url)

    entry = document(answer).find(id="national-referral-mechanism")
    assert words(entry.dt) == "National Referral Mechanism NRM"
    assert words(entry.dd) == "What it means."


def test_the_address_of_a_term_stays_when_its_name_changes(client, term):
    term.term = "The Mechanism"
    term.save()

    answer = client.get(builders.glossary_page().url)

    assert "The Mechanism" in words(document(answer).find(id="national-referral-mechanism"))


def test_no_two_things_on_the_page_have_one_address(client, term):
    builders.term("Child")

    answer = client.get(builders.glossary_page().url)

    ids = [part["id"] for part in document(answer).select("[id]")]
    assert len(ids) == len(set(ids))


def test_a_term_may_not_take_the_address_of_a_part_of_every_page(client):
    answer = client.get(builders.glossary_page().url)
    taken = [part["id"] for part in document(answer).select("[id]")]

    assert taken
    for slug in [*taken, "letter-a"]:
        with pytest.raises(ValidationError, match="Add another word to it"):
            builders.term(slug=slug)


def test_a_term_leads_to_the_page_that_says_more_once_visitors_can_read_it(client):
    guide = builders.guide(title="How to refer")
    builders.term("Referral", page_id=guide.pk)
    page = builders.glossary_page()
    before = links(main(client.get(page.url)))

    guide.unpublish()

    after = main_words(client.get(page.url))
    assert before["How to refer"] == guide.url
    assert "How to refer" not in after


def test_machines_read_a_set_of_terms(client, term):
    page = builders.glossary_page()

    facts = structured_data(client.get(page.url))[1]

    assert facts["@type"] == "DefinedTermSet"
    (told,) = facts["hasDefinedTerm"]
    assert told["name"] == "National Referral Mechanism"
    assert told["alternateName"] == ["NRM"]
    assert told["@id"] == f"{page.full_url}#national-referral-mechanism"


def test_an_empty_glossary_says_so_and_leads_to_help(client):
    answer = client.get(builders.glossary_page().url)

    assert "There are no words here yet" in main_words(answer)
    assert "#helplines" in links(main(answer)).values()


# In texts


def test_words_of_a_text_lead_to_what_they_mean(client, term):
    body = builders.text(f"Ask about the {reference(term, 'referral mechanism')}.")
    item = builders.news_item(body=body)

    answer = client.get(item.url)

    address = links(main(answer))["referral mechanism"]
    page, anchor = address.split("#")
    assert document(client.get(page)).find(id=anchor)


@pytest.mark.parametrize("bad", ["999", "x", "", '"><script>'])
def test_words_whose_term_is_not_there_stand_without_a_link(bad):
    shown = expand_db_html(f"<p>{reference(escape(bad), 'some words')}</p>")

    assert "some words" in shown
    assert "href" not in shown


def test_words_stay_when_their_term_is_deleted(client, term):
    item = builders.news_item(body=builders.text(f"Ask a {reference(term, 'first responder')}."))

    term.delete()

    answer = client.get(item.url)
    assert "Ask a first responder." in main_words(answer).replace(" .", ".")
    assert "first responder" not in links(main(answer))


def test_words_lead_nowhere_while_visitors_cannot_read_the_glossary(term):
    builders.glossary_page().unpublish()

    assert "href" not in expand_db_html(reference(term, "a word"))


def test_many_terms_in_a_text_are_one_query(django_assert_num_queries, term):
    text = " ".join(reference(builders.term(f"Term {n}"), "word") for n in range(5))

    with django_assert_num_queries(1):
        expand_db_html(f"<p>{text}</p>")


def test_the_text_survives_the_editor_with_its_own_words(term):
    converter = ContentstateConverter(features=["bold", "glossary"])
    stored = f"Ask <b>now</b>: {reference(term, 'the mechanism')}, or wait."

    edited = converter.from_database_format(f'<p data-block-key="a">{stored}</p>')
    back = converter.to_database_format(edited)

    (entity,) = json.loads(edited)["entityMap"].values()
    assert entity["data"] == {"id": str(term.pk), "name": "National Referral Mechanism"}
    assert f'id="{term.pk}"' in back
    assert 'linktype="glossary"' in back
    assert ">the mechanism</a>, or wait." in back


def test_the_editor_keeps_words_whose_term_was_deleted():
    converter = ContentstateConverter(features=["glossary"])

    edited = converter.from_database_format(f"<p>{reference(9, 'a word')}</p>")

    assert "a term that was deleted" in edited
    assert ">a word</a>" in converter.to_database_format(edited)


# Staff


def test_the_usage_of_a_term_names_the_page(client, term):
    builders.news_item(title="Where it stands", body=builders.text(reference(term, "word")))
    client.force_login(builders.staff("Administrator"))

    answer = client.get(reverse("wagtailsnippets_helpline_glossaryterm:usage", args=[term.pk]))

    assert ReferenceIndex.get_references_to(term).count() == 1
    assert "Where it stands" in answer.content.decode()


def test_their_owner_adds_a_term_and_visitors_see_it(client):
    page = builders.glossary_page()
    client.force_login(builders.staff("Helpline owner"))

    answer = client.post(
        reverse("wagtailsnippets_helpline_glossaryterm:add"),
        {"term": "Consent", "slug": "consent", "meaning": "Saying yes freely.", "page": ""},
    )

    assert answer.status_code == 302
    assert "Saying yes freely." in main_words(client.get(page.url))


@pytest.mark.parametrize("role", ["Author", "Editor", "Publisher"])
def test_others_cannot_change_the_glossary(client, term, role):
    client.force_login(builders.staff(role))

    answer = client.get(reverse("wagtailsnippets_helpline_glossaryterm:edit", args=[term.pk]))

    assert answer.status_code == 302
