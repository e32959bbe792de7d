"""The environment of every test: a folder of its own, a fast password hasher, a migrated copy."""

import gc
import os
import secrets
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import django
import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import override_settings
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from deploy.machine import advice, pango

# Settings are read from the environment, so it is made here, before Django is set up.
# A developer's own `.env` never overrides what is set already.
data_folder = tempfile.TemporaryDirectory(prefix="iasc-tests-", ignore_cleanup_errors=True)
DATA_DIR = Path(data_folder.name)
os.environ |= {
    "ALLOWED_HOSTS": "",
    "BACKUP_KEY": "",
    "BACKUP_KEY_FILE": "",
    "BEHIND_PROXY": "false",
    "DATA_DIR": str(DATA_DIR),
    "DEBUG": "false",
    "DEFAULT_FROM_EMAIL": "website@example.org",
    "EMAIL_URL": "memorymail://",
    "LOG_FORMAT": "line",
    "STATIC_MIRROR": "false",
    "LOG_LEVEL": "WARNING",
    "SECRET_KEY": secrets.token_urlsafe(50),
    "SECRET_KEY_FALLBACKS": "",
    "SECRET_KEY_FILE": "",
    # Most tests are of something else; those of signing in require two.
    "SECOND_FACTOR": "optional",
    "SITE_URL": "http://testserver",
    # Playwright keeps an event loop in the thread that also asks the database.
    "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
}
os.environ.setdefault("DATABASE_URL", f"sqlite:///{DATA_DIR / 'db.sqlite3'}")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "iasc_site.settings")
django.setup()
from core import gates  # noqa: E402
from editorial.review import second_person_objections  # noqa: E402
from operations.clock import clock  # noqa: E402
from tests import builders  # noqa: E402
from tests.can_run import cannot_run  # noqa: E402
from tests.databases import database_apart  # noqa: E402
from tests.drills import Drill, rows  # noqa: E402

# A process that runs a part of the tests inherits this environment. It would read the settings
# before it comes here, and share our folder.
del os.environ["DJANGO_SETTINGS_MODULE"]

# Migrations and thousands of tests make so much garbage that looking for it takes a tenth of
# the time.
gc.freeze()
gc.set_threshold(50_000, 20, 50)

settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Pages are rendered without `collectstatic`; browser tests have the real, hashed files.
# Django keeps the storages that it has made, so this change must be announced.
override_settings(
    STORAGES=settings.STORAGES
    | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
).enable()
settings.STATIC_ROOT.mkdir(parents=True)
# Within the transaction of a test, each key would ask the database for the site generation.
override_settings(
    CACHES=settings.CACHES | {"default": {"BACKEND": settings.CACHES["default"]["BACKEND"]}}
).enable()
# Background work is done on the spot.
override_settings(TASKS=settings.TASKS | {"worker": settings.TASKS["default"]}).enable()


def pytest_itemcollected(item: pytest.Item) -> None:
    """What asks no database is the same on each."""
    asks = {"db", "transactional_db"} & set(item.fixturenames)
    if not asks and item.get_closest_marker("django_db") is None:
        item.add_marker("sqlite_only")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests run last: their event loop stays in the thread."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """After `make drills`, the table of what was tried and lost."""
    if os.environ.get("DRILLS") == "whole":
        stats = terminalreporter.stats
        reports = [each for key in ("passed", "failed") for each in stats.get(key, [])]
        terminalreporter.section("drills")
        for row in rows([report for report in reports if report.when == "call"]):
            terminalreporter.write_line(row)


@pytest.fixture
def drill(request: pytest.FixtureRequest) -> Drill:
    """Where a test with the marker `drill` notes what it tried and lost."""
    return Drill(request.node)


@pytest.fixture(autouse=True)
def _nothing_cached() -> None:
    """Wagtail keeps picture sizes and site addresses by id, and ids return in the next test."""
    cache.clear()


@pytest.fixture(autouse=True)
def _time_may_be_travelled(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock by which things are released mistrusts jumps, so it starts anew in each test.

    The time of the database can't be travelled.
    """
    clock.forget()
    monkeypatch.setattr("operations.clock.database_now", timezone.now)


@pytest.fixture
def editor(client: Client) -> Client:
    """A browser in which an editor has signed in."""
    client.force_login(builders.staff("Editor"))
    return client


@pytest.fixture
def publisher(client: Client) -> Client:
    client.force_login(builders.staff("Publisher"))
    return client


@pytest.fixture
def administrator(client: Client) -> Client:
    client.force_login(builders.staff("Administrator"))
    return client


@pytest.fixture
def own_storage(settings: Any, tmp_path: Path) -> None:
    """Files of a test in a folder of its own."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(scope="session")
def needs_pango() -> None:
    """For tests in whose process PDFs are set."""
    if pango() is None:
        cannot_run(advice("pango"))


@pytest.fixture
def one_person_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests of what a form does, and not of who may publish what was filled in."""
    others = [gate for gate in gates._person_gates if gate is not second_person_objections]
    monkeypatch.setattr(gates, "_person_gates", others)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Where static files lie that are built once for all processes; see `give_static_files`."""
    own = tmp_path_factory.getbasetemp()
    return (own if worker_id == "master" else own.parent) / "built"


@pytest.fixture(scope="session")
def migrated_copy() -> Path:
    """Where a copy of the freshly migrated SQLite database lies, if this run has made one."""
    return DATA_DIR / "migrated.sqlite3"


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, migrated_copy: Path
) -> None:
    """A migration takes 18 s, so the browser tests' server starts from a copy of this one."""
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite" and connection.is_in_memory_db():
            connection.ensure_connection()
            with closing(sqlite3.connect(migrated_copy)) as copy:
                connection.connection.backup(copy)


@pytest.fixture
def migrated_database_url(django_db_setup: None, migrated_copy: Path, tmp_path: Path) -> str:
    """The DATABASE_URL of a migrated database, for a process of its own.

    Only tests that are marked `django_db` make one.
    """
    if connection.vendor == "sqlite":
        return f"sqlite:///{shutil.copy(migrated_copy, tmp_path / 'db.sqlite3')}"
    address = os.environ["DATABASE_URL"].rpartition("/")[0]
    return f"{address}/{connection.settings_dict['NAME']}"


@pytest.fixture
def database_of_its_own(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, migrated_copy: Path, tmp_path: Path
) -> Iterator[str]:
    """The DATABASE_URL of a migrated database that nobody else has."""
    with database_apart(django_db_blocker, migrated_copy, tmp_path, "apart") as url:
        yield url
