"""E3: what goes live and comes down by itself, to the minute, once, and said beforehand."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.db import DatabaseError
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry, PageLogEntry

from core import gates
from editorial import schedule
from editorial.models import MissedMoment, SchedulerBeat
from editorial.moments import in_words
from editorial.packs.contents import set_time
from editorial.schedule_words import sentences
from news.models import NewsPage
from operations.clock import ReleaseClock, clock, database_now
from operations.timetable import publish_and_expire
from tests import builders
from tests.forms import news_form

pytestmark = pytest.mark.django_db

# As it is outside tests, which travel in time.
DATABASE_NOW = database_now
NOON = datetime(2026, 2, 3, 12, tzinfo=UTC)
LONDON = builders.LONDON


@pytest.fixture
def ana():
    return builders.staff("Publisher", username="ana", first_name="Ana", last_name="Bell")


@pytest.fixture
def ben():
    return builders.staff("Publisher", username="ben", first_name="Ben", last_name="Hall")


def due_at(moment: datetime, *, by=None, **fields) -> NewsPage:
    """An approved news item that goes live at that moment."""
    with time_machine.travel(moment - timedelta(days=1), tick=False):
        page = builders.news_item(live=False, **fields)
        page.go_live_at = moment
        page.save_revision(user=by).publish()
    page.refresh_from_db()
    return page


def over_at(moment: datetime) -> NewsPage:
    """A live news item that comes down at that moment."""
    with time_machine.travel(moment - timedelta(days=1), tick=False):
        page = builders.news_item()
        page.expire_at = moment
        page.save_revision().publish()
    return page


def run(moment: datetime) -> None:
    with time_machine.travel(moment, tick=False):
        clock.forget()
        publish_and_expire()


def is_live(page) -> bool:
    return NewsPage.objects.get(pk=page.pk).live


def entries(page, action: str):
    return PageLogEntry.objects.filter(page=page.pk, action=action)


# To the minute

MOMENTS = {
    "the hour before the clocks go forward": datetime(2027, 3, 28, 0, 59, tzinfo=LONDON),
    "the first minute of summer time": datetime(2027, 3, 28, 2, 0, tzinfo=LONDON),
    "the hour that comes twice, first": datetime(2027, 10, 31, 1, 30, tzinfo=LONDON),
    "the hour that comes twice, again": datetime(2027, 10, 31, 1, 30, tzinfo=LONDON, fold=1),
    "the hour after the clocks went back": datetime(2027, 10, 31, 2, 0, tzinfo=LONDON),
    "a leap day": datetime(2028, 2, 29, 9, 30, tzinfo=LONDON),
    "the first minute of a year": datetime(2027, 1, 1, 0, 0, tzinfo=LONDON),
    "a summer's day": datetime(2027, 7, 1, 9, 30, tzinfo=LONDON),
}


@pytest.mark.drill("D-9", "Hours that never come or come twice, a leap day, the turn of a year")
@pytest.mark.parametrize("moment", MOMENTS.values(), ids=MOMENTS)
def test_it_goes_live_in_its_minute_and_not_before(moment, drill):
    moment = moment.astimezone(UTC)
    page = due_at(moment)

    run(moment - timedelta(minutes=1))
    before = is_live(page)
    run(moment + timedelta(seconds=1))

    drill.tried(2, "looks a minute apart")
    drill.lost(int(before) + int(not is_live(page)), "releases in another minute")


@pytest.mark.parametrize("moment", MOMENTS.values(), ids=MOMENTS)
def test_it_comes_down_in_its_minute_and_not_before(moment):
    moment = moment.astimezone(UTC)
    page = over_at(moment)

    run(moment - timedelta(minutes=1))
    before = is_live(page)
    run(moment + timedelta(seconds=1))

    assert (before, is_live(page)) == (True, False)


def test_a_run_that_comes_again_does_nothing_more():
    page = due_at(NOON)

    for _ in range(3):
        run(NOON + timedelta(seconds=1))

    assert entries(page, "wagtail.publish.scheduled").count() == 1


# Late, and never


def test_after_an_outage_it_goes_live_and_the_history_says_how_late():
    page, short = due_at(NOON), over_at(NOON)

    run(NOON + timedelta(hours=2, minutes=5))

    assert (is_live(page), is_live(short)) == (True, False)
    for late in (page, short):
        [entry] = entries(late, schedule.LATE)
        assert entry.message == ("Happened 125 minutes late: the scheduler could not do it on time")


def test_on_time_nothing_is_said_of_late():
    page = due_at(NOON)

    run(NOON + timedelta(seconds=14))

    assert not entries(page, schedule.LATE).exists()


@pytest.fixture
def broken(monkeypatch):
    """Saving what has “Broken” in its title fails, until the list is emptied."""
    titles = ["Broken"]
    save = NewsPage.save

    def fail(page, *args, **options):
        if page.live and page.title in titles:
            raise DatabaseError("database or disk is full")
        return save(page, *args, **options)

    monkeypatch.setattr(NewsPage, "save", fail)
    return titles


def test_one_that_fails_is_told_keeps_its_schedule_and_the_others_go_live(
    ana, broken, caplog, django_capture_on_commit_callbacks
):
    page, other = due_at(NOON, title="Broken"), due_at(NOON, title="Sound")

    with django_capture_on_commit_callbacks(execute=True):
        for second in (1, 2, 3):
            run(NOON + timedelta(seconds=second))

    assert (is_live(page), is_live(other)) == (False, True)
    assert page.get_latest_revision().approved_go_live_at == NOON
    missed = MissedMoment.objects.get()
    assert (missed.title, missed.tries, missed.due_at) == ("Broken", 1, NOON)
    assert "“Broken” was to go live and did not." in caplog.text
    [letter] = mail.outbox
    assert letter.to == [ana.email]
    assert "“Broken” was to go live, and did not. It was due on 3 February 2026" in letter.body


def test_one_that_failed_is_tried_again_and_is_then_forgotten(broken):
    page = due_at(NOON, title="Broken")
    run(NOON + timedelta(seconds=1))
    broken.clear()

    run(NOON + timedelta(minutes=2))

    assert is_live(page)
    assert not MissedMoment.objects.exists()
    assert entries(page, "wagtail.publish.scheduled").count() == 1


def test_one_that_a_gate_refuses_waits_for_a_person_and_the_dashboard_says_so(
    client, ana, monkeypatch
):
    page = due_at(NOON, title="Early")
    monkeypatch.setattr(
        gates, "_gates", [lambda subject, at: [gates.Objection("The report is missing.")]]
    )

    run(NOON + timedelta(seconds=1))

    client.force_login(ana)
    told = client.get(reverse("wagtailadmin_home")).content.decode()
    assert "was to go live on 3 February 2026 at 12:00" in told
    assert "The report is missing." in told
    assert not is_live(page)


def test_once_a_person_has_published_it_nothing_is_said_any_more(monkeypatch):
    page = due_at(NOON, title="Early")
    with monkeypatch.context() as patched:
        patched.setattr(gates, "_gates", [lambda subject, at: [gates.Objection("Not yet.")]])
        run(NOON + timedelta(seconds=1))
    assert MissedMoment.objects.exists()

    page.get_latest_revision().publish()

    assert not MissedMoment.objects.exists()


def test_a_helpline_is_scheduled_like_a_page():
    line = builders.helpline()
    with time_machine.travel(NOON - timedelta(days=1), tick=False):
        line.expire_at = NOON
        line.save_revision().publish()

    run(NOON + timedelta(seconds=1))

    line.refresh_from_db()
    assert not line.live
    assert ModelLogEntry.objects.filter(
        object_id=str(line.pk), action="wagtail.unpublish.scheduled"
    ).exists()


def test_a_page_that_was_imported_stays_live_while_its_new_words_wait(client, ana, ben):
    page = builders.news_item()
    assert page.live_revision is None
    page.summary, page.go_live_at = "New words", NOON
    with time_machine.travel(NOON - timedelta(days=1), tick=False):
        page.save_revision(user=ana).publish(user=ben)
        waiting = is_live(page)
    run(NOON + timedelta(seconds=1))

    assert waiting
    assert NewsPage.objects.get(pk=page.pk).summary == "New words"


def test_it_stays_live_too_when_the_editor_sets_the_time(client, ana, ben):
    page = builders.news_item(title="An early item")
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    client.force_login(ana)
    client.post(address, news_form())

    client.force_login(ben)
    client.post(address, news_form(**{"action-publish": "on", "go_live_at": "2099-02-03 09:30"}))

    page.refresh_from_db()
    assert page.live
    assert page.scheduled_revision is not None


# Whether anybody looks


def test_the_dashboard_says_when_the_scheduler_has_stopped(client, ana):
    client.force_login(ana)
    schedule.beat(now=timezone.now())
    assert "The scheduler is not running." not in client.get("/admin/").content.decode()

    SchedulerBeat.objects.update(beat_at=timezone.now() - timedelta(minutes=3))

    assert "The scheduler is not running." in client.get("/admin/").content.decode()


def test_one_of_two_schedulers_is_enough():
    SchedulerBeat.objects.create(node="gone", beat_at=NOON - timedelta(hours=1))
    SchedulerBeat.objects.create(node="there", beat_at=NOON)

    assert not schedule.has_stopped(now=NOON + timedelta(seconds=90))


def test_a_beat_is_given_even_while_the_clock_is_held(monkeypatch):
    monkeypatch.setattr("operations.timetable.release_time", lambda: None)

    publish_and_expire()

    assert SchedulerBeat.objects.count() == 1


# Clocks that jump


@pytest.mark.drill("D-10", "A clock jumps by two hours")
def test_a_clock_that_jumps_releases_nothing_for_a_minute(caplog, drill):
    held = ReleaseClock()
    assert held.now(time_of_day=NOON, seconds=100) == NOON

    later = NOON + timedelta(hours=2)

    early = [
        held.now(time_of_day=later, seconds=115),
        held.now(time_of_day=later + timedelta(seconds=59), seconds=174),
    ]
    drill.tried(len(early), "looks within the minute after it")
    drill.lost(len([now for now in early if now]), "releases before their time")
    after = later + timedelta(seconds=61)
    assert held.now(time_of_day=after, seconds=176) == after
    assert "The clock jumped by 7185 s." in caplog.text


@pytest.mark.parametrize("drift", [-4, 4])
def test_a_clock_that_is_set_right_by_a_little_releases_on(drift):
    held = ReleaseClock()
    held.now(time_of_day=NOON, seconds=100)
    then = NOON + timedelta(seconds=15 + drift)

    assert held.now(time_of_day=then, seconds=115) == then


def test_a_machine_whose_clock_is_ahead_waits_for_the_time_of_the_database(monkeypatch):
    page = due_at(NOON)
    monkeypatch.setattr("operations.clock.database_now", lambda: NOON - timedelta(seconds=30))
    run(NOON + timedelta(minutes=1))
    early = is_live(page)

    monkeypatch.setattr("operations.clock.database_now", lambda: NOON + timedelta(seconds=1))
    run(NOON + timedelta(minutes=2))

    assert (early, is_live(page)) == (False, True)


def test_the_time_of_the_database_is_the_time_of_day():
    assert abs(DATABASE_NOW() - timezone.now()) < timedelta(minutes=1)


# In words


def words(page, user, now=NOON - timedelta(hours=1)) -> str:
    schedule.beat(now=now)
    with time_machine.travel(now, tick=False):
        return " ".join(sentences(NewsPage.objects.get(pk=page.pk), user=user, now=now))


def draft(by, *, go_live_at=None, expire_at=None, **fields) -> NewsPage:
    page = builders.news_item(live=False, **fields)
    page.go_live_at, page.expire_at = go_live_at, expire_at
    page.save_revision(user=by)
    return page


def test_a_draft_of_ones_own_says_whom_it_waits_for(ana, ben):
    assert words(draft(ana), ana) == (
        "A draft. Goes live as soon as Ben Hall has approved it: submit it for approval."
    )


def test_a_date_without_an_approval_is_called_not_scheduled(ana, ben):
    assert words(draft(ana, go_live_at=NOON), ana) == (
        "Not scheduled yet. It is set to Tuesday 3 February 2026 at 12:00, London time, but nobody "
        "has been asked to approve it: submit it for approval."
    )


def test_what_was_submitted_says_when_and_after_whom(ana, ben):
    page = draft(ana, go_live_at=NOON)
    page.get_workflow().start(page, ana)

    assert words(page, ana) == (
        "Goes live Tuesday 3 February 2026 at 12:00, London time, once Ben Hall has approved it."
    )
    assert "once you, or another second person, have approved it" in words(page, ben)


def test_a_page_of_a_pack_without_a_time_promises_nothing(ana, ben):
    page = draft(ana)
    pack = builders.pack(page, release_at=None)
    together = f"Goes live only together with all of the pack “{pack}”. "

    assert words(page, ben) == (
        f"{together}The pack has no release time yet. "
        "Nobody can approve the page before it has one."
    )
    set_time(pack, NOON, by=None)
    with time_machine.travel(NOON - timedelta(hours=2), tick=False):
        NewsPage.objects.get(pk=page.pk).latest_revision.publish(user=ben)
    set_time(pack, None, by=None)
    assert words(page, ben) == f"{together}It is approved. The pack has no release time any more."


def test_a_page_of_a_pack_that_is_late_says_where_to_look(ana, ben):
    page = draft(ana)
    builders.pack(page, draft(ana, title="The other"), release_at=NOON)
    with time_machine.travel(NOON - timedelta(hours=2), tick=False):
        NewsPage.objects.get(pk=page.pk).latest_revision.publish(user=ben)

    assert "The pack says what stands in the way." in words(page, ben, NOON + timedelta(hours=1))


def test_what_is_approved_says_when(ana, ben):
    page = due_at(NOON, by=ana)

    assert words(page, ana) == (
        "Goes live Tuesday 3 February 2026 at 12:00, London time. It is approved."
    )


def test_changes_after_the_approval_are_said_to_stay_behind(ana, ben):
    page = due_at(NOON, by=ana)
    page.summary = "Other words"
    page.save_revision(user=ana)

    assert "Changes made after the approval stay a draft" in words(page, ana)


def test_a_live_page_says_so_and_when_it_comes_down(ana):
    page = over_at(NOON)

    assert words(page, ana) == (
        "Live. Visitors read what you see here. Comes down Tuesday 3 February 2026 at 12:00, "
        "London time."
    )


def test_a_time_that_has_passed_is_named(ana, ben):
    page = draft(ana, go_live_at=NOON - timedelta(days=1))

    assert "The time that was set, Monday 2 February 2026 at 12:00, London time, has passed." in (
        words(page, ana)
    )


def test_a_scheduler_that_stopped_is_named_beside_the_time(ana, ben):
    page = due_at(NOON, by=ana)
    schedule.beat(now=NOON - timedelta(hours=2))

    told = " ".join(sentences(page, user=ana, now=NOON - timedelta(hours=1)))

    assert "The scheduler is not running." in told


def test_the_hour_that_comes_twice_is_told_apart():
    first, second = (MOMENTS[f"the hour that comes twice, {which}"] for which in ("first", "again"))

    assert in_words(first) == "Sunday 31 October 2027 at 01:30, London time (BST)"
    assert in_words(second) == "Sunday 31 October 2027 at 01:30, London time (GMT)"


def test_the_sentence_stands_beside_the_button(client, ana, ben):
    page = draft(ana, go_live_at=NOON)
    client.force_login(ana)

    with time_machine.travel(NOON - timedelta(hours=1)):
        shown = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()

    assert "Not scheduled yet. It is set to Tuesday 3 February 2026 at 12:00" in shown
