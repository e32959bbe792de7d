"""P10: letters with their replies and follow-ups, and those that nobody has answered."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from wagtail.test.utils.form_data import streamfield

from core.gates import PublishRefused, objections
from publications.models import LetterPage
from tests import builders
from tests.publications.forms import publication_form
from tests.reading import links, main, main_words, structured_data, titles, words

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

SENT = date(2022, 1, 10)
DUE = date(2022, 2, 10)


def thread_on(client, letter) -> list[str]:
    """The exchange as the page of `letter` shows it."""
    return [words(entry) for entry in main(client.get(letter.url)).select(".timeline__entry")]


def reply_to(letter, **fields) -> LetterPage:
    values = {
        "title": "The reply",
        "first_letter": letter,
        "sender": "the Home Secretary",
        "addressee": "the Commissioner",
        "sent_on": date(2022, 2, 1),
    }
    return builders.letter(**values | fields)


# What the page shows


def test_the_page_says_who_wrote_to_whom_and_when(client):
    signed = [("Ann Lee", "Chief Executive, A charity"), ("Bo Hall", "")]
    letter = builders.letter(
        addressee="Jane Smith MP",
        addressee_role="Home Secretary",
        sent_on=SENT,
        reply_due_on=DUE,
        co_signatories=builders.stream(
            *[("person", {"name": name, "role": role}) for name, role in signed]
        ),
    )

    facts = words(main(client.get(letter.url)).dl)

    assert "From The Commissioner To Jane Smith MP, Home Secretary" in facts
    assert "Also signed by Ann Lee, Chief Executive, A charity Bo Hall Sent" in facts
    assert "Sent 10 January 2022 Reply asked for by 10 February 2022" in facts


def test_a_letter_to_the_commissioner_names_its_writer(client):
    letter = builders.letter(sender="the Home Secretary", addressee="the Commissioner")

    assert "From The Home Secretary To The Commissioner" in words(main(client.get(letter.url)).dl)


def test_what_nobody_knows_leaves_no_line(client):
    facts = words(main(client.get(builders.letter(sent_on=None).url)).dl)

    for word in ("Also signed", "Sent", "Reply"):
        assert word not in facts


def test_a_reply_is_a_document_with_an_address_and_files_of_its_own(client):
    letter = builders.letter()
    reply = reply_to(letter)
    file = builders.document("reply.pdf")
    builders.attachment(reply, title="The reply as a PDF", document=file)

    assert reply.url != letter.url
    assert links(main(client.get(reply.url)))["The reply as a PDF"] == file.url
    assert "The reply as a PDF" not in main_words(client.get(letter.url))


def test_the_page_of_each_shows_the_whole_exchange_in_order_and_marks_its_own(client):
    letter = builders.letter(title="The letter", sent_on=SENT)
    follow_up = builders.letter(
        title="Asking again",
        first_letter=letter,
        place_in_thread="follow_up",
        sent_on=date(2022, 3, 1),
    )
    reply = reply_to(letter)
    pages = {"The letter": letter, "The reply": reply, "Asking again": follow_up}

    for title, page in pages.items():
        shown = thread_on(client, page)

        assert shown == [
            line.replace(title, f"{title} (this letter)")
            for line in (
                "10 January 2022 Letter from the Commissioner to the Home Secretary The letter",
                "1 February 2022 Reply from the Home Secretary to the Commissioner The reply",
                "1 March 2022 Follow-up from the Commissioner to the Home Secretary Asking again",
            )
        ]
        exchange = links(main(client.get(page.url)).select_one(".timeline"))
        assert exchange == {name: other.url for name, other in pages.items() if other != page}


def test_letters_without_a_day_stand_where_their_publication_puts_them(client):
    letter = builders.letter(sent_on=None, display_date=SENT, date_precision="month")
    reply_to(letter, sent_on=None, display_date=date(2022, 3, 1))
    reply_to(letter, title="Another", slug="another", sent_on=date(2022, 2, 1))

    shown = thread_on(client, letter)

    assert [line.partition(" Letter")[0].partition(" Reply")[0] for line in shown] == [
        "January 2022",
        "1 February 2022",
        "1 March 2022",
    ]


def test_a_letter_that_stands_alone_shows_no_exchange(client):
    builders.letter(title="Another letter", slug="another")

    assert thread_on(client, builders.letter()) == []


def test_only_letters_that_visitors_can_read_are_in_the_exchange(client):
    letter = builders.letter(title="The letter")
    reply_to(letter, title="Draft", live=False)
    reply_to(letter, title="Gone", withdrawn_on=date(2022, 3, 1))
    builders.made_private(reply_to(letter, title="Private"))

    seen = client.get(letter.url).content.decode()

    for title in ("Draft", "Gone", "Private"):
        assert title not in seen


def test_a_reply_can_be_public_before_its_letter_is(client):
    letter = builders.letter(title="Secret letter", live=False)

    answer = client.get(reply_to(letter).url)

    assert answer.status_code == 200
    assert "Secret letter" not in answer.content.decode()


def test_the_preview_of_a_draft_shows_the_exchange_with_it(client):
    letter = builders.letter(title="The letter", reply_due_on=DUE)
    draft = reply_to(letter, live=False)

    seen = draft.make_preview_request().render().content.decode()

    assert "The letter" in seen
    assert "(this letter)" in seen
    assert "No reply" not in seen


def test_a_new_letter_can_be_looked_at_before_it_is_saved():
    index = builders.publications_index()
    letter = LetterPage(title="New", slug="new", publication_type="letter", addressee="X")
    letter.set_url_path(index)
    letter.path, letter.depth = index.path + "0001", index.depth + 1

    assert letter.make_preview_request().status_code == 200


# No reply


@pytest.mark.parametrize(
    ("now", "shown"),
    [
        ("2022-02-10 23:59", None),
        ("2022-02-11 00:00", "No reply after 32 days. A reply was asked for by 10 February 2022"),
        ("2023-01-10 12:00", "No reply after 365 days."),
    ],
)
def test_once_the_day_has_passed_the_page_counts_the_days_without_a_reply(client, now, shown):
    letter = builders.letter(sent_on=SENT, reply_due_on=DUE)

    with time_machine.travel(now):
        seen = main_words(client.get(letter.url))

    assert (shown in seen) if shown else ("No reply" not in seen)


def test_the_days_are_those_of_london_in_summer_too(client):
    letter = builders.letter(sent_on=date(2022, 6, 1), reply_due_on=date(2022, 6, 1))

    with time_machine.travel(datetime(2022, 6, 1, 23, 0, tzinfo=UTC)):
        assert "No reply after 1 day." in main_words(client.get(letter.url))


def no_reply(client, letter) -> bool:
    with time_machine.travel("2022-03-01 12:00"):
        return "No reply" in main_words(client.get(letter.url))


def test_a_public_reply_ends_the_wait(client):
    letter = builders.letter(sent_on=SENT, reply_due_on=DUE)
    before = no_reply(client, letter)

    reply_to(letter)

    assert before
    assert not no_reply(client, letter)


@pytest.mark.parametrize("state", ["draft", "withdrawn", "private", "follow-up"])
def test_what_is_no_public_reply_does_not_end_it(client, state):
    letter = builders.letter(sent_on=SENT, reply_due_on=DUE)
    other = reply_to(
        letter,
        live=state != "draft",
        withdrawn_on=date(2022, 3, 1) if state == "withdrawn" else None,
        place_in_thread="follow_up" if state == "follow-up" else "reply",
    )
    if state == "private":
        builders.made_private(other)

    assert no_reply(client, letter)


def test_a_follow_up_waits_for_a_reply_that_is_not_older(client):
    letter = builders.letter(sent_on=SENT, reply_due_on=DUE)
    reply_to(letter)
    follow_up = builders.letter(
        title="Asking again",
        first_letter=letter,
        place_in_thread="follow_up",
        sent_on=date(2022, 2, 5),
        reply_due_on=date(2022, 2, 20),
    )
    before = no_reply(client, letter), no_reply(client, follow_up)

    reply_to(letter, slug="second", sent_on=date(2022, 2, 25))

    assert before == (True, True)
    assert not no_reply(client, follow_up)


def test_a_reply_that_asks_for_another_does_not_answer_itself(client):
    letter = builders.letter(sent_on=SENT)
    reply = reply_to(letter, reply_due_on=date(2022, 2, 20))

    assert no_reply(client, reply)


# In lists and for machines


def test_lists_show_letters_with_type_addressee_and_date(client):
    letter = builders.letter(title="The letter", publication_type="open_letter", sent_on=SENT)
    reply_to(letter)
    builders.publication(title="Report")

    shown = main_words(client.get("/publications/"))

    assert set(titles(client.get("/publications/"))) == {"The letter", "The reply", "Report"}
    assert "Open letter | 25 January 2022 | To the Home Secretary" in shown
    assert "Reply | 25 January 2022 | From the Home Secretary to the Commissioner" in shown
    assert titles(client.get("/publications/type/open-letter/")) == ["The letter"]
    assert titles(client.get("/publications/type/letter/")) == ["The reply"]


def test_a_series_and_a_collection_show_letters_as_letters(client):
    series = builders.series()
    letter = builders.letter(series=series, sent_on=SENT)
    collection = builders.collection(letter, builders.publication(partners=[builders.partner()]))

    for page in (series, collection):
        assert "To the Home Secretary" in main_words(client.get(page.url))


def test_machines_are_told_who_wrote_to_whom_and_when(client):
    letter = builders.letter(
        addressee="Jane Smith MP", addressee_role="Home Secretary", sent_on=SENT
    )

    facts = structured_data(client.get(letter.url))[1]

    assert facts["@type"] == "Message"
    assert facts["dateSent"] == "2022-01-10"
    assert facts["sender"]["name"] == "the Commissioner"
    assert facts["recipient"]["name"] == "Jane Smith MP, Home Secretary"


# What is refused


def test_a_reply_dated_before_its_letter_is_refused():
    letter = builders.letter(sent_on=SENT)

    with pytest.raises(PublishRefused, match="dated 10 January 2022. What follows can't be older"):
        reply_to(letter, sent_on=date(2022, 1, 9))

    assert reply_to(letter, sent_on=SENT).live


def test_a_letter_dated_after_its_reply_is_refused():
    letter = builders.letter(sent_on=SENT)
    reply_to(letter, sent_on=SENT)
    letter.sent_on = date(2022, 1, 11)

    with pytest.raises(ValidationError, match="“The reply” belongs to this letter and is dated 10"):
        letter.full_clean()


def test_a_reply_due_before_the_letter_was_sent_is_refused():
    with pytest.raises(PublishRefused, match="can't be due on 9 January 2022"):
        builders.letter(sent_on=SENT, reply_due_on=date(2022, 1, 9))

    assert builders.letter(sent_on=SENT, reply_due_on=SENT).live


def test_a_reply_cannot_be_due_from_an_unknown_day():
    with pytest.raises(PublishRefused, match="Give the date on the letter"):
        builders.letter(sent_on=None, reply_due_on=DUE)


def test_a_letter_that_belongs_to_itself_is_refused():
    letter = builders.letter()
    letter.first_letter, letter.place_in_thread = letter, "reply"

    with pytest.raises(ValidationError, match="A letter can't belong to itself"):
        letter.full_clean()


def test_a_letter_that_belongs_to_a_reply_is_refused_and_told_to_which_it_can():
    letter = builders.letter(title="The first one")

    with pytest.raises(
        PublishRefused, match="Choose the first one of the exchange: “The first one”"
    ):
        reply_to(reply_to(letter), title="Too deep", slug="deep")


def test_the_first_letter_of_an_exchange_cannot_become_a_reply():
    letter, other = builders.letter(), builders.letter(title="Other", slug="other")
    reply_to(letter)
    letter.first_letter, letter.place_in_thread = other, "reply"

    with pytest.raises(ValidationError, match="this one is the first"):
        letter.full_clean()


def test_a_letter_that_belongs_to_another_says_as_what():
    with pytest.raises(PublishRefused, match="Say whether it is a reply or a follow-up"):
        reply_to(builders.letter(), place_in_thread="")


def test_a_letter_to_nobody_is_refused():
    with pytest.raises(PublishRefused, match="Say to whom the letter was sent"):
        builders.letter(addressee=" ")


def test_a_letter_that_is_no_letter_is_refused():
    with pytest.raises(PublishRefused, match="Choose “Letter” or “Open letter”"):
        builders.letter(publication_type="report")


def test_a_letter_of_a_day_that_has_not_come_cannot_go_live():
    letter = builders.letter(sent_on=SENT)

    (objection,) = objections(letter, now=datetime(2022, 1, 9, 23, 59, tzinfo=UTC))[1:]

    assert objection.field == "sent_on"
    assert "10 January 2022" in objection.message


def test_a_letter_can_wait_for_its_day():
    letter = builders.letter(live=False, sent_on=date(2122, 1, 10))

    letter.go_live_at = datetime(2122, 1, 10, 9, tzinfo=UTC)

    assert objections(letter) == []


@pytest.mark.parametrize("wrong", [{"reply_due_on": date(2022, 1, 9)}, {"first_letter": True}])
def test_the_database_itself_refuses_what_can_never_be_true(wrong):
    letter = builders.letter(sent_on=SENT)
    values = {"first_letter": letter.pk} if "first_letter" in wrong else wrong

    with pytest.raises(IntegrityError), transaction.atomic():
        LetterPage.objects.filter(pk=letter.pk).update(**values)


def test_a_first_letter_that_is_deleted_leaves_its_reply(client):
    letter = builders.letter()
    reply = reply_to(letter)

    letter.delete()

    assert client.get(reply.url).status_code == 200
    reply.refresh_from_db()
    reply.full_clean()
    assert reply.card_label == "Letter"


# In the admin


def letter_form(**fields):
    return publication_form(
        **{
            "title": "A typed letter",
            "slug": "a-typed-letter",
            "sender": "",
            "addressee": "the Home Secretary",
            "addressee_role": "",
            "co_signatories": streamfield([]),
            "sent_on": "2022-01-10",
            "reply_due_on": "",
            "first_letter": "",
            "place_in_thread": "",
            "publication_type": "letter",
        }
        | fields
    )


def add_letter(publisher, **fields):
    index = builders.publications_index()
    address = reverse("wagtailadmin_pages:add", args=["publications", "letterpage", index.pk])
    return publisher.post(address, letter_form(**fields))


@pytest.mark.usefixtures("one_person_is_enough")
def test_a_letter_is_made_in_its_form(publisher):
    letter = builders.letter(sent_on=SENT)

    add_letter(
        publisher,
        first_letter=letter.pk,
        place_in_thread="reply",
        sender="the Home Secretary",
        **{"action-publish": "on"},
    )

    assert LetterPage.objects.get(slug="a-typed-letter").first_letter == letter


@pytest.mark.parametrize(
    ("fields", "field", "problem"),
    [
        ({"reply_due_on": "2022-01-09"}, "reply_due_on", "can't be due on 9 January 2022"),
        ({"first_letter": "first"}, "place_in_thread", "Say whether it is a reply"),
        (
            {"first_letter": "first", "place_in_thread": "follow_up", "sent_on": "2022-01-09"},
            "sent_on",
            "What follows can't be older",
        ),
        (
            {"first_letter": "reply", "place_in_thread": "follow_up", "sent_on": "2022-02-09"},
            "first_letter",
            "Choose the first one of the exchange",
        ),
        ({"place_in_thread": "reply"}, "first_letter", "Choose the letter with which"),
        ({"first_letter": "first", "place_in_thread": "reply"}, "sender", "Say who answered"),
        ({"sent_on": "2122-01-10"}, "sent_on", "after the day on which the page goes live"),
        ({"addressee": ""}, "addressee", "required"),
        ({"publication_type": "report"}, "publication_type", "Select a valid choice"),
    ],
)
@pytest.mark.usefixtures("one_person_is_enough")
def test_the_form_says_what_is_wrong_once_beside_its_field_and_keeps_what_was_typed(
    publisher, fields, field, problem
):
    letter = builders.letter(sent_on=SENT)
    chosen = {"first": letter.pk, "reply": reply_to(letter).pk}
    if "first_letter" in fields:
        fields = fields | {"first_letter": chosen[fields["first_letter"]]}

    answer = add_letter(publisher, **fields, **{"action-publish": "on"})

    errors = answer.context["form"].errors
    assert set(errors) == {field}
    assert len(errors[field]) == 1
    assert problem in errors[field][0]
    assert "Words that took thought" in answer.content.decode()
    assert not LetterPage.objects.filter(slug="a-typed-letter").exists()


def test_a_draft_may_lack_its_addressee(publisher):
    add_letter(publisher, addressee="", sent_on="2122-01-10")

    assert not LetterPage.objects.get(slug="a-typed-letter").live


def test_the_form_offers_only_letters_that_began_an_exchange(publisher):
    letter = builders.letter(title="The first one")
    reply_to(letter, title="One that follows")
    address = reverse("wagtailadmin_choose_page_child", args=[builders.publications_index().pk])

    offered = publisher.get(f"{address}?page_type=publications.letterpage").content.decode()
    anything = publisher.get(f"{address}?page_type=wagtailcore.page").content.decode()

    assert "The first one" in offered
    assert "One that follows" not in offered
    assert "One that follows" in anything


def choices_of(answer, name: str = "publication_type") -> list[str]:
    return [label for value, label in answer.context["form"].fields[name].choices if value]


def test_the_form_of_a_letter_offers_letters_and_that_of_a_publication_none(publisher):
    index = builders.publications_index()
    offered = {
        model: choices_of(
            publisher.get(reverse("wagtailadmin_pages:add", args=["publications", model, index.pk]))
        )
        for model in ("letterpage", "publicationpage", "callforevidencepage")
    }

    assert offered["letterpage"] == ["Letter", "Open letter"]
    assert offered["callforevidencepage"] == ["Call for evidence"]
    assert "Report" in offered["publicationpage"]
    assert not {"Letter", "Open letter", "Call for evidence"} & set(offered["publicationpage"])


def test_the_form_of_a_publication_says_where_letters_and_calls_are_made(publisher):
    index = builders.publications_index()
    said = {
        model: publisher.get(
            reverse("wagtailadmin_pages:add", args=["publications", model, index.pk])
        )
        .context["form"]
        .fields["publication_type"]
        .help_text
        for model in ("letterpage", "publicationpage")
    }

    assert "For a letter or a call for evidence, add a page" in said["publicationpage"]
    assert "add a page" not in said["letterpage"]


def test_an_old_page_keeps_the_type_that_it_has(publisher):
    old = builders.publication(publication_type="open_letter")

    answer = publisher.get(reverse("wagtailadmin_pages:edit", args=[old.pk]))

    assert "Open letter" in choices_of(answer)
    assert "Letter" not in choices_of(answer)


def test_add_child_page_offers_each_kind_of_work_and_says_what_it_is_for(publisher):
    index = builders.publications_index()

    seen = publisher.get(
        reverse("wagtailadmin_pages:add_subpage", args=[index.pk])
    ).content.decode()

    for model in ("publicationpage", "letterpage", "callforevidencepage"):
        assert f"/publications/{model}/" in seen
    assert LetterPage.page_description in seen
