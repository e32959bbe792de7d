"""A site that is backed up while others write, wiped, and restored is the same site."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyrage import x25519

from tests.core.shared_store import BUCKET, KEYS, Store
from tests.databases import database_apart
from tests.drills import size
from tests.house.source import ROOT

pytestmark = [pytest.mark.django_db, pytest.mark.once]

BACKUPS = size(2, 40)
MOMENTS = size(5, 60)
KEY = str(x25519.Identity.generate())


class Machine:
    """A site of its own: `machine.pages()` has the function of `programs` give its answer."""

    def __init__(self, folder: Path, database: str, role: str = "site") -> None:
        folder.mkdir(exist_ok=True)
        self.folder, self.database = folder, database
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


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker, migrated_copy, tmp_path_factory) -> Iterator[Machine]:
    """A site with some content. Tests add to it."""
    folder = tmp_path_factory.mktemp("here")
    with database_apart(django_db_blocker, migrated_copy, folder, "here") as url:
        machine = Machine(folder, url)
        machine.fill("A")
        yield machine
        machine.end()


@pytest.fixture(scope="module")
def other_machine(
    django_db_setup, django_db_blocker, migrated_copy, tmp_path_factory
) -> Iterator[Machine]:
    folder = tmp_path_factory.mktemp("new")
    with database_apart(django_db_blocker, migrated_copy, folder, "new") as url:
        machine = Machine(folder, url)
        yield machine
        machine.end()


@pytest.fixture
def new(other_machine) -> Machine:
    """A machine without a site."""
    other_machine.wipe()
    return other_machine


@pytest.fixture
def writer(site) -> Iterator[Machine]:
    """Somebody who saves and uploads all the time."""
    machine = Machine(site.folder, site.database, "writer")
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
    first, titles = site.backup(tmp_path / "first"), site.titles()
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
        assert new.titles() in (titles, site.titles())
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


def test_a_site_is_replaced_only_if_that_is_said(site, new, tmp_path):
    backup = site.backup(tmp_path)
    new.restore(backup)
    new.fill("C")
    before = new.tables(), new.files()

    assert "--replace" in new.restore(backup)
    assert [new.tables(), new.files()] == list(before)
    changed = next(name for name in site.files() if name.endswith("report.pdf"))
    (new.folder / "media" / changed).write_bytes(b"changed by hand")
    new.restore(backup, replace=True)

    assert [new.tables(), new.files()] == [site.tables(), site.files()]


def test_a_backup_of_older_code_is_migrated(site, new, tmp_path):
    new.restore(site.backup(tmp_path / "present"))
    new.sql("DELETE FROM django_migrations WHERE app = 'core' AND name LIKE '0008%'")
    new.sql("DROP TABLE core_sitechange")
    older = new.backup(tmp_path / "older")

    assert "as it was backed up" in new.restore(older, replace=True)
    assert new.tables()["django_migrations"][0] == site.tables()["django_migrations"][0]


def test_a_backup_of_newer_code_is_refused(site, new, tmp_path):
    new.restore(site.backup(tmp_path / "present"))
    new.sql(
        "INSERT INTO django_migrations (app, name, applied) VALUES ('core', '9999', '2030-01-01')"
    )
    newer = new.backup(tmp_path / "newer")
    new.wipe()

    assert "core.9999 is not known here. Install the version" in new.restore(newer)
    assert new.files() == {}


@pytest.fixture
def store(monkeypatch) -> Iterator[Store]:
    """Where a machine that is started now keeps its files."""
    store = Store()
    query = f"endpoint={store.address}&region={KEYS['region_name']}"
    monkeypatch.setenv("STORAGE_URL", f"s3://{BUCKET}/site?{query}")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    yield store
    store.end()


@pytest.mark.sqlite_only
def test_files_in_s3_are_backed_up_and_restored_as_well(store, new, database_of_its_own, tmp_path):
    site = Machine(tmp_path / "with-s3", database_of_its_own)
    site.fill("S")
    kept = store.names()
    backup = site.backup(tmp_path / "kept")
    site.fill("T")

    assert "as it was backed up" in site.restore(backup, replace=True)
    assert store.names() == kept
    new.restore(backup)
    assert {f"site/{name}" for name in new.files()} == kept
    assert new.lost() == []
    assert new.tables() == site.tables()
    site.end()
