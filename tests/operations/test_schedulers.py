"""Several schedulers at once, one that is killed, and a disk that is full: once each, or told.

Each scheduler is a process of its own, as it is in production.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest
from django.db import connection

from tests.drills import size
from tests.house.source import ROOT

pytestmark = pytest.mark.django_db

COUNT = size(14, 100)
SCHEDULERS = size(3, 4)
DUE = f"""
from datetime import timedelta
import time_machine
from django.utils import timezone
from tests import builders
due_at = timezone.now() - timedelta(minutes=5)
with time_machine.travel(due_at - timedelta(days=1)):
    for number in range({COUNT}):
        page = builders.news_item(title=f"Item {{number}}", live=False)
        page.go_live_at = due_at
        page.save_revision().publish()
"""
RUN = """
from django.utils import timezone
from editorial.schedule import run_due
run_due(now=timezone.now())
"""
BREAK_ONE = """
from news.models import NewsPage
save = NewsPage.save
def fail(page, *args, **options):
    if page.live and page.title == "Item 7":
        raise RuntimeError("broken")
    return save(page, *args, **options)
NewsPage.save = fail
"""
DIE_IN_THE_MIDDLE = """
import os, signal
from wagtail.signals import published
saved = []
def die(**kwargs):
    saved.append(1)
    if len(saved) == 12:
        os.kill(os.getpid(), signal.SIGKILL)
published.connect(die)
"""
FULL_DISK = """
from django.db import connection
with connection.cursor() as cursor:
    pages = cursor.execute("PRAGMA page_count").fetchone()[0]
    cursor.execute(f"PRAGMA max_page_count = {pages}")
"""
REPORT = """
import json
from collections import Counter
from django.utils import timezone
from editorial.models import MissedMoment
from news.models import NewsPage
from wagtail.models import PageLogEntry, Revision
entries = PageLogEntry.objects.filter(action="wagtail.publish.scheduled")
print(json.dumps({
    "live": NewsPage.objects.live().count(),
    "published": sorted(Counter(entries.values_list("page_id", flat=True)).values()),
    "still due": Revision.objects.filter(approved_go_live_at__isnull=False).count(),
    "missed": [missed.title for missed in MissedMoment.objects.all()],
}))
"""


@pytest.fixture
def database_url(django_db_blocker, migrated_copy: Path, tmp_path: Path) -> Iterator[str]:
    """A migrated database that only the processes of one test see."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{shutil.copy(migrated_copy, tmp_path / 'db.sqlite3')}"
        return
    name, settings = f"schedulers_{os.getpid()}", connection.settings_dict
    connection.close()  # nobody may look at what is copied
    with closing(
        psycopg2.connect(
            dbname="postgres",
            user=settings["USER"],
            password=settings["PASSWORD"],
            host=settings["HOST"],
        )
    ) as server:
        server.autocommit = True
        server.cursor().execute(f'CREATE DATABASE "{name}" TEMPLATE "{settings["NAME"]}"')
        yield f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{name}"
        server.cursor().execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def start(database_url: str, tmp_path: Path):
    environment = os.environ | {"DATABASE_URL": database_url, "DATA_DIR": str(tmp_path)}

    def begin(*scripts: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "manage.py", "shell", "-v0", "-c", "\n".join(scripts)],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return begin


@pytest.fixture
def run(start):
    def to_the_end(*scripts: str) -> subprocess.CompletedProcess[str]:
        process = start(*scripts)
        out, errors = process.communicate(timeout=120)
        return subprocess.CompletedProcess(process.args, process.returncode, out, errors)

    return to_the_end


@pytest.mark.drill("D-13", "Several schedulers release what is due, one of it broken")
def test_several_schedulers_release_each_thing_once_and_tell_of_the_broken_one(start, run, drill):
    assert run(DUE).returncode == 0

    schedulers = [start(BREAK_ONE, RUN) for _ in range(SCHEDULERS)]
    codes = [
        scheduler.communicate(timeout=120) and scheduler.returncode for scheduler in schedulers
    ]

    assert codes == [0] * SCHEDULERS
    found = json.loads(run(REPORT).stdout)
    drill.tried(COUNT, f"due items and {SCHEDULERS} schedulers")
    drill.lost(COUNT - 1 - found["live"], "items that stayed in")
    assert found == {
        "live": COUNT - 1,
        "published": [1] * (COUNT - 1),
        "still due": 1,
        "missed": ["Item 7"],
    }


@pytest.mark.drill("D-13", "A scheduler is killed in the middle")
def test_what_a_killed_scheduler_left_is_released_by_the_next_one(run, drill):
    killed = run(DUE, DIE_IN_THE_MIDDLE, RUN)
    halfway = json.loads(run(REPORT).stdout)
    found = json.loads(run(RUN, REPORT).stdout)

    assert killed.returncode == -signal.SIGKILL
    assert (halfway["live"], halfway["published"]) == (11, [1] * 11)
    drill.tried(COUNT, "due items")
    drill.lost(COUNT - found["live"], "items that stayed in")
    assert found == {
        "live": COUNT,
        "published": [1] * COUNT,
        "still due": 0,
        "missed": [],
    }


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the file of SQLite can be kept small")
def test_on_a_full_disk_nothing_is_half_done_and_the_log_says_so(run):
    full = run(DUE, FULL_DISK, RUN)
    report = json.loads(run(REPORT).stdout)

    assert "was to go live and did not" in full.stderr
    assert "database or disk is full" in full.stderr
    assert report["live"] == len(report["published"]) == COUNT - report["still due"]
    assert json.loads(run(RUN, REPORT).stdout)["published"] == [1] * COUNT
