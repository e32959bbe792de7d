"""The numbers stay on error pages while the database can't be asked."""

import contextlib
import json
from pathlib import Path

import pytest
from django.db import OperationalError, connection

from helpline import last_known
from tests import builders
from tests.reading import document, words

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


@pytest.fixture(autouse=True)
def _own_state(settings, tmp_path: Path):
    settings.STATE_DIR = tmp_path / "state"


@contextlib.contextmanager
def database_away():
    """Every query fails, as when the database server is gone."""

    def refuse(execute, sql, params, many, context):
        raise OperationalError("The database is away.")

    with connection.execute_wrapper(refuse):
        yield


def test_a_saved_helpline_is_kept_for_bad_times(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        builders.helpline(placement="top", name="The line")

    assert [row["name"] for row in last_known.recall()] == ["The line"]


def test_a_deleted_one_is_no_longer_kept(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        line = builders.helpline(placement="top")
    with django_capture_on_commit_callbacks(execute=True):
        line.delete()

    assert last_known.recall() == []


def test_only_what_each_page_shows_is_kept(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        builders.helpline(name="Foot", placement="foot")
        builders.helpline(name="Directory")
        builders.helpline(name="Draft", placement="top", live=False)

    assert [row["name"] for row in last_known.recall()] == ["Foot"]


def test_the_error_page_shows_the_last_known_numbers_while_the_database_is_away(
    client, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        builders.helpline(
            placement="top", number="+448000121700", spoken_form="0800 0121 700", name="The line"
        )
    builders.front_page()
    client.raise_request_exception = False

    with database_away():
        answer = client.get("/")

    page = document(answer)
    assert answer.status_code == 503
    assert words(page.find("a", href="tel:+448000121700")) == "The line 0800 0121 700"
    assert "0800 0121 700" in words(page.footer)
    assert page.h1


def test_the_error_page_stands_without_numbers_and_without_their_copy(client):
    builders.front_page()
    client.raise_request_exception = False

    with database_away():
        answer = client.get("/")

    assert answer.status_code == 503
    assert document(answer).h1


@pytest.mark.parametrize(
    "content", ["", "not json", '"a word"', "[1]", '{"a": 1}', '[{"name": "The line"}]']
)
def test_a_damaged_copy_breaks_no_page_and_is_not_shown(client, content):
    last_known.path().parent.mkdir(parents=True)
    last_known.path().write_text(content)
    builders.front_page()
    client.raise_request_exception = False

    with database_away():
        answer = client.get("/")

    assert answer.status_code == 503
    assert document(answer).h1
    assert last_known.recall() == []
    assert not document(answer).find("a", href="")


def test_the_copy_is_replaced_wholly_and_leaves_nothing_beside_it():
    builders.helpline(placement="top")

    last_known.keep()
    last_known.keep()

    assert [path.name for path in last_known.path().parent.iterdir()] == ["helplines.json"]
    assert len(json.loads(last_known.path().read_text())) == 1


def test_a_copy_that_cannot_be_written_costs_no_change(
    settings, tmp_path, django_capture_on_commit_callbacks
):
    (tmp_path / "file").write_text("in the way")
    settings.STATE_DIR = tmp_path / "file" / "state"

    with django_capture_on_commit_callbacks(execute=True):
        line = builders.helpline(placement="top")

    assert type(line).objects.filter(pk=line.pk).exists()
