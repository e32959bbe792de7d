"""Figures for those who watch the site: true, theirs alone, and of nobody who visits it."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max
from prometheus_client.parser import text_string_to_metric_families

from core.addresses import is_taken
from core.page_cache import PageCache
from editorial.models import SchedulerBeat
from iasc_site.wsgi import application
from operations import health
from operations.backup import note
from tests import builders
from tests.forgetting import committed
from tests.wsgi import ask

pytestmark = pytest.mark.django_db
TOKEN = "a-token-of-the-collector"


@pytest.fixture
def figures(client, settings):
    """Reads the value of one figure: its name, then its labels."""
    settings.METRICS_TOKEN = TOKEN

    def read(name: str, **labels: str) -> float | None:
        answer = client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
        assert answer.status_code == 200
        found = [
            sample.value
            for family in text_string_to_metric_families(answer.content.decode())
            for sample in family.samples
            if sample.name == name and sample.labels.items() >= labels.items()
        ]
        return found[0] if found else None

    return read


@pytest.mark.parametrize("sent", ["", "Bearer", "Bearer ", f"Bearer {TOKEN}x", TOKEN, "Bearer é"])
def test_without_the_token_there_is_nothing_there(client, settings, sent):
    settings.METRICS_TOKEN = TOKEN

    answer = client.get("/metrics", headers={"authorization": sent})

    assert answer.status_code == 404
    assert b"site_" not in answer.content


def test_where_no_token_is_set_nobody_reads_them(client, settings):
    settings.METRICS_TOKEN = ""

    assert client.get("/metrics", headers={"authorization": "Bearer "}).status_code == 404


def test_an_answer_is_counted_by_route_method_and_kind_of_status(client, figures):
    labels = {"route": "search", "method": "GET", "status": "2xx"}
    before = figures("site_requests_total", **labels) or 0

    client.get("/search/?q=zqword")

    assert figures("site_requests_total", **labels) == before + 1
    assert figures("site_request_seconds_count", route="search") >= 1


def test_no_address_and_no_word_of_a_visitor_is_in_a_label(client, settings, figures):
    client.get("/zqpath/?q=zqword", headers={"user-agent": "zqagent", "referer": "zqfrom"})
    client.generic("ZQMETHOD", "/")

    answer = client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})

    assert b"zq" not in answer.content.lower()
    assert answer["Cache-Control"] == "private, no-cache"


@pytest.mark.sqlite_only
def test_pages_that_were_found_and_made_are_told_apart(figures):
    page = builders.standard_page()
    committed()
    assert isinstance(application, PageCache)
    found, made = [figures("site_pages_total", outcome=one) or 0 for one in ("found", "made")]

    ask(application, page.url)
    ask(application, page.url)

    assert figures("site_pages_total", outcome="made") == made + 1
    assert figures("site_pages_total", outcome="found") == found + 1
    committed()


def task(**facts):
    return DBTaskResult.objects.create(
        args_kwargs={}, task_path="a.task", backend_name="worker", **facts
    )


def test_the_queue_tells_how_long_its_oldest_task_has_waited(figures):
    now = timezone.now()
    task(run_after=now + timedelta(hours=1))
    task(run_after=now - timedelta(seconds=100))
    old = task(run_after=get_date_max())
    DBTaskResult.objects.filter(pk=old.pk).update(enqueued_at=now - timedelta(seconds=900))
    task(run_after=now, status=TaskResultStatus.FAILED)

    assert figures("site_tasks_waiting") == 2
    assert 900 <= figures("site_oldest_task_seconds") < 930
    assert figures("site_tasks_failed") == 1


def test_an_empty_queue_has_no_age(figures):
    assert figures("site_oldest_task_seconds") == 0


def test_the_last_sign_of_life_of_any_scheduler_is_told(figures):
    now = timezone.now()
    SchedulerBeat.objects.create(node="a", beat_at=now - timedelta(days=2))
    SchedulerBeat.objects.create(node="b", beat_at=now)

    assert figures("site_scheduler_timestamp_seconds") == pytest.approx(now.timestamp(), abs=1)


@pytest.fixture
def notes(settings):
    """The folder in which backup and mirror note how they went."""
    settings.STATE_DIR.mkdir(parents=True, exist_ok=True)
    yield settings.STATE_DIR
    for name in ("backup", "mirror"):
        (settings.STATE_DIR / f"{name}.json").unlink(missing_ok=True)


def test_a_backup_tells_when_a_good_one_was_made_and_whether_the_last_try_failed(notes, figures):
    assert figures("site_backup_timestamp_seconds") is None
    made_at = timezone.now() - timedelta(hours=3)
    note.keep("made", now=made_at, bytes=1, seconds=1)
    assert figures("site_backup_failed") == 0

    note.keep("failed", now=timezone.now())

    assert figures("site_backup_timestamp_seconds") == pytest.approx(made_at.timestamp(), abs=1)
    assert figures("site_backup_failed") == 1


def test_the_mirror_tells_when_it_ran_last(notes, figures):
    path = notes / "mirror.json"
    path.write_text(json.dumps({"at": 1_800_000_100, "pages": 9, "failed": 2}))

    assert figures("site_mirror_timestamp_seconds") == 1_800_000_100
    assert figures("site_mirror_failed") == 2
    path.write_text("torn")
    assert figures("site_mirror_timestamp_seconds") is None


def test_room_on_the_disk_is_told(figures):
    assert 0 < figures("site_disk_free_bytes") <= figures("site_disk_bytes")


def test_without_the_database_the_rest_is_still_told(figures, monkeypatch):
    def gone():
        raise OSError

    monkeypatch.setattr(health, "database", gone)
    health.parts.cache_clear()

    assert figures("site_part_ready", part="database") == 0
    assert figures("site_disk_free_bytes")
    assert figures("site_tasks_waiting") is None
    health.parts.cache_clear()


def test_no_page_can_stand_where_figures_are():
    home = builders.front_page()

    assert is_taken("metrics", below=home)
    assert is_taken("readyz", below=home)
