"""A site that is backed up while others write, wiped, and restored is the same site."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from pyrage import x25519

from tests.drills import size
from tests.house.source import ROOT

pytestmark = pytest.mark.django_db

BACKUPS = size(2, 40)
MOMENTS = size(5, 60)
KEY = str(x25519.Identity.generate())


class Machine:
    """A site of its own: `machine.pages()` has the function of `programs` give its answer."""

    def __init__(self, folder: Path, database: str, role: str = "site") -> None:
        folder.mkdir(exist_ok=True)
        self.folder = folder
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.operations.backup.programs", role],
            cwd=ROOT,
            env=os.environ | {"DATABASE_URL": database, "DATA_DIR": str(folder)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __getattr__(self, name: str):
        def ask(*arguments, **options):
            self.process.stdin.write(json.dumps([name, arguments, options]) + "\n")
            self.process.stdin.flush()
            return json.loads(self.process.stdout.readline())

        return ask

    def backup(self, folder: Path, **options) -> Path:
        said = self.command("backup", str(folder), key=KEY, **options)
        assert "whole" in said, said
        return Path(said[: said.index(": ")])

    def restore(self, path: Path, **options) -> str:
        return self.command("restore", str(path), key=KEY, **options)

    def end(self) -> list[str]:
        """What it said that nobody has read yet."""
        self.process.kill()
        return self.process.communicate()[0].splitlines()


@pytest.fixture
def other_database(database_of_its_own, django_db_blocker, tmp_path) -> Iterator[str]:
    """The DATABASE_URL of an empty database."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'new' / 'db.sqlite3'}"
        return
    name = f"{database_of_its_own.rpartition('/')[2]}_empty"
    with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}"')
        yield f"{database_of_its_own.rpartition('/')[0]}/{name}"
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def site(database_of_its_own, tmp_path) -> Iterator[Machine]:
    """A site with some content."""
    machine = Machine(tmp_path / "here", database_of_its_own)
    machine.fill("A")
    yield machine
    machine.end()


@pytest.fixture
def new(other_database, tmp_path) -> Iterator[Machine]:
    """A machine without a site."""
    machine = Machine(tmp_path / "new", other_database)
    yield machine
    machine.end()


@pytest.fixture
def writer(site, database_of_its_own) -> Iterator[Machine]:
    """Somebody who saves and uploads all the time."""
    machine = Machine(site.folder, database_of_its_own, "writer")
    machine.process.stdout.readline()
    yield machine
    machine.end()


@pytest.mark.drill("D-15", "Backed up while others write, wiped, restored")
def test_a_site_comes_back_as_it_was(site, writer, new, tmp_path, drill):
    lost, told = [], 0
    for number in range(BACKUPS):
        told = int(writer.process.stdout.readline().split()[0])
        backup = site.backup(tmp_path / "kept")
        assert "as it was backed up" in new.restore(backup, replace=number > 0)
        lost += new.lost()
        if new.saved() <= told:
            lost.append(f"save {told}")
    writer.end()
    site.sign_in()
    before = site.tables(), site.files(), site.pages()

    last = site.backup(tmp_path / "kept", keep=1)
    assert new.status("/") == 200
    new.wipe()
    said = new.restore(last)

    assert "as it was backed up" in said
    assert "audit log" not in said
    assert new.sessions() == 0
    assert [path.name for path in (tmp_path / "kept").iterdir()] == [last.name]
    after = new.tables(), new.files(), new.pages()
    drill.tried(BACKUPS + 1, "backups")
    drill.tried(sum(len(part) for part in before), "tables, files and pages compared")
    drill.lost(len(lost), "saves and files")
    drill.lost(
        sum(here != there for here, there in zip(before, after, strict=True)), "kinds of thing"
    )
    assert len(before[2]) > 5
    assert new.status("/news/draft-a/") == 404


@pytest.mark.drill("D-15", "A backup is killed")
def test_a_backup_that_is_killed_leaves_none_that_is_half(site, tmp_path, drill):
    folder = tmp_path / "kept"
    began = time.monotonic()
    site.backup(folder)
    lasted = time.monotonic() - began
    half = []

    for number in range(MOMENTS):
        site.killed(lasted * number / MOMENTS, "backup", str(folder), key=KEY)
        for path in folder.glob("website-*"):
            if "Whole" not in site.command("verify_backup", str(path), key=KEY):
                half.append(path.name)
    last = site.backup(folder, keep=1)

    drill.tried(MOMENTS, "moments")
    drill.lost(len(half), "backups")
    assert [path.name for path in folder.iterdir()] == [last.name]
    assert not (site.folder / "state" / "backup").exists()


@pytest.mark.drill("D-15", "A restore is killed")
def test_a_restore_that_is_killed_leaves_the_old_site_or_the_new_one(site, new, tmp_path, drill):
    first = site.backup(tmp_path / "kept")
    time.sleep(1)
    site.fill("B")
    second = site.backup(tmp_path / "kept")
    as_backed_up = site.tables(), site.files()
    began = time.monotonic()
    new.restore(first)
    lasted = time.monotonic() - began
    lost = 0

    for number in range(MOMENTS):
        new.killed(lasted * number / MOMENTS, "restore", str(second), key=KEY, replace=True)
        lost += len(new.lost())
        assert new.titles() in (["Draft A", "News A"], ["Draft A", "Draft B", "News A", "News B"])
        new.restore(second, replace=True)
        assert [new.tables(), new.files()] == list(as_backed_up)
        new.restore(first, replace=True)
    new.wipe()
    new.killed(lasted * 0.6, "restore", str(second), key=KEY)
    new.restore(second)

    drill.tried(MOMENTS + 1, "moments")
    drill.lost(lost, "files")
    assert [new.tables(), new.files()] == list(as_backed_up)


@pytest.mark.drill("D-4", "The disk is full while a backup is made")
def test_a_backup_on_a_full_disk_is_refused_and_leaves_nothing(site, tmp_path, drill):
    whole = site.backup(tmp_path / "kept").stat().st_size
    sizes = [100, 40_000, whole // 3, whole - 5_000]

    said = [site.on_a_full_disk(room, "backup", str(tmp_path / "full")) for room in sizes]

    left = [*(tmp_path / "full").iterdir()] if (tmp_path / "full").exists() else []
    drill.tried(len(sizes), "full disks")
    drill.lost(len(left), "leftovers")
    assert all(words.startswith("CommandError: ") for words in said), said
    noted = json.loads((site.folder / "state" / "backup.json").read_text())
    assert noted["outcome"] == "failed"
    assert noted["made_at"]
    site.backup(tmp_path / "full")


def test_a_site_is_replaced_only_if_that_is_said(site, tmp_path):
    backup = site.backup(tmp_path)
    site.fill("B")
    before = site.tables(), site.files()

    assert "--replace" in site.restore(backup)
    assert [site.tables(), site.files()] == list(before)
    (changed,) = [name for name in site.files() if name.endswith("report.pdf")][:1]
    (site.folder / "media" / changed).write_bytes(b"changed by hand")
    site.restore(backup, replace=True)

    assert site.titles() == ["Draft A", "News A"]
    assert site.lost() == []


def test_a_backup_of_newer_code_is_refused_and_one_of_older_code_is_migrated(site, new, tmp_path):
    older = "DELETE FROM django_migrations WHERE app = 'core' AND name LIKE '0008%'"
    site.sql(older)
    site.sql("DROP TABLE core_sitechange")
    assert "as it was backed up" in new.restore(site.backup(tmp_path / "older"))
    assert new.tables()["django_migrations"][0] == site.tables()["django_migrations"][0] + 1

    site.sql(
        "INSERT INTO django_migrations (app, name, applied) VALUES ('core', '9999', '2030-01-01')"
    )
    said = new.restore(site.backup(tmp_path / "newer"), replace=True)

    assert "core.9999 is not known here. Install the version" in said
    assert "News A" in new.titles()
