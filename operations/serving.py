"""Serves the site: web server, timetable and worker side by side, started and stopped as one."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import FrameType
from urllib.parse import urlsplit

from django.conf import settings

from operations import stopping
from operations.shared_counts import counting_together

WEB, ROLES = "web", ("web", "timetable", "worker", "mirror")
"""Which part of the site a machine runs, if not all of it."""

GRACE_SECONDS = 8
"""How long both have to end after a signal, before they are killed."""

RESTART_PAUSES_SECONDS = (1, 5, 15, 60)
"""Pauses before a companion is started again; the last one repeats."""

STEADY_SECONDS = 120
"""A companion that ran this long has recovered: the next pause is the first one again."""

ON_EVERY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}
"""Addresses to listen at that stand for all of them, and one that reaches this machine."""

WELCOME = """
The site:       {address}/
The admin:      {admin}/admin/
Staff accounts: make staff (on a server: deploy/manage create_staff NAME --role editor)
Ctrl-C stops it.
"""


class CannotServe(Exception):
    """The site cannot be served; the message is one line that says what to do."""


class StopSignals:
    """Whether SIGINT, SIGTERM or SIGHUP (the terminal was closed) has come since this was made."""

    def __init__(self) -> None:
        self.have_come = False
        signal.signal(signal.SIGINT, self.note)
        signal.signal(signal.SIGTERM, self.note)
        if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # nohup lets us run on
            signal.signal(signal.SIGHUP, self.note)

    def note(self, number: int, frame: FrameType | None) -> None:
        """Called by Python; a second signal while we stop changes nothing."""
        self.have_come = True


def start(
    command: list[str], directory: Path, environment: dict[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """Start a child that hears neither SIGINT nor SIGHUP.

    A terminal sends both to every process of the group, and we send SIGTERM to each child on
    top: workers of granian hang when two signals meet. So children hear ours only.
    """
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGHUP})
    try:
        return subprocess.Popen(command, cwd=directory, env=os.environ | (environment or {}))
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)


class Companion:
    """A process beside the web server. The site answers without it, so it is started again."""

    def __init__(self, name: str, arguments: list[str], directory: Path, *, meanwhile: str) -> None:
        self.name = name
        self.command = [sys.executable, *arguments]
        self.directory = directory
        self.meanwhile = meanwhile
        self.failure_count = 0
        self.process: subprocess.Popen[bytes] | None = None
        self.due_at = 0.0
        self.started_at = 0.0

    def tend(self, *, now: float, say: Callable[[str], object]) -> None:
        """Start the process when its time has come; see whether it has ended.

        `now` is on the monotonic clock, in seconds.
        """
        if self.process is None:
            if now >= self.due_at:
                self.process = start(self.command, self.directory)
                self.started_at = now
        elif self.process.poll() is not None:
            pause = self.pause_after(now - self.started_at)
            self.due_at = now + pause
            say(
                f"The {self.name} ended with status {self.process.returncode}; it starts again "
                f"in {pause} s. Until then {self.meanwhile}."
            )
            self.process = None

    def pause_after(self, seconds: float) -> int:
        """Seconds to wait after it ran for so many seconds: longer, the more often it failed."""
        if seconds >= STEADY_SECONDS:
            self.failure_count = 0
        pause = RESTART_PAUSES_SECONDS[min(self.failure_count, len(RESTART_PAUSES_SECONDS) - 1)]
        self.failure_count += 1
        return pause


def companions(directory: Path, only: str = "") -> list[Companion]:
    """What the site in `directory` needs beside its web server; `only` what is part of that role.

    A machine that serves pages alone still has some of its own to look after.
    """
    if only == WEB:
        own = ["manage.py", "timetable", "--of-each-node"]
        return [Companion("timetable", own, directory, meanwhile="error pages stay as they are")]
    found = [
        Companion(
            "timetable",
            ["manage.py", "timetable"],
            directory,
            meanwhile="nothing is published on schedule",
        ),
        Companion(
            "worker",
            ["manage.py", "db_worker", "--backend", "worker", "--verbosity", "0", "--no-reload"],
            directory,
            meanwhile="no PDF is read or made",
        ),
        *([mirror(directory)] if settings.STATIC_MIRROR else []),
    ]
    return [each for each in found if only in ("", each.name)]


def mirror(directory: Path) -> Companion:
    return Companion(
        "mirror",
        ["manage.py", "mirror"],
        directory,
        meanwhile="the copy of the site for bad times grows old",
    )


def check_address(host: str, port: int) -> None:
    """Raise `CannotServe` if nothing can listen at this host and port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CannotServe(
                f"PORT {port} at HOST {host}: {error.strerror}. "
                "Name another one, as in: make run PORT=8001"
            ) from error


def answers(host: str, port: int, *, name: str) -> bool:
    """Whether the web server here gives any answer, within a second, when called by `name`."""
    connection = http.client.HTTPConnection(ON_EVERY_ADDRESS.get(host, host), port, timeout=1)
    try:
        connection.request("HEAD", "/healthz", headers={"Host": name})
        connection.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    else:
        return True
    finally:
        connection.close()


def web_server_command(host: str, port: int, workers: int) -> list[str]:
    """granian with few threads: it would start 256, and each may hold a database connection."""
    return [
        sys.executable,
        "-m",
        "granian",
        "--interface=wsgi",
        f"--host={host}",
        f"--port={port}",
        f"--workers={workers}",
        "--blocking-threads=2",
        "--backpressure=64",
        "--no-ws",
        "--respawn-failed-workers",
        f"--workers-kill-timeout={GRACE_SECONDS - 2}",
        "--log-level=warning",
        "iasc_site.wsgi:application",
    ]


def drain(web_server: subprocess.Popen[bytes], seconds: float) -> None:
    """Let a load balancer learn from `/readyz` that this node is about to stop."""
    with suppress(subprocess.TimeoutExpired):
        web_server.wait(timeout=seconds)


def stop_all(processes: list[subprocess.Popen[bytes]]) -> None:
    """Ask these processes to end, and kill what has not ended after `GRACE_SECONDS`."""
    for process in processes:
        process.terminate()
    deadline = time.monotonic() + GRACE_SECONDS
    for process in processes:
        try:
            process.wait(timeout=max(0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def serve(
    directory: Path,
    *,
    host: str,
    port: int,
    workers: int,
    address: str,
    admin: str = "",
    say: Callable[[str], object],
    drain_seconds: float = 0,
    only: str = "",
) -> None:
    """Run the web server of the site in `directory`, and its companions, until a signal comes.

    All are children in our own process group. SIGINT, SIGTERM and SIGHUP stop them within 10
    seconds, after `drain_seconds` in which requests are still answered while `/readyz` says that
    they should go elsewhere, and the function returns. A companion that ends is started again
    after a pause. A web server that ends takes everything with it and raises `CannotServe`, so
    that whatever runs the site notices; a port that is taken raises it at once. `say` prints a
    line. As soon as the site answers, it prints where the public finds it (`address`), and where
    staff do if that is elsewhere (`admin`); only then the companions begin, so that they do not
    slow the start.
    """
    check_address(host, port)
    signals = StopSignals()
    stopping.take_back()
    web_server = start(web_server_command(host, port, workers), directory, counting_together())
    beside = companions(directory, only)
    is_ready = False
    try:
        while not signals.have_come:
            if web_server.poll() is not None:
                raise CannotServe(
                    f"The web server ended with status {web_server.returncode}. "
                    "The lines above say why."
                )
            if is_ready:
                for companion in beside:
                    companion.tend(now=time.monotonic(), say=say)
            elif is_ready := answers(host, port, name=urlsplit(address).netloc):
                say(WELCOME.format(address=address, admin=admin or address))
            time.sleep(0.1)
        say("Stopping.")
        stopping.announce()
        drain(web_server, drain_seconds)
    finally:
        stop_all([web_server, *[each.process for each in beside if each.process]])


def serve_behind(directory: Path, only: str, *, say: Callable[[str], object]) -> None:
    """Run the companion of that name without a web server, until a signal comes."""
    signals = StopSignals()
    (companion,) = companions(directory, only)
    try:
        while not signals.have_come:
            companion.tend(now=time.monotonic(), say=say)
            time.sleep(0.1)
        say("Stopping.")
    finally:
        stop_all([companion.process] if companion.process else [])
