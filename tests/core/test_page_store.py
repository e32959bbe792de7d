"""Pages in a Valkey or Redis that several machines share, and what becomes of them without it."""

import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.cache import caches
from django.test import Client, override_settings

from core import generation
from core.page_cache import PageCache
from deploy.machine import advice, valkey
from iasc_site.environment import page_store
from iasc_site.wsgi import application
from tests import builders
from tests.can_run import cannot_run
from tests.core.test_page_cache import Site
from tests.drills import size
from tests.editorial.signing_in import give_password
from tests.forgetting import committed
from tests.wsgi import ask

pytestmark = pytest.mark.sqlite_only


class Addressed:
    """Stands for the environment's reader, with one address."""

    def __init__(self, url: str) -> None:
        self.url = url

    def str(self, variable: str, default: str = "") -> str:
        return self.url


@pytest.fixture
def server(tmp_path: Path) -> Iterator[subprocess.Popen]:
    program = valkey()
    if program is None:
        cannot_run(advice("valkey"))
    socket = tmp_path / "socket"
    keeps_nothing = ["--port", "0", "--unixsocket", socket, "--save", "", "--dir", tmp_path]
    process = subprocess.Popen([program, *keeps_nothing], stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 30
    while not socket.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    store = page_store(Addressed(f"unix://{socket}"), default_path=tmp_path)
    with override_settings(CACHES=django_settings.CACHES | {"pages": store}):
        yield process
    process.kill()
    process.wait()


@pytest.fixture
def site(monkeypatch) -> Site:
    monkeypatch.setattr(generation, "read", lambda: 1)
    monkeypatch.setattr(generation, "current", lambda: 1)
    return Site()


def machine(site: Site) -> PageCache:
    return PageCache(site, never=(), next_moment=lambda now: now + 60, release="1")


def test_machines_share_what_one_has_rendered(server, site):
    ask(machine(site), "/")

    assert ask(machine(site), "/").body == b"first /?"
    assert len(site.asked) == 1


def test_a_store_that_was_emptied_costs_one_more_rendering(server, site):
    ask(machine(site), "/")
    caches["pages"].clear()

    assert ask(machine(site), "/").body == b"first /?"
    assert len(site.asked) == 2


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGSTOP])
def test_a_store_that_is_gone_or_hangs_delays_one_visitor_for_a_moment(server, site, ending):
    pages = machine(site)
    ask(pages, "/")
    server.send_signal(ending)
    began = time.monotonic()

    for number in range(50):
        assert ask(pages, f"/{number}/").status == 200

    # Each of 50 would have waited for a tenth of a second at the least.
    assert time.monotonic() - began < 4
    assert len(site.asked) == 51
    assert ask(pages, "/").body == b"first /?"


def test_a_store_that_comes_back_is_used_again(server, site, monkeypatch):
    pages = machine(site)
    server.send_signal(signal.SIGSTOP)
    ask(pages, "/")
    server.send_signal(signal.SIGCONT)
    monkeypatch.setattr("core.page_store.REST_SECONDS", 0)
    pages.store.rests_until = 0.0

    ask(pages, "/again/")

    assert ask(machine(site), "/again/").body == b"first /again/?"
    assert len(site.asked) == 2


def test_bytes_that_others_put_there_are_never_more_than_bytes(server, site):
    client = caches["pages"]._cache.get_client()
    ask(machine(site), "/")
    for key in client.scan_iter():
        client.set(key, b"cos\nsystem\n(S'touch /tmp/harm'\ntR.")

    assert ask(machine(site), "/").body == b"first /?"
    assert len(site.asked) == 2


def test_what_another_release_left_there_is_not_read(server, site):
    """Nor does it hinder: both releases run side by side while one takes over from the other."""
    ask(machine(site), "/")
    newer = PageCache(site, never=(), next_moment=lambda now: now + 60, release="2")

    assert ask(newer, "/").body == b"first /?"
    assert len(site.asked) == 2
    assert ask(machine(site), "/").body == b"first /?"
    assert len(site.asked) == 2


ROUNDS = size(20, 500)
MOST_TIMES = size(100, 2)
"""As slow as with the store. So few answers, on a machine that is busy, say little."""
BREAKING = {
    "gone": lambda server: server.kill(),
    "silent": lambda server: server.send_signal(signal.SIGSTOP),
    "flushed": lambda server: caches["pages"].clear(),
}


@pytest.mark.django_db
@pytest.mark.sqlite_only
@pytest.mark.drill("D-7", "Valkey is gone, says nothing, or was emptied")
@pytest.mark.parametrize("how", BREAKING)
def test_without_the_store_visitors_read_staff_work_and_guesses_stay_slow(
    server, client, how, drill
):
    page = builders.standard_page()
    client.force_login(builders.staff("Editor"))
    committed()
    whole = [took(page.url + f"?page={number}") for number in range(ROUNDS)]
    BREAKING[how](server)

    broken = [took(page.url + f"?page={number}") for number in range(ROUNDS, 2 * ROUNDS)]
    work = [client.get("/admin/").status_code for _ in range(3)]
    guesses = [give_password(Client(), "editor", "wrong").content for _ in range(7)]

    answers = [status for status, _ in whole + broken] + work
    times = nearly_all(broken) / nearly_all(whole)
    drill.tried(len(answers), f"requests, {how}, {times:.2f} times as slow as with it")
    drill.lost(sum(status != 200 for status in answers), "answers")
    assert b"wait 1 minute" in guesses[-1]
    assert max(seconds for _, seconds in broken) < 3
    assert times < MOST_TIMES
    committed()


def nearly_all(answers: list[tuple[int, float]]) -> float:
    """Seconds within which 19 of 20 answers came."""
    return sorted(seconds for _, seconds in answers)[len(answers) * 19 // 20]


def took(address: str) -> tuple[int, float]:
    """The status of an answer of the site, and how long it took."""
    began = time.monotonic()
    return ask(application, address).status, time.monotonic() - began
