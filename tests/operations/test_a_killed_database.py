"""The database is killed while people save: what they were told is saved is there afterwards.

PostgreSQL is killed itself, by a signal that leaves it no time. SQLite has no process of its own,
so whoever writes is killed.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.db import connection

from deploy.machine import postgresql
from deploy.private_postgresql import Server, private_server
from tests.drills import size
from tests.house.source import ROOT

pytestmark = pytest.mark.django_db

SAVES = size(60, 1_000)
KILLS = size(2, 20)
BACK_WITHIN_SECONDS = 15
WRITER = """
import sys, time
from django.db import InterfaceError, OperationalError, connection
from tests import builders
builders.news_index()
for number in range({first}, 1_000_000):
    while True:
        try:
            builders.news_item(title=f"Saved {{number}}")
            break
        except (InterfaceError, OperationalError):
            connection.close()
            time.sleep(0.02)
    print(number, flush=True)
"""
SAVED = "SELECT title FROM wagtailcore_page WHERE title LIKE 'Saved %'"


@pytest.fixture
def writer(tmp_path):
    """Starts somebody who saves all the time and says each number that is sure."""
    started = []

    def start(database: str, first: int = 0) -> subprocess.Popen[str]:
        started.append(
            subprocess.Popen(
                [sys.executable, "manage.py", "shell", "-v0", "-c", WRITER.format(first=first)],
                cwd=ROOT,
                env=os.environ | {"DATABASE_URL": database, "DATA_DIR": str(tmp_path)},
                stdout=subprocess.PIPE,
                text=True,
            )
        )
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


@pytest.fixture
def server(tmp_path) -> Iterator[Server]:
    """A PostgreSQL as in production, with the tables of a site."""
    programs = postgresql()
    with private_server(programs, options="") as server:
        ours = connection.settings_dict
        dump = tmp_path / "dump"
        environment = os.environ | {"PGPASSWORD": ours["PASSWORD"], "PGHOST": ours["HOST"]}
        copied = ["pg_dump", "--format=custom", f"--username={ours['USER']}", f"--file={dump}"]
        subprocess.run([*copied, ours["NAME"]], env=environment, check=True)
        query(server, "pg_restore", "--dbname=postgres", str(dump))
        yield server


def query(server: Server, program: str, *arguments: str) -> str:
    """What a program of PostgreSQL's says."""
    password = (server.folder / "password").read_text()
    environment = {"PGHOST": str(server.folder), "PGUSER": "iasc", "PGPASSWORD": password}
    return subprocess.run(
        [server.programs / program, *arguments],
        env=os.environ | environment | {"PGDATABASE": "postgres"},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout


def told(writer: subprocess.Popen[str], count: int) -> list[int]:
    return [int(writer.stdout.readline()) for _ in range(count)]


def start_again(server: Server) -> None:
    """As a service manager does, until it works: the memory of the dead one may still be in use."""
    for _ in range(100):
        try:
            return server.start()
        except subprocess.CalledProcessError:
            time.sleep(0.1)
    raise AssertionError("The server did not start again.")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no process of its own")
@pytest.mark.drill("D-3", "PostgreSQL is killed while people save")
def test_no_save_is_lost_when_postgresql_is_killed(server, writer, drill):
    at_work = writer(server.address)
    sure, slowest = told(at_work, SAVES // KILLS), 0.0

    for _ in range(KILLS):
        server.kill()
        start_again(server)
        began = time.monotonic()
        sure += told(at_work, 1)
        slowest = max(slowest, time.monotonic() - began)
        sure += told(at_work, SAVES // KILLS)
    at_work.kill()
    sure += [int(line) for line in at_work.communicate()[0].splitlines() if line]

    found = {line.split()[1] for line in query(server, "psql", "-Atc", SAVED).splitlines()}
    query(server, "pg_amcheck", "--install-missing", "postgres")
    drill.tried(KILLS, f"kills, {len(sure):,} saves, at work again after {slowest:.1f} s")
    drill.lost(len({str(number) for number in sure} - found), "saves")
    assert slowest < BACK_WITHIN_SECONDS


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL is killed itself")
@pytest.mark.drill("D-3", "Whoever writes to SQLite is killed")
def test_no_save_is_lost_when_who_writes_to_sqlite_is_killed(
    migrated_copy: Path, tmp_path, writer, drill
):
    file = Path(shutil.copy(migrated_copy, tmp_path / "db.sqlite3"))
    sure: list[int] = []

    for _ in range(KILLS):
        at_work = writer(f"sqlite:///{file}", first=len(sure) * 10)
        sure += told(at_work, SAVES // KILLS)
        at_work.kill()
        sure += [int(line) for line in at_work.communicate()[0].splitlines() if line]

    with closing(sqlite3.connect(file)) as database:
        found = {title.split()[1] for (title,) in database.execute(SAVED)}
        verdict = database.execute("PRAGMA integrity_check").fetchone()
    drill.tried(KILLS, f"kills, {len(sure):,} saves")
    drill.lost(len({str(number) for number in sure} - found), "saves")
    assert verdict == ("ok",)
