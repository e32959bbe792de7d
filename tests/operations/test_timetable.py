"""What happens at regular times, whatever else fails."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command
from django.test.utils import override_settings
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from operations.timetable import (
    TIMETABLE,
    Job,
    forget_finished_tasks,
    run_one,
    run_until,
    take_up_abandoned_tasks,
)
from tests import builders

WITH_A_QUEUE = settings.TASKS | {"worker": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.fixture
def no_database(monkeypatch):
    """These jobs ask nothing, so there is no connection to let go of after them."""
    monkeypatch.setattr("operations.timetable.close_old_connections", lambda: None)


def stops_after(turns: int):
    """Answers False so many times, then True."""
    answers = iter([False] * turns)
    return lambda: next(answers, True)


@pytest.mark.django_db
def test_an_item_goes_live_when_its_time_has_come(client):
    item = builders.news_item(title="Scheduled statement", live=False)
    item.go_live_at = timezone.now() + timedelta(minutes=5)
    item.save_revision().publish()
    assert client.get(item.url).status_code == 404

    with (
        time_machine.travel(timezone.now() + timedelta(minutes=6)),
        override_settings(TASKS=WITH_A_QUEUE),
    ):
        for job in TIMETABLE:
            assert run_one(job)

        assert client.get(item.url).status_code == 200


@pytest.mark.django_db
def test_an_item_goes_when_it_has_expired(client):
    item = builders.news_item(title="Short notice")
    type(item).objects.filter(pk=item.pk).update(expire_at=timezone.now() - timedelta(minutes=1))

    for job in TIMETABLE:
        run_one(job)

    assert client.get(item.url).status_code == 404


def test_a_job_that_fails_is_logged_and_the_next_one_still_runs(caplog, no_database):
    ran = []
    jobs = [Job("broken", 60, lambda: 1 / 0), Job("sound", 60, lambda: ran.append(1))]

    run_until(stops_after(3), jobs)

    assert ran == [1]
    assert "“broken” failed" in caplog.text


def test_each_job_runs_at_its_own_pace(no_database):
    ran = []
    jobs = [
        Job("often", 0, lambda: ran.append("often")),
        Job("seldom", 60, lambda: ran.append("seldom")),
    ]

    run_until(stops_after(9), jobs)

    assert ran.count("often") > 1
    assert ran.count("seldom") == 1


@task(backend="worker")
def leave_a_note(text: str) -> str:
    return text


@pytest.fixture
def queued() -> DBTaskResult:
    """A task in the real queue, which nobody has begun."""
    with override_settings(TASKS=WITH_A_QUEUE):
        leave_a_note.enqueue("Done")
        yield DBTaskResult.objects.get()


@pytest.fixture
def one_connection(monkeypatch):
    """A worker lets go of its connection now and then; the test's is inside a transaction."""
    module = "django_tasks_db.management.commands.db_worker"
    monkeypatch.setattr(f"{module}.close_old_connections", lambda: None)


@pytest.mark.django_db
def test_what_a_killed_worker_left_is_done_by_the_next_one(queued, one_connection):
    with time_machine.travel(timezone.now() - timedelta(hours=1)):
        queued.claim("a worker that was killed")

    take_up_abandoned_tasks()
    call_command("db_worker", "--backend=worker", "--batch", "--no-startup-delay", verbosity=0)

    queued.refresh_from_db()
    assert queued.status == TaskResultStatus.SUCCESSFUL
    assert queued.return_value == "Done"


@pytest.mark.django_db
def test_what_a_worker_has_just_begun_is_left_to_it(queued):
    queued.claim("a worker that is busy")

    take_up_abandoned_tasks()

    queued.refresh_from_db()
    assert queued.status == TaskResultStatus.RUNNING


@pytest.mark.django_db
def test_tasks_that_were_done_long_ago_are_forgotten(queued):
    with time_machine.travel(timezone.now() - timedelta(days=8)):
        queued.claim("a worker")
        queued.set_successful("Done")

    forget_finished_tasks()

    assert not DBTaskResult.objects.exists()
