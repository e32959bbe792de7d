"""The site starts as one and stops as one."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from bench.servers import free_port
from operations import serving
from tests import without_pango
from tests.house.source import ROOT
from tests.waiting import wait_until

START_SECONDS = 60
LONGEST_STOP_SECONDS = 10


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A port that something already listens at."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


@pytest.fixture
def port() -> int:
    """A port that is free."""
    return free_port()


@pytest.fixture
def own_signal_handlers() -> Iterator[None]:
    """`serve` takes over three signals; give them back."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    handlers = {number: signal.getsignal(number) for number in numbers}
    yield
    for number, handler in handlers.items():
        signal.signal(number, handler)


class Server(NamedTuple):
    """A running `manage.py serve`, and the file that holds all it says."""

    process: subprocess.Popen[bytes]
    said: Path

    @property
    def output(self) -> str:
        return self.said.read_text()

    def wait_to_stop(self) -> None:
        self.process.wait(timeout=LONGEST_STOP_SECONDS + 2)


@pytest.fixture
def server(port: int, migrated_database_url: str, tmp_path: Path) -> Iterator[Server]:
    """`manage.py serve` in a process group of its own, once it says that it serves."""
    said = tmp_path / "said.txt"
    # Checks that run under `nohup` hand on that a closed terminal is nothing to them.
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    with said.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--port", str(port), "--workers", "1"],
            cwd=ROOT,
            env=os.environ | {"DATABASE_URL": migrated_database_url},
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    signal.signal(signal.SIGHUP, before)
    server = Server(process, said)
    try:
        wait_until(lambda: "Ctrl-C" in server.output, START_SECONDS)
        yield server
    finally:
        if is_alive(process.pid):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def is_alive(group: int) -> bool:
    """Whether any process of this group is left."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def running_in(group: int) -> set[str]:
    """The words of the command lines of the processes in this group."""
    found = subprocess.run(["pgrep", "-g", str(group), "-a"], capture_output=True, text=True)
    return set(found.stdout.split())


def ctrl_c(server: Server) -> None:
    """What a terminal does on Ctrl-C: every process of the group hears it."""
    os.killpg(server.process.pid, signal.SIGINT)


def close_terminal(server: Server) -> None:
    """What a terminal does when its window is closed."""
    os.killpg(server.process.pid, signal.SIGHUP)


def stop_service(server: Server) -> None:
    """What a service manager does: only the parent hears it."""
    server.process.terminate()


@pytest.mark.django_db
@pytest.mark.sqlite_only
@pytest.mark.parametrize("stop", [ctrl_c, close_terminal, stop_service])
def test_every_process_stops_and_leaves_no_traceback(server, stop):
    group = server.process.pid
    wait_until(lambda: {"timetable", "db_worker"} <= running_in(group), START_SECONDS)
    began = time.monotonic()

    stop(server)
    server.wait_to_stop()

    assert time.monotonic() - began <= LONGEST_STOP_SECONDS
    assert server.process.returncode == 0
    assert "Traceback" not in server.output
    assert not is_alive(group)


@pytest.fixture
def machine_without_pango(monkeypatch, tmp_path: Path) -> None:
    for name, value in without_pango.environment(tmp_path).items():
        monkeypatch.setenv(name, value)


@pytest.mark.django_db
@pytest.mark.sqlite_only
@pytest.mark.usefixtures("machine_without_pango")
def test_without_the_pdf_library_the_site_runs_and_one_line_says_what_to_install(request):
    server = request.getfixturevalue("server")

    lines = [line for line in server.output.splitlines() if "Pango" in line]

    assert "Ctrl-C" in server.output
    assert len(lines) == 1
    assert "apt-get install libpango-1.0-0" in lines[0]


@pytest.mark.django_db
@pytest.mark.sqlite_only
def test_it_says_where_the_site_and_the_admin_are(server):
    assert "http://testserver/\n" in server.output
    assert "http://testserver/admin/\n" in server.output
    assert "make staff" in server.output


def test_a_taken_port_is_one_line_that_names_port(taken_port):
    done = subprocess.run(
        [sys.executable, "manage.py", "serve", "--prepare", "--port", str(taken_port)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 1
    assert done.stdout == ""
    assert f"PORT {taken_port}" in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr


def test_a_web_server_that_ends_takes_everything_with_it(monkeypatch, port, own_signal_handlers):
    ending = [sys.executable, "-c", "raise SystemExit(3)"]
    monkeypatch.setattr(serving, "web_server_command", lambda *_: ending)

    with pytest.raises(serving.CannotServe, match="ended with status 3"):
        serving.serve(ROOT, host="127.0.0.1", port=port, workers=1, address="", say=print)


@pytest.mark.parametrize(
    ("only", "words"),
    [
        ("", ["timetable", "db_worker"]),
        ("web", ["timetable --of-each-node"]),
        ("timetable", ["timetable"]),
        ("worker", ["db_worker"]),
    ],
)
def test_a_machine_may_run_a_part_of_the_site(only, words):
    commands = [" ".join(one.command[2:]) for one in serving.companions(ROOT, only)]

    assert [c.startswith(w) for c, w in zip(commands, words, strict=True)] == [True] * len(words)
    assert ("--of-each-node" in " ".join(commands)) == (only == "web")


@pytest.mark.django_db
def test_a_worker_alone_serves_no_page_and_stops_when_told(migrated_database_url, port, tmp_path):
    said = tmp_path / "said.txt"
    with said.open("wb") as file:
        worker = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--only", "worker", "--port", str(port)],
            cwd=ROOT,
            env=os.environ | {"DATABASE_URL": migrated_database_url},
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    wait_until(lambda: "db_worker" in running_in(worker.pid), START_SECONDS)
    assert running_in(worker.pid) & {"db_worker", "timetable", "granian"} == {"db_worker"}

    worker.terminate()
    worker.wait(timeout=LONGEST_STOP_SECONDS + 2)

    assert worker.returncode == 0
    assert not is_alive(worker.pid)
    assert "Traceback" not in said.read_text()


def test_a_companion_that_ends_is_started_again_after_growing_pauses():
    said: list[str] = []
    ending = ["-c", "raise SystemExit(3)"]
    timetable = serving.Companion("timetable", ending, ROOT, meanwhile="nothing is published")

    now = 0.0
    for _ in range(3):
        timetable.tend(now=now, say=said.append)
        timetable.process.wait()
        timetable.tend(now=now, say=said.append)
        assert timetable.process is None
        now = timetable.due_at

    assert said[0].startswith("The timetable ended with status 3")
    assert said[0].endswith("Until then nothing is published.")
    assert [line.split(" in ")[1].split(".")[0] for line in said] == ["1 s", "5 s", "15 s"]


def test_a_companion_that_ran_steadily_is_forgiven():
    timetable = serving.Companion("timetable", [], ROOT, meanwhile="")

    pauses = [timetable.pause_after(1), timetable.pause_after(1), timetable.pause_after(600)]

    assert pauses == [1, 5, 1]
