"""Servers that run while they are measured, and what they use of the machine."""

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil

STARTS_WITHIN_SECONDS = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def running(
    command: Sequence[str], *, folder: Path, address: str, environment: Mapping[str, str] = {}
) -> Iterator[psutil.Process]:
    """The first process of a server that runs in `folder`, from when it answers at `address`."""
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=os.environ | environment,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        wait_for(address, process)
        yield psutil.Process(process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def wait_for(address: str, process: subprocess.Popen) -> None:
    """Raise `RuntimeError` if the server ends, or doesn't answer well in time."""
    deadline = time.monotonic() + STARTS_WITHIN_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            fetched(address)
        except (OSError, urllib.error.URLError):
            time.sleep(0.2)
        else:
            return
    raise RuntimeError(f"Nothing answers at {address}.")


def fetched(address: str, *, encoding: str = "identity") -> bytes:
    """The bytes of an answer, as they came."""
    request = urllib.request.Request(address, headers={"Accept-Encoding": encoding})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return answer.read()


def family(server: psutil.Process) -> list[psutil.Process]:
    return [server, *server.children(recursive=True)]


def cpu_seconds(server: psutil.Process) -> float:
    """What its processes have had of the processor so far, the kernel's work for them included."""
    times = [process.cpu_times() for process in family(server)]
    return sum(used.user + used.system for used in times)


def megabytes(server: psutil.Process) -> float:
    """The memory of its largest process."""
    return max(process.memory_info().rss for process in family(server)) / 2**20
