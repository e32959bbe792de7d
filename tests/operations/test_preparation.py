"""`prepare` does what is still to do, once."""

import threading
from pathlib import Path

import pytest

from operations import preparation
from operations.alone import alone


def test_a_changed_static_file_is_noticed(settings, tmp_path: Path):
    settings.STATICFILES_DIRS = [tmp_path]
    sheet = tmp_path / "sheet.css"
    sheet.write_text("a {}")
    before = preparation.static_fingerprint()

    sheet.write_text("a { color: red }")

    assert preparation.static_fingerprint() != before


@pytest.mark.django_db
def test_a_migrated_database_has_nothing_to_run():
    assert not preparation.has_migrations_to_run()


@pytest.mark.django_db
def test_who_comes_while_another_node_prepares_says_so_and_waits(settings):
    settings.STATE_DIR.mkdir(parents=True, exist_ok=True)
    said, order = [], []
    inside, go_on = threading.Event(), threading.Event()

    def first():
        with alone(say=said.append):
            inside.set()
            go_on.wait(10)
            order.append("first")

    def second():
        with alone(say=lambda line: (said.append(line), go_on.set())):
            order.append("second")

    threads = [threading.Thread(target=first)]
    threads[0].start()
    inside.wait(10)
    threads.append(threading.Thread(target=second))
    threads[1].start()
    for thread in threads:
        thread.join(10)

    assert order == ["first", "second"]
    assert said == ["Another node is preparing. Waiting for it ..."]
