"""P12: calls for evidence, which open and close at a minute of London's clocks."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from wagtail.test.utils.form_data import (
    rich_text,
)

from core.gates import PublishRefused
from publications.models import CallForEvidencePage
from tests import builders
from tests.builders import LONDON
from tests.publications.forms import publication_form
from tests.reading import links, main, main_words, structured_data, words

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

OPENS = datetime(2026, 3, 3, 9, 0, tzinfo=LONDON)
CLOSES = datetime(2026, 4, 30, 23, 59, tzinfo=LONDON)  # 22:59 in UTC: summer time has begun
OUTCOME = "<p>We had 40 answers &amp; read them all.</p><p>They are in our next report.</p>"


def call(**fields) -> CallForEvidencePage:
    return builders.call(**{"opens_at": OPENS, "closes_at": CLOSES} | fields)


def utc(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=UTC)


# What it says, and when


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (utc(2026, 3, 3, 8, 59, 59), "Opens on 3 March 2026 at 09:00"),
        (utc(2026, 3, 3, 9, 0), "Open until 23:59 on 30 April 2026"),
        (utc(2026, 4, 30, 22, 58, 59), "Open until 23:59 on 30 April 2026"),
        (utc(2026, 4, 30, 22, 59), "Closed on 30 April 2026"),
    ],
)
def test_page_and_list_say_in_words_whether_it_is_open_and_change_at_the_minute(client, now, said):
    page = call()

    with time_machine.travel(now, tick=False):
        on_page = words(main(client.get(page.url)).select_one(".call__state"))
        in_list = words(main(client.get("/publications/")).select_one(".card__note"))

    assert (on_page, in_list) == (said, said)


def test_how_to_respond_is_shown_until_it_closes(client):
    page = call(how_to_respond="<p>Write to us.</p>")

    def shown(now: str) -> bool:
        with time_machine.travel(now):
            return "Write to us." in main_words(client.get(page.url))

    assert shown("2026-01-01")
    assert shown("2026-04-01")
    assert not shown("2026-05-01")


@time_machine.travel("2026-05-01")
def test_once_closed_it_says_what_was_done_with_the_evidence(client):
    report = builders.publication(title="What we heard")
    page = call(outcome=OUTCOME, outcome_page_id=report.pk)

    shown = main(client.get(page.url)).select_one(".call")
    (note,) = main(client.get("/publications/")).select(".card__note")

    assert words(shown).startswith(
        "Closed. What we did with it: We had 40 answers & read them all."
    )
    assert links(shown)["What we heard"] == report.url
    assert words(note) == (
        "Closed. What we did with it: We had 40 answers & read them all. They are in our next "
        "report."
    )


@time_machine.travel("2026-05-01")
def test_the_page_with_the_outcome_is_enough(client):
    report = builders.publication(title="What we heard")

    shown = main(client.get(call(outcome_page_id=report.pk).url)).select_one(".call")

    assert words(shown) == "Closed. What we did with it: Read What we heard ."


@time_machine.travel("2026-05-01")
@pytest.mark.parametrize("state", ["draft", "withdrawn", "private"])
def test_an_outcome_that_visitors_cannot_read_is_not_mentioned(client, state):
    report = builders.publication(
        title="Secret report",
        live=state != "draft",
        withdrawn_on=date(2026, 4, 1) if state == "withdrawn" else None,
    )
    if state == "private":
        builders.made_private(report)
    page = call(outcome_page_id=report.pk)

    seen = main_words(client.get(page.url))

    assert "Secret report" not in seen
    assert "Closed on 30 April 2026" in seen


@time_machine.travel("2026-04-01")
def test_an_outcome_written_early_waits_until_it_is_closed(client):
    page = call(outcome=OUTCOME)

    assert "40 answers" not in main_words(client.get(page.url))
    assert "40 answers" not in main_words(client.get("/publications/"))


@time_machine.travel("2026-04-01")
def test_the_facts_give_both_moments_to_people_and_to_machines(client):
    answer = client.get(call().url)
    times = [time["datetime"] for time in main(answer).dl.find_all("time")]

    assert "Opens 3 March 2026 at 09:00 Closes 30 April 2026 at 23:59" in words(main(answer).dl)
    assert times[:2] == ["2026-03-03T09:00:00+00:00", "2026-04-30T23:59:00+01:00"]
    assert structured_data(answer)[1]["expires"] == "2026-04-30T22:59:00+00:00"


@time_machine.travel("2026-04-01")
def test_the_front_page_says_it_as_well(client):
    builders.with_parts(
        ("publications", {"heading": "P", "publications": [call().pk], "link": None})
    )

    assert "Open until 23:59 on 30 April 2026" in main_words(client.get("/"))


def test_a_call_without_files_does_not_say_that_one_is_missing(client):
    page = call()
    before = main_words(client.get(page.url))
    builders.attachment(page, title="The questions")

    assert "Read it" not in before
    assert "not on this website" not in before
    assert "The questions" in main_words(client.get(page.url))


def test_a_draft_without_moments_can_be_looked_at():
    page = call(opens_at=None, closes_at=None, live=False)

    assert page.make_preview_request().status_code == 200


# What is refused


def test_a_call_that_closes_before_it_opens_is_refused():
    with pytest.raises(ValidationError, match="close before it opens, at 09:00 on 3 March 2026"):
        call(closes_at=datetime(2026, 3, 3, 8, 59, tzinfo=LONDON))


def test_a_call_that_is_open_for_no_time_is_refused():
    with pytest.raises(ValidationError, match="close before it opens"):
        call(closes_at=OPENS)


def test_the_database_itself_refuses_a_call_that_closes_before_it_opens():
    page = call()

    with pytest.raises(IntegrityError), transaction.atomic():
        CallForEvidencePage.objects.filter(pk=page.pk).update(closes_at=OPENS)


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ({"opens_at": None}, "Say when the call opens"),
        ({"closes_at": None}, "Say when the call closes"),
        ({"how_to_respond": ""}, "Say how people can respond"),
    ],
)
def test_a_call_that_lacks_something_cannot_go_live(missing, said):
    with pytest.raises(PublishRefused, match=said):
        call(**missing)


# In the admin


def add_call(publisher, **fields):
    index = builders.publications_index()
    address = reverse(
        "wagtailadmin_pages:add", args=["publications", "callforevidencepage", index.pk]
    )
    return publisher.post(
        address,
        publication_form(
            **{
                "title": "A typed call",
                "slug": "a-typed-call",
                "opens_at": "2027-03-01 09:00",
                "closes_at": "2027-11-30 23:59",
                "how_to_respond": rich_text("<p>Write.</p>"),
                "outcome": rich_text(""),
                "outcome_page": "",
                "publication_type": "call_for_evidence",
                "action-publish": "on",
            }
            | fields
        ),
    )


@pytest.mark.usefixtures("one_person_is_enough")
def test_times_are_typed_as_london_has_them(publisher):
    add_call(publisher, opens_at="2027-07-01 09:00")

    assert CallForEvidencePage.objects.get().opens_at == utc(2027, 7, 1, 8, 0)


@pytest.mark.parametrize(
    ("fields", "problems"),
    [
        (
            {"opens_at": "2027-03-28 01:30"},
            {"opens_at": ["There is no 01:30 on 28 March 2027", "clocks go forward"]},
        ),
        (
            {"closes_at": "2027-10-31 01:30"},
            {
                "closes_at": [
                    "01:30 comes twice on 31 October 2027",
                    "Write 01:30 BST for the first",
                ]
            },
        ),
        ({"closes_at": "2027-03-01 09:00"}, {"closes_at": ["close before it opens"]}),
        ({"closes_at": "soon"}, {"closes_at": ["Enter a valid date/time"]}),
        ({"opens_at": ""}, {"opens_at": ["required"]}),
    ],
)
@pytest.mark.usefixtures("one_person_is_enough")
def test_the_form_says_what_is_wrong_with_a_time_and_keeps_what_was_typed(
    publisher, fields, problems
):
    answer = add_call(publisher, **fields)

    seen = answer.content.decode()
    assert set(answer.context["form"].errors) == set(problems)
    for field, parts in problems.items():
        (error,) = answer.context["form"].errors[field]
        assert all(part in error for part in parts)
    for typed in ("Words that took thought", *filter(None, fields.values())):
        assert typed in seen


@pytest.mark.parametrize("moment", ["2027-03-28 00:59", "2027-03-28 02:00", "2027-10-31 02:00"])
@pytest.mark.usefixtures("one_person_is_enough")
def test_the_minutes_beside_those_hours_can_be_typed(publisher, moment):
    add_call(publisher, opens_at=moment)

    found = CallForEvidencePage.objects.get().opens_at
    assert f"{found.astimezone(LONDON):%Y-%m-%d %H:%M}" == moment
