"""G2: the registry of helplines, its checks, and the pages that show its records."""

import pytest
from django.core.exceptions import ValidationError

from helpline.models import Service
from tests import builders
from tests.reading import document, main, main_words, words

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("number", "spoken"),
    [
        ("999", "999"),
        ("101", "101"),
        ("+448000121700", "0800 0121 700"),
        ("+448000121700", "08000 121 700"),
        ("+442079460000", "(020) 7946 0000"),
    ],
)
def test_a_number_that_people_can_dial_is_accepted(number, spoken):
    assert builders.helpline(number=number, spoken_form=spoken).pk


@pytest.mark.parametrize(
    "number",
    [
        "0800 CALL NOW",
        "+44800CALLNOW",
        "0800 0121 700",
        "08000121700",
        "+44 800 0121 700",
        "+٤٤٨٠٠٠١٢١٧٠٠",
        "+4480001217",
        "+44",
        "+",
        "",
        "1",
        "00000",
        "+999999999999999",
        "tel:999",
        "999;phone-context=x",
    ],
)
def test_a_number_that_nobody_can_dial_is_refused(number):
    with pytest.raises(ValidationError) as refusal:
        builders.helpline(number=number, spoken_form="0800 0121 700")

    assert "number" in refusal.value.message_dict


@pytest.mark.parametrize("spoken", ["0800 0121 701", "0800 555 111", "call us", "+44 800 0121 700"])
def test_a_spoken_form_with_other_digits_is_refused(spoken):
    with pytest.raises(ValidationError) as refusal:
        builders.helpline(number="+448000121700", spoken_form=spoken)

    assert "08000121700" in refusal.value.message_dict["spoken_form"][0]


def test_one_number_has_one_record():
    builders.helpline(number="999", spoken_form="999")

    with pytest.raises(ValidationError) as refusal:
        builders.helpline(number="999", spoken_form="999")

    assert "number" in refusal.value.message_dict


@pytest.mark.parametrize("field", ["name", "when_to_call", "cost", "verified_on"])
def test_a_helpline_without_what_callers_need_to_know_is_refused(field):
    with pytest.raises(ValidationError) as refusal:
        builders.helpline(**{field: None if field == "verified_on" else ""})

    assert field in refusal.value.message_dict


def test_the_help_page_shows_all_that_a_caller_wants_to_know(client):
    builders.helpline(
        name="Night line",
        when_to_call="You want to talk",
        description="A volunteer answers.",
        is_always_open=False,
        hours_note="8pm to 8am",
        cost="Free from any phone",
        languages="English and Welsh",
        nation="wales",
        is_anonymous=True,
        website="https://example.com/night",
    )

    seen = main_words(client.get(builders.help_page().url))

    for part in (
        "Night line",
        "A volunteer answers.",
        "8pm to 8am",
        "Free from any phone",
        "English and Welsh",
        "Wales",
    ):
        assert part in seen


def test_a_number_is_a_link_that_phones_dial_and_reads_as_people_say_it(client):
    line = builders.helpline(number="+448000121700", spoken_form="0800 0121 700")

    link = main(client.get(builders.help_page().url)).find("a", href="tel:+448000121700")

    assert "0800 0121 700" in words(link)
    assert line.tel == "tel:+448000121700"


def test_text_relay_is_shown_only_where_the_service_can_be_reached_by_it(client):
    builders.helpline(number="+448000121700", spoken_form="0800 0121 700", has_text_relay=True)
    builders.helpline(number="+44800555111", spoken_form="0800 555 111")

    page = str(main(client.get(builders.help_page().url)))

    assert "tel:1800108000121700" in page
    assert "180010800555111" not in page


def test_the_sign_language_service_is_linked(client):
    builders.helpline(sign_language_url="https://example.com/bsl")

    assert main(client.get(builders.help_page().url)).find("a", href="https://example.com/bsl")


def test_helplines_stand_in_the_editors_order(client):
    builders.helpline(name="Second", sort_order=2)
    builders.helpline(name="First", sort_order=1)

    seen = main_words(client.get(builders.help_page().url))

    assert seen.index("First") < seen.index("Second")


def test_a_draft_helpline_is_nowhere(client):
    builders.helpline(name="Not checked yet", placement="top", live=False)

    answer = client.get(builders.help_page().url)

    assert "Not checked yet" not in answer.content.decode()


@pytest.mark.parametrize(
    ("placement", "at_top", "at_foot"),
    [("top", True, True), ("foot", False, True), ("directory", False, False)],
)
def test_the_placement_says_where_each_page_shows_a_helpline(client, placement, at_top, at_foot):
    builders.helpline(name="The line", placement=placement)
    builders.news_index()

    page = document(client.get("/news/"))

    assert ("The line" in words(page.find("aside"))) is at_top
    assert ("The line" in words(page.footer)) is at_foot


def guide_with(line: Service):
    body = [
        {"type": "helplines", "value": {"heading": "Call", "services": [line.pk]}},
    ]
    part = builders.stream(("part", {"heading": "Whom to call", "body": body}))
    return builders.guide(parts=part)


@pytest.fixture
def pages_that_show(client):
    """Every way to show a helpline: the parts of pages, running text, and each page's foot."""
    line = builders.helpline(number="+448000121700", spoken_form="0800 0121 700", placement="foot")
    step = {"when": "You worry", "text": "<p>Call.</p>", "service": line.pk}
    builders.with_parts(("victim_help", {"heading": "What to do", "steps": [step], "link": {}}))
    help_page = builders.help_page(steps=builders.stream(("step", step)))
    standard = builders.standard_page(
        body=builders.stream(("helplines", {"heading": "Call", "services": [line.pk]}))
    )
    return line, ["/", help_page.url, guide_with(line).url, standard.url, "/nothing-here/"]


def test_a_number_changed_once_changes_on_every_page(client, pages_that_show):
    line, addresses = pages_that_show
    before = [client.get(address).content.decode() for address in addresses]

    line.number, line.spoken_form = "+44800555111", "0800 555 111"
    line.full_clean()
    line.save()

    after = [client.get(address).content.decode() for address in addresses]
    for old, new in zip(before, after, strict=True):
        assert "0800 0121 700" in old
        assert "0800 555 111" in new
        assert "tel:+44800555111" in new
        assert "0800 0121 700" not in new
        assert "tel:+448000121700" not in new


def test_what_is_shown_of_a_draft_changes_only_when_it_is_published(client, pages_that_show):
    line, addresses = pages_that_show
    line.spoken_form = "08000 121 700"
    revision = line.save_revision()

    assert "08000 121 700" not in client.get("/").content.decode()

    revision.publish()

    for address in addresses:
        assert "08000 121 700" in client.get(address).content.decode()


def test_a_helpline_that_is_taken_down_or_deleted_leaves_every_page(client, pages_that_show):
    line, addresses = pages_that_show

    line.unpublish()
    without = [client.get(address) for address in addresses]
    line.delete()
    gone = [client.get(address) for address in addresses]

    for answer in [*without, *gone]:
        assert answer.status_code in (200, 404)
        assert "0800 0121 700" not in answer.content.decode()
        assert "tel:+448000121700" not in answer.content.decode()
