"""G2: a service can be reached, by a number or in another way, and each page copes with that."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from wagtail.rich_text import expand_db_html

from helpline import last_known
from helpline.models import Service
from tests import builders
from tests.reading import document, main, main_words, words

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

WITHOUT = {"number": None, "spoken_form": ""}


def chat(**fields) -> Service:
    """A service that people can only write to."""
    values = WITHOUT | {"name": "The chat", "online_url": "https://example.com/chat"}
    return builders.helpline(**values | fields)


def test_a_service_that_nobody_can_reach_is_refused():
    with pytest.raises(ValidationError) as refusal:
        builders.helpline(**WITHOUT)

    assert "Nobody can reach this service" in refusal.value.message_dict["number"][0]


def test_the_database_refuses_it_too():
    line = builders.helpline()

    with pytest.raises(IntegrityError), transaction.atomic():
        Service.objects.filter(pk=line.pk).update(number=None)


@pytest.mark.parametrize(
    "way",
    [
        {"text_number": "61016"},
        {"online_url": "https://example.com/chat"},
        {"sign_language_url": "https://example.com/bsl"},
        {"website": "https://example.com/"},
    ],
)
def test_any_other_way_will_do(way, client):
    builders.helpline(**WITHOUT, **way)
    builders.helpline(**WITHOUT, **way)

    answer = client.get(builders.help_page().url)

    assert next(iter(way.values())) in str(main(answer))
    assert 'href="tel:"' not in answer.content.decode()
    assert "None" not in main_words(answer)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"spoken_form": "020 7946 0000"}, "spoken_form"),
        ({"has_text_relay": True}, "has_text_relay"),
        ({"placement": "top"}, "placement"),
        ({"placement": "foot"}, "placement"),
    ],
)
def test_what_needs_a_number_is_refused_without_one(fields, field):
    with pytest.raises(ValidationError) as refusal:
        chat(**fields)

    assert field in refusal.value.message_dict


def test_a_number_without_its_spoken_form_is_refused():
    with pytest.raises(ValidationError) as refusal:
        builders.helpline(spoken_form="")

    assert "spoken_form" in refusal.value.message_dict


@pytest.mark.parametrize("number", ["12", "12345678", "+4420", "SHOUT", "0 1"])
def test_a_number_that_takes_no_text_message_is_refused(number):
    with pytest.raises(ValidationError) as refusal:
        builders.helpline(text_number=number)

    assert "text_number" in refusal.value.message_dict


def test_a_number_for_text_messages_opens_a_message(client):
    builders.helpline(text_number="+447911123456")

    link = main(client.get(builders.help_page().url)).find("a", href="sms:+447911123456")

    assert words(link) == "07911 123456"


def test_each_page_that_shows_a_service_without_a_number_leads_to_it(client):
    line = chat()
    step = {"when": "You worry", "text": "", "service": line.pk}
    builders.with_parts(("victim_help", {"heading": "What to do", "steps": [step], "link": {}}))
    help_page = builders.help_page(steps=builders.stream(("step", step)))
    standard = builders.standard_page(
        body=builders.stream(("helplines", {"heading": "Write", "services": [line.pk]}))
    )

    for address in ("/", help_page.url, standard.url):
        page = document(client.get(address))
        assert page.find("a", href="https://example.com/chat"), address
        assert not page.find("a", href="tel:"), address


def test_running_text_leads_to_a_service_without_a_number():
    line = chat()

    shown = expand_db_html(f'<embed embedtype="helpline" id="{line.pk}"/>')

    link = '<a href="https://example.com/chat" rel="noreferrer">The chat (other website)</a>'
    assert shown == link


def test_running_text_opens_a_text_message():
    line = builders.helpline(**WITHOUT, text_number="61016")

    shown = expand_db_html(f'<embed embedtype="helpline" id="{line.pk}"/>')

    assert shown == '<a class="tel" href="sms:61016">text 61016</a>'


def test_error_pages_never_show_a_service_without_a_number(settings, tmp_path):
    settings.STATE_DIR = tmp_path
    builders.helpline(placement="top", name="The line")
    # As a program might leave it, past the form.
    chat()
    Service.objects.filter(name="The chat").update(placement="top")

    last_known.keep()

    assert [row["name"] for row in last_known.recall()] == ["The line"]


# The choice of nation


def test_the_help_page_has_a_part_for_each_nation(client):
    builders.helpline(name="For all")
    builders.helpline(name="Of Wales", nation="wales")
    builders.helpline(name="Of Scotland", nation="scotland")

    page = main(client.get(builders.help_page().url))

    parts = {words(part.h3): words(part) for part in page.select(".nations__nation")}
    assert list(parts) == [
        "The whole of the UK",
        "England and Wales",
        "Scotland",
        "Northern Ireland",
    ]
    assert "For all" in parts["The whole of the UK"]
    assert "Of Wales" in parts["England and Wales"]
    assert "Of Scotland" in parts["Scotland"]
    assert "The helplines for the whole of the UK help here too" in parts["Northern Ireland"]


def test_no_address_tells_which_nation_somebody_chose(client):
    builders.helpline(nation="scotland")

    page = main(client.get(builders.help_page().url))

    links = [link["href"] for link in page.select(".nations__choice a")]
    assert links == ["#lines-1", "#lines-2", "#lines-3", "#lines-4"]
    assert {link[1:] for link in links} <= {part["id"] for part in page.select("[id]")}


def test_there_is_nothing_to_choose_while_all_helplines_are_for_the_whole_uk(client):
    builders.helpline(name="For all")

    page = main(client.get(builders.help_page().url))

    assert "For all" in words(page)
    assert not page.select(".nations__choice")
