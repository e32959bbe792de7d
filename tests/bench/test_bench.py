import os
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.machine import advice, chromium, pango, postgresql
from tests.can_run import cannot_run

pytestmark = pytest.mark.sqlite_only

ROOT = Path(__file__).resolve().parent.parent.parent


def printed(name: str, *arguments: str, **environment: str) -> str:
    """What a measurement prints; it has to end well. In this environment, if one is given."""
    done = subprocess.run(
        [sys.executable, "-m", f"bench.{name}", *arguments],
        cwd=ROOT,
        env=environment or None,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_making_and_reading_pdfs_can_be_measured():
    if pango() is None:
        cannot_run(advice("pango"))

    told = printed("pdf", "--rounds", "1", "--pages", "2", "--read-pages", "3")

    assert "HTML to PDF" in told
    assert "Reading a PDF of 3 pages" in told


@pytest.mark.browser
@pytest.mark.django_db
def test_the_quick_exit_can_be_measured(django_db_setup, migrated_copy):
    if chromium() is None:
        cannot_run(advice("chromium"))

    told = printed("quick_exit", "--rounds", "1", "--database", str(migrated_copy))

    assert "Back/forward cache on" in told
    assert "quick exit" in told


@pytest.mark.django_db
@pytest.mark.sqlite_only
def test_signing_in_can_be_measured(django_db_setup, migrated_copy):
    told = printed("sign_in", "--rounds", "2", "--database", str(migrated_copy))

    assert "a name that exists" in told


def test_the_sitemap_can_be_measured():
    if postgresql() is None:
        cannot_run(advice("postgresql"))

    told = printed(
        "sitemap",
        "--rounds",
        "1",
        "--items",
        "10",
        "20",
        **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
    )

    assert "last part" in told


@pytest.mark.django_db
@pytest.mark.sqlite_only
def test_an_import_can_be_measured(django_db_setup, migrated_copy):
    told = printed(
        "bundle",
        "--rounds",
        "1",
        "--items",
        "4",
        "--grown",
        "0",
        "--one-by-one",
        "1",
        "--database",
        str(migrated_copy),
    )

    assert "import of 4 items" in told
    assert "1 published one by one" in told


@pytest.mark.django_db
@pytest.mark.sqlite_only
def test_redirects_can_be_measured(django_db_setup, migrated_copy):
    told = printed("redirects", "--rounds", "1", "--lines", "10", "--database", str(migrated_copy))

    assert "missing, 10 in the table" in told


@pytest.mark.django_db
@pytest.mark.sqlite_only
def test_searching_can_be_measured(django_db_setup, migrated_copy):
    told = printed(
        "search",
        "--items",
        "30",
        "--pdf-pages",
        "60",
        "--rounds",
        "1",
        "--database",
        str(migrated_copy),
    )

    assert "a common word" in told
