import os
import subprocess
import sys
from pathlib import Path

import pytest

from deploy.machine import advice, chromium, pango, postgresql
from tests.can_run import cannot_run

pytestmark = pytest.mark.sqlite_only

ROOT = Path(__file__).resolve().parent.parent.parent


def test_making_and_reading_pdfs_can_be_measured():
    if pango() is None:
        cannot_run(advice("pango"))

    done = subprocess.run(
        [sys.executable, "-m", "bench.pdf", "--rounds", "1", "--pages", "2", "--read-pages", "3"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stderr
    assert "HTML to PDF" in done.stdout
    assert "Reading a PDF of 3 pages" in done.stdout


@pytest.mark.browser
@pytest.mark.django_db
def test_the_quick_exit_can_be_measured(django_db_setup, migrated_copy):
    if chromium() is None:
        cannot_run(advice("chromium"))

    done = subprocess.run(
        [
            *[sys.executable, "-m", "bench.quick_exit"],
            *["--rounds", "1", "--database", str(migrated_copy)],
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stderr
    assert "Back/forward cache on" in done.stdout
    assert "quick exit" in done.stdout


@pytest.mark.django_db
@pytest.mark.sqlite_only
def test_signing_in_can_be_measured(django_db_setup, migrated_copy):
    done = subprocess.run(
        [
            *[sys.executable, "-m", "bench.sign_in"],
            *["--rounds", "2", "--database", str(migrated_copy)],
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stderr
    assert "a name that exists" in done.stdout


def test_the_sitemap_can_be_measured():
    if postgresql() is None:
        cannot_run(advice("postgresql"))

    done = subprocess.run(
        [sys.executable, "-m", "bench.sitemap", "--rounds", "1", "--items", "10", "20"],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stderr
    assert "last part" in done.stdout


@pytest.mark.django_db
@pytest.mark.sqlite_only
def test_an_import_can_be_measured(django_db_setup, migrated_copy):
    done = subprocess.run(
        [
            *[sys.executable, "-m", "bench.bundle"],
            *["--rounds", "1", "--items", "4", "--grown", "0", "--one-by-one", "1"],
            *["--database", str(migrated_copy)],
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stderr
    assert "import of 4 items" in done.stdout
    assert "1 published one by one" in done.stdout


@pytest.mark.django_db
@pytest.mark.sqlite_only
def test_redirects_can_be_measured(django_db_setup, migrated_copy):
    done = subprocess.run(
        [
            *[sys.executable, "-m", "bench.redirects", "--rounds", "1", "--lines", "10"],
            *["--database", str(migrated_copy)],
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stderr
    assert "missing, 10 in the table" in done.stdout


@pytest.mark.django_db
@pytest.mark.sqlite_only
def test_searching_can_be_measured(django_db_setup, migrated_copy):
    done = subprocess.run(
        [
            *[sys.executable, "-m", "bench.search", "--items", "30", "--pdf-pages", "60"],
            *["--rounds", "1", "--database", str(migrated_copy)],
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stderr
    assert "a common word" in done.stdout
