"""G1: guides are read again in time, and staff see which ones wait."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry

from core import gates
from helpline.models import GuidePage
from helpline.reviews import next_review_after
from tests import builders
from tests.reading import document, main_words, messages_of, words

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


@pytest.fixture
def publisher(client):
    user = builders.staff("Publisher", first_name="Ann", last_name="Lee")
    client.force_login(user)
    return user


def days(count: int) -> date:
    return timezone.localdate() + timedelta(days=count)


def kept(**fields) -> GuidePage:
    """A guide that somebody keeps and that is due in a month."""
    owner = builders.User.objects.filter(username="keeper").first()
    owner = owner or builders.staff(username="keeper", email="keeper@example.org")
    return builders.guide(**{"guide_owner": owner, "review_on": days(30)} | fields)


def panel(client):
    return document(client.get(reverse("wagtailadmin_home"))).find(
        "div", id="guides-to-read-again-content"
    )


def press(client, guide: GuidePage):
    return client.post(reverse("guide_read_again", args=[guide.pk]), follow=True)


# Which ones


def test_the_dashboard_names_guides_that_are_overdue_undated_or_without_a_keeper(client, publisher):
    kept(title="Overdue", review_on=date(2022, 3, 3))
    kept(title="Undated", review_on=None)
    kept(title="Left alone", guide_owner=None)
    kept(title="In order")
    kept(title="Due today", review_on=days(0))
    kept(title="A draft", review_on=None, live=False)

    rows = {words(row.a): words(row) for row in panel(client).select("tbody tr")}

    assert list(rows) == ["Undated", "Overdue", "Left alone"]
    assert "It has no review date." in rows["Undated"]
    assert "It was due by 3 March 2022." in rows["Overdue"]
    assert "Nobody keeps it right." in rows["Left alone"]


def test_a_keeper_who_has_left_keeps_nothing(client, publisher):
    guide = kept()
    guide.guide_owner.is_active = False
    guide.guide_owner.save()

    assert "Nobody keeps it right." in words(panel(client))


def test_the_dashboard_has_no_panel_while_all_is_in_order(client, publisher):
    kept()

    assert panel(client) is None


def test_many_guides_are_cut_to_the_most_urgent_with_a_way_to_the_rest(client, publisher):
    for number in range(10):
        kept(title=f"Guide {number}", review_on=None)

    found = panel(client)

    assert len(found.select("tbody tr")) == 8
    assert "(10 to read again)" in words(found)
    assert found.find("a", href=reverse("guide_report"))


def test_an_author_sees_no_guides_of_others(client):
    kept(review_on=None)
    client.force_login(builders.staff("Author"))

    assert panel(client) is None


def test_an_editor_is_told_who_can_confirm(client):
    guide = kept(review_on=None)
    client.force_login(builders.staff("Editor", username="ed", email="ed@example.org"))

    found = panel(client)

    assert found.button is None
    assert "A publisher can confirm it." in words(found)
    assert found.find("a", href=reverse("wagtailadmin_pages:edit", args=[guide.pk]))


# One press


def test_one_press_shows_visitors_todays_date_and_sets_the_next(client, publisher):
    guide = kept(title="A guide", review_on=date(2022, 3, 3))

    answer = press(client, guide)

    guide.refresh_from_db()
    today = timezone.localdate()
    assert guide.display_date == today
    assert guide.review_on == next_review_after(today)
    assert f"{today.day} {today:%B %Y}" in main_words(client.get(guide.url))
    assert "now says that it was reviewed today" in messages_of(answer)
    assert panel(client) is None


def test_the_press_goes_through_publishing_and_is_in_the_history(client, publisher):
    guide = kept(review_on=None)

    press(client, guide)

    guide.refresh_from_db()
    entry = PageLogEntry.objects.get(action="helpline.read_again")
    assert guide.live_revision == guide.latest_revision
    assert not guide.has_unpublished_changes
    assert entry.user == publisher
    assert "found right" in entry.formatter.format_message(entry)
    assert PageLogEntry.objects.filter(action="wagtail.publish", page_id=guide.pk).exists()


def test_whoever_reads_a_guide_that_nobody_keeps_becomes_its_keeper(client, publisher):
    alone, other = kept(guide_owner=None), kept(review_on=None)

    press(client, alone)
    press(client, other)

    alone.refresh_from_db()
    other.refresh_from_db()
    assert alone.guide_owner == publisher
    assert other.guide_owner.username == "keeper"


def test_changes_that_are_not_live_do_not_go_live_with_it(client, publisher):
    guide = kept(review_on=None)
    guide.summary = "Not agreed yet"
    guide.save_revision()
    before = guide.display_date

    answer = press(client, guide)

    guide.refresh_from_db()
    assert guide.display_date == before
    assert guide.summary != "Not agreed yet"
    assert guide.get_latest_revision_as_object().summary == "Not agreed yet"
    assert "It has changes that are not live" in messages_of(answer)
    assert panel(client).button is None


def test_a_locked_guide_is_left_alone(client, publisher):
    guide = kept(review_on=None, locked=True, locked_by=None)

    answer = press(client, guide)

    assert "It is locked." in messages_of(answer)
    assert GuidePage.objects.get().review_on is None


def test_a_gate_that_objects_is_heard(client, publisher, monkeypatch):
    guide = kept(review_on=None)
    monkeypatch.setattr(gates, "_gates", [lambda subject, live_at: [gates.Objection("Not now.")]])

    answer = press(client, guide)

    assert "Not now." in messages_of(answer)
    assert GuidePage.objects.get().review_on is None


def test_only_those_who_may_publish_can_press_and_only_by_post(client):
    guide = kept(review_on=None)
    client.force_login(builders.staff("Editor", username="ed", email="ed@example.org"))

    press(client, guide)
    asked = client.get(reverse("guide_read_again", args=[guide.pk]))

    assert asked.status_code == 405
    assert GuidePage.objects.get().review_on is None


def test_a_visitor_cannot_press(client):
    guide = kept(review_on=None)

    answer = client.post(reverse("guide_read_again", args=[guide.pk]))

    assert answer.status_code == 302
    assert GuidePage.objects.get().review_on is None


@pytest.mark.parametrize(
    ("day", "next_day"),
    [
        (date(2026, 3, 3), date(2026, 9, 3)),
        (date(2026, 8, 31), date(2027, 2, 28)),
        (date(2027, 8, 31), date(2028, 2, 29)),
        (date(2026, 6, 30), date(2026, 12, 30)),
        (date(2026, 12, 31), date(2027, 6, 30)),
    ],
)
def test_the_next_review_is_six_months_on(day, next_day):
    assert next_review_after(day) == next_day


# Dates and the report


@pytest.mark.parametrize("review_on", [date(2022, 3, 3), date(2022, 3, 2)])
def test_a_review_before_the_last_one_is_refused(review_on):
    with pytest.raises(ValidationError) as refusal:
        builders.guide(display_date=date(2022, 3, 3), review_on=review_on)

    assert "must be later" in refusal.value.message_dict["review_on"][0]


def test_the_report_lists_all_guides_the_most_urgent_first(client, publisher):
    kept(title="In order")
    kept(title="Overdue", review_on=date(2022, 3, 3))
    kept(title="Undated", review_on=None, guide_owner=None)

    answer = client.get(reverse("guide_report"))

    seen = words(document(answer).main)
    assert seen.index("Undated") < seen.index("Overdue") < seen.index("In order")
    assert "Nobody" in seen
    assert reverse("guide_report") in client.get(reverse("wagtailadmin_home")).content.decode()


def test_the_report_can_be_taken_along_as_a_spreadsheet(client, publisher):
    kept(title="Overdue", review_on=date(2022, 3, 3))

    answer = client.get(reverse("guide_report"), {"export": "csv"})

    assert b"Overdue" in b"".join(answer.streaming_content)
