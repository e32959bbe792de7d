"""The site generation: another number after each change that visitors can see."""

import os
import subprocess
import sys
import time
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from core import generation
from core.models import Alert, Rendition, SiteChange, Topic
from tests import builders
from tests.forgetting import committed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_transactions():
    committed()
    yield
    committed()


def raises(change) -> bool:
    """Whether the number is another one after `change`, each in a transaction of its own."""
    before = generation.read()
    change()
    committed()
    return generation.read() != before


WAYS = {
    "saving": lambda topic: topic.save(),
    "deleting": lambda topic: topic.delete(),
    "making": lambda topic: Topic.objects.create(name="B", slug="b"),
    "making many": lambda topic: Topic.objects.bulk_create([Topic(name="B", slug="b")]),
    "changing many": lambda topic: Topic.objects.bulk_update([topic], ["name"]),
    "changing in the database": lambda topic: Topic.objects.update(name="B"),
    "deleting in the database": lambda topic: Topic.objects.all()._raw_delete("default"),
    "a relation": lambda topic: builders.news_item().topics.add(topic),
    "a statement by hand": lambda topic: run("UPDATE core_topic SET name = 'B'"),
    "a long statement": lambda topic: run(
        "WITH all_of_them AS (SELECT id FROM core_topic) "
        "UPDATE core_topic SET name = 'B' WHERE id IN (SELECT id FROM all_of_them)"
    ),
}


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize("way", WAYS)
def test_every_way_to_change_a_record_raises_the_number(way):
    topic = builders.topic("A")
    committed()

    assert raises(lambda: WAYS[way](topic))


STATEMENTS = {
    'UPDATE "wagtailcore_page" SET "draft_title" = %s WHERE "wagtailcore_page"."id" = 1': False,
    'UPDATE "wagtailcore_page" SET "draft_title" = %s, "title" = %s WHERE "id" = 1': True,
    'UPDATE "wagtailcore_page" SET "draft_title" = %s': False,
    "UPDATE wagtailcore_page SET title = 'x'": True,
    'UPDATE "wagtailcore_page" SET "locked" = (SELECT 1 WHERE true), "title" = 1': True,
    'DELETE FROM "wagtailcore_page" WHERE "id" = 1': True,
    "INSERT INTO wagtailsearch_indexentry (title) VALUES (1)": False,
    "\n  INSERT OR IGNORE INTO django_session VALUES (1)": False,
    "delete from core_topic": True,
    "TRUNCATE core_topic": True,
    "SELECT 1": False,
    'SAVEPOINT "update"': False,
    'WITH one AS (SELECT 1) SELECT "update" FROM one': True,
    "WITH one AS (SELECT 1) SELECT 1": False,
    'INSERT INTO "core_rendition" ("id") VALUES (1)': False,
    'DELETE FROM "core_rendition"': True,
    'INSERT INTO "a_table_of_the_next_release" ("id") VALUES (1)': True,
}


@pytest.mark.parametrize("sql", STATEMENTS)
def test_a_statement_counts_unless_it_surely_changes_nothing_on_a_page(sql):
    assert generation.is_seen(sql) == STATEMENTS[sql]


def test_reading_does_not_raise_it():
    builders.topic("A")
    committed()

    assert not raises(lambda: list(Topic.objects.all()))


def test_every_model_raises_it_but_those_that_no_page_shows():
    private = generation.private_columns()
    quiet = [
        model._meta.label
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
        and private.get(model._meta.db_table, ()) is not None
        and not generation.is_seen(f'DELETE FROM "{model._meta.db_table}" WHERE "id" = 1')
    ]

    assert quiet == []


def test_the_size_of_a_picture_that_a_reader_needs_first_ends_no_other_page(client):
    builders.front_page()
    builders.commissioner(portrait=builders.picture())
    committed()

    assert not raises(lambda: client.get("/"))
    assert Rendition.objects.exists()
    assert raises(lambda: Rendition.objects.all().delete())


def test_saving_a_draft_keeps_all_pages(client):
    item = builders.news_item()
    client.force_login(builders.staff("Editor"))
    committed()

    item.title = "Another one"

    assert not raises(lambda: item.save_revision())
    assert raises(lambda: item.save_revision().publish())


def test_what_was_taken_back_counts_no_longer_but_what_came_after_does():
    before = generation.read()
    with transaction.atomic():
        try:
            with transaction.atomic():
                builders.topic("A")
                raise InterruptedError
        except InterruptedError:
            assert generation.read() == before
        builders.topic("B")

    assert generation.read() != before


def test_a_transaction_adds_one_row_whatever_it_changes():
    with transaction.atomic():
        before = SiteChange.objects.count()
        for name in "ABC":
            builders.topic(name)

        assert SiteChange.objects.count() == before + 1


def test_a_backup_brought_back_never_grows_into_a_number_that_was_there():
    builders.topic("A")
    committed()
    kept = generation.read()
    seen = {kept}
    for turn in range(2):
        SiteChange.objects.all().delete()  # As from a backup, and then another future.
        SiteChange.objects.create(weight=kept)
        for number in range(20):
            builders.topic(f"Topic {turn} {number}")
            committed()
            assert generation.read() not in seen
            seen.add(generation.read())


def test_nobody_trusts_the_copy_while_a_change_is_under_way():
    generation.current()
    assert generation.copy().trusted() is not None
    with transaction.atomic():
        builders.topic("A")

        assert generation.copy().trusted() is None
        assert generation.current() == generation.read()
        # Asking did not make others trust it.
        assert generation.copy().trusted() is None


def test_what_another_machine_changes_is_seen_within_a_quarter_of_a_second():
    generation.current()
    SiteChange.objects.create()  # As by a machine that can't reach our copy.

    time.sleep(generation.TRUST_SECONDS + 0.05)

    assert generation.current() == generation.read()


def test_strict_asks_the_database_each_time(settings):
    settings.PAGE_CACHE = "strict"
    generation.current()
    SiteChange.objects.create()

    assert generation.current() == generation.read()


def test_a_copy_out_of_reach_stops_nobody(monkeypatch, caplog):
    monkeypatch.setattr(generation.copy(), "path", Path("/nowhere/at/all"))

    assert raises(lambda: builders.topic("A"))
    time.sleep(generation.TRUST_SECONDS + 0.05)
    assert generation.current() == generation.read()
    assert "out of reach" in caplog.text


CHANGE_AND_DIE = """
import os, signal, django
django.setup()
from django.db import transaction
from core import generation
generation.Mark.__call__ = lambda mark: os.kill(os.getpid(), signal.SIGKILL)
from core.models import Topic
Topic.objects.create(name="Killed", slug="killed")
"""
"""Commits, and is killed before it can say so."""


@pytest.mark.sqlite_only
def test_a_change_by_somebody_killed_right_after_it_is_seen_at_once(migrated_copy, tmp_path):
    (tmp_path / "db.sqlite3").write_bytes(migrated_copy.read_bytes())
    environment = os.environ | {
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'db.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "iasc_site.settings",
    }
    reader = subprocess.Popen(
        [sys.executable, "-u", "-c", READ_WHEN_ASKED],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

    def current() -> tuple[int, int]:
        reader.stdin.write("\n")
        reader.stdin.flush()
        return tuple(map(int, reader.stdout.readline().split()))

    before, _ = current()
    killed = subprocess.run([sys.executable, "-c", CHANGE_AND_DIE], env=environment)
    number, really = current()
    reader.communicate()

    assert killed.returncode == -9
    assert number == really != before


READ_WHEN_ASKED = """
import sys, django
django.setup()
from core import generation
generation.TRUST_SECONDS = 3600
for line in sys.stdin:
    print(generation.current(), generation.read())
"""
"""Would trust its copy for an hour, if nobody said anything."""


def test_what_no_page_shows_is_named_rightly():
    assert generation.private_columns()["wagtailcore_page"] >= {"latest_revision_id"}
    assert set(settings.NEVER_ON_A_PAGE) >= {"sessions", "editorial.User"}
    assert Alert._meta.db_table not in generation.private_columns()


def test_who_changed_the_database_by_hand_can_say_so():
    assert raises(lambda: call_command("raise_generation", stdout=StringIO()))
