"""P8: what changed in a publication since it appeared, and when."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import streamfield

from core.gates import PublishRefused, objections
from tests import builders
from tests.publications.forms import publication_form
from tests.reading import main, main_words, structured_data, words

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

WELSH = ("update", date(2022, 2, 1), "Added a summary in Welsh.")
TABLE = ("correction", date(2022, 2, 3), "Table 4 gave the number of 2019.")


def report_with(*notes, **fields):
    return builders.publication(change_notes=builders.changes(*notes), **fields)


def page_head(answer) -> str:
    return words(main(answer).select_one(".page-head"))


def page_head_place(answer) -> int:
    return main_words(answer).index(page_head(answer))


def test_a_report_says_when_it_was_updated_from_its_newest_note_alone(client):
    report = report_with(WELSH, TABLE, last_published_at=datetime(2022, 5, 6, tzinfo=UTC))

    answer = client.get(report.url)

    assert "Updated 3 February 2022" in page_head(answer)
    assert structured_data(answer)[1]["dateModified"] == "2022-02-03"
    assert "May 2022" not in answer.content.decode()


def test_a_report_without_a_note_is_not_called_updated_however_often_it_is_published(client):
    report = builders.publication(last_published_at=datetime(2022, 5, 6, tzinfo=UTC))

    answer = client.get(report.url)

    assert "Updated" not in main_words(answer)
    assert "dateModified" not in structured_data(answer)[1]
    assert report.updated_on is None


def test_all_changes_are_listed_with_the_newest_first_down_to_the_first_publication(client):
    report = report_with(WELSH, TABLE, display_date=date(2022, 1, 25))

    entries = [words(entry) for entry in main(client.get(report.url)).select(".timeline__entry")]

    assert entries == [
        "3 February 2022 Correction. Table 4 gave the number of 2019.",
        "1 February 2022 Added a summary in Welsh.",
        "25 January 2022 First published.",
    ]


def test_a_correction_stands_above_the_title(client):
    report = report_with(TABLE, title="The report")

    answer = client.get(report.url)
    notice = words(main(answer).select_one(".notice"))

    assert "Corrected on 3 February 2022" in notice
    assert "Table 4 gave the number of 2019." in notice
    assert main_words(answer).index(notice) < page_head_place(answer)


def test_of_several_corrections_the_newest_stands_there_and_leads_to_the_others(client):
    later = ("correction", date(2022, 2, 9), "Table 5 as well.")
    report = report_with(TABLE, later)

    (notice,) = main(client.get(report.url)).select(".notice")

    assert "9 February 2022" in words(notice)
    assert "Table 5 as well." in words(notice)
    assert "Table 4" not in words(notice)
    assert notice.a["href"] == "#changes"


def test_an_update_is_no_correction(client):
    answer = client.get(report_with(WELSH).url)

    assert main(answer).select(".notice") == []


def test_notes_of_one_day_are_in_order(client):
    same_day = ("update", date(2022, 2, 3), "And one more.")

    assert report_with(TABLE, same_day).updated_on == date(2022, 2, 3)


def test_notes_out_of_order_are_refused():
    with pytest.raises(ValidationError, match="The change of 1 February 2022 stands after that"):
        report_with(TABLE, WELSH)


def test_a_note_from_before_the_first_publication_is_refused():
    with pytest.raises(ValidationError, match="lies before the first publication"):
        report_with(WELSH, display_date=date(2022, 2, 2))


@pytest.mark.parametrize(
    ("precision", "published", "words"),
    [
        ("month", date(2022, 2, 20), None),
        ("month", date(2022, 3, 1), "March 2022"),
        ("year", date(2022, 12, 31), None),
        ("year", date(2023, 1, 1), "2023"),
        ("unknown", date(2030, 1, 1), None),
    ],
)
def test_a_first_publication_known_in_part_is_compared_as_far_as_it_is_known(
    precision, published, words
):
    report = builders.publication()
    report.change_notes = builders.changes(WELSH)
    report.display_date, report.date_precision = published, precision

    if words is None:
        report.clean()
    else:
        with pytest.raises(ValidationError, match=rf"first publication \({words}\)"):
            report.clean()


def test_a_note_of_a_day_that_has_not_come_cannot_go_live():
    tomorrow = date(2022, 2, 4)
    report = report_with(WELSH)
    report.change_notes = builders.changes(("update", tomorrow, "Soon."))

    (objection,) = objections(report, now=datetime(2022, 2, 3, 23, 59, tzinfo=UTC))

    assert objection.field == "change_notes"
    assert "4 February 2022" in objection.message
    assert objections(report, now=datetime(2022, 2, 4, 0, 0, tzinfo=UTC)) == []


def test_a_note_of_the_day_on_which_the_page_is_set_to_go_live_is_right():
    day = date(2122, 2, 4)

    with pytest.raises(PublishRefused, match="4 February 2122"):
        report_with(("update", day, "Soon."))

    planned = report_with(
        ("update", day, "Soon."), go_live_at=datetime(2122, 2, 4, 9, tzinfo=UTC), live=False
    )
    assert objections(planned) == []


def form_of(report, *notes):
    return publication_form(
        title=report.title,
        slug=report.slug,
        change_notes=streamfield(
            [
                ("note", {"kind": kind, "changed_on": day.isoformat(), "text": text})
                for kind, day, text in notes
            ]
        ),
        **{"action-publish": "on"},
    )


@pytest.mark.parametrize(
    ("notes", "problem"),
    [
        ([TABLE, WELSH], "the oldest first"),
        (
            [("update", date(2022, 1, 1), "Early.")],
            "before the first publication (25 January 2022)",
        ),
        ([("update", date(2122, 1, 1), "Late.")], "after the day on which the page goes live"),
    ],
    ids=["out of order", "before publication", "in the future"],
)
def test_the_form_says_what_is_wrong_with_a_note_and_keeps_what_was_typed(client, notes, problem):
    report = builders.publication()
    client.force_login(builders.staff("Publisher"))

    answer = client.post(
        reverse("wagtailadmin_pages:edit", args=[report.pk]), form_of(report, *notes)
    )

    errors = answer.context["form"].errors["change_notes"]
    assert len(errors) == 1
    assert problem in errors[0]
    assert problem in answer.content.decode()
    assert "Words that took thought" in answer.content.decode()
    assert notes[0][2] in answer.content.decode()


@pytest.mark.usefixtures("one_person_is_enough")
def test_an_editor_adds_a_note_in_the_form(client):
    report = builders.publication()
    client.force_login(builders.staff("Publisher"))

    client.post(reverse("wagtailadmin_pages:edit", args=[report.pk]), form_of(report, TABLE))

    assert "Corrected on 3 February 2022" in main_words(client.get(report.url))


def test_a_work_of_today_can_be_corrected_today():
    today = timezone.localdate()

    report = report_with(("correction", today, "A name."), display_date=today)

    assert report.updated_on == today
