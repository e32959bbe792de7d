"""Whoever balances the load learns which node can answer, and what is missing where it can't."""

import threading

import pytest
from django.core.files.storage import storages
from django.db.migrations.recorder import MigrationRecorder

from operations import health, stopping

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


@pytest.fixture(autouse=True)
def _built_and_fresh(settings):
    settings.MEDIA_ROOT.mkdir(parents=True, exist_ok=True)
    (settings.STATIC_ROOT / "staticfiles.json").write_text("{}")
    health.parts.cache_clear()
    yield
    (settings.STATIC_ROOT / "staticfiles.json").unlink(missing_ok=True)
    health.parts.cache_clear()


def test_a_whole_node_is_ready_and_names_its_parts(client):
    answer = client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json() == {
        "ready": True,
        "parts": {
            "database": "ok",
            "migrations": "ok",
            "static files": "ok",
            "storage": "ok",
            "page store": "ok",
        },
    }


def test_it_looks_no_matter_which_method_the_balancer_takes(client):
    assert client.head("/readyz").status_code == 200


@pytest.mark.parametrize("part", ["database", "migrations"])
def test_a_part_that_fails_is_named_without_its_words(client, monkeypatch, part):
    def fail():
        raise OSError("password=secret host=10.0.0.5")

    monkeypatch.setattr(health, part, fail)

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["parts"][part] == "no answer"
    assert b"secret" not in answer.content


def test_a_part_that_hangs_is_named_in_time_and_is_not_asked_twice(client, monkeypatch):
    asked, let_go = [], threading.Event()

    def hang():
        asked.append(1)
        let_go.wait(20)
        return health.OK

    monkeypatch.setattr(health, "PATIENCE_SECONDS", 0.05)
    monkeypatch.setattr(health, "database", hang)

    answers = [client.get("/readyz") for _ in range(3)]
    let_go.set()

    assert [answer.status_code for answer in answers] == [503] * 3
    assert answers[0].json()["parts"]["database"] == "no answer"
    assert len(asked) == 1


def test_before_its_migrations_a_node_is_not_ready(client, monkeypatch):
    monkeypatch.setattr(
        health, "newest_migrations", lambda: frozenset({("core", "9999_of_the_next_release")})
    )

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["parts"]["migrations"] == "to be run"


def test_a_database_of_the_next_release_still_serves_the_older_code(client, monkeypatch):
    applied = MigrationRecorder.applied_migrations
    more = {("core", "9999_of_the_next_release"): None}
    monkeypatch.setattr(MigrationRecorder, "applied_migrations", lambda self: applied(self) | more)

    assert client.get("/readyz").status_code == 200


def test_without_its_static_files_a_node_is_not_ready(client, settings):
    (settings.STATIC_ROOT / "staticfiles.json").unlink()

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["parts"]["static files"]) == (503, "not built")


def test_without_its_folder_of_files_a_node_is_not_ready(client, monkeypatch, tmp_path):
    monkeypatch.setattr(storages["default"], "location", str(tmp_path / "gone"))

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["parts"]["storage"]) == (503, "can't be written")


def test_without_the_store_of_pages_a_node_is_ready_and_says_what_is_missing(client, settings):
    settings.CACHES = settings.CACHES | {
        "pages": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }

    answer = client.get("/readyz")

    assert (answer.status_code, answer.json()["parts"]["page store"]) == (200, "no answer")


def test_a_node_that_is_about_to_stop_says_so_and_lives_on(client, caplog):
    stopping.announce()
    try:
        answer = client.get("/readyz")

        assert (answer.status_code, answer.json()["parts"]["server"]) == (503, "stopping")
        assert client.get("/healthz").status_code == 200
        assert caplog.records == []
    finally:
        stopping.take_back()


def test_a_node_without_a_database_lives(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/healthz").content == b"ok\n"
