"""Asks a server for one page as often as it answers, and says what that cost it.

The program is wrk: connections stay open, and gzip is accepted. It runs on the same machine.
"""

import re
import subprocess
from dataclasses import dataclass

import psutil

from bench.servers import cpu_seconds

UNITS = {"us": 1e-6, "ms": 1e-3, "s": 1, "m": 60}
DONE = re.compile(r"(\d+) requests in ([\d.]+)(us|ms|s|m)\b")
FAULTS = (
    re.compile(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)"),
    re.compile(r"Non-2xx or 3xx responses: (\d+)"),
)


@dataclass(frozen=True)
class Load:
    """What one run saw."""

    requests: int
    seconds: float
    errors: int
    cpu_seconds: float

    @property
    def rate(self) -> float:
        """Answers in a second."""
        return self.requests / self.seconds

    @property
    def cpu(self) -> float:
        """Microseconds of the processor for each answer, of all processes of the server."""
        return self.cpu_seconds / max(self.requests, 1) * 1e6


def load(address: str, server: psutil.Process, *, seconds: int, connections: int) -> Load:
    before = cpu_seconds(server)
    command = ["wrk", "--threads=1", f"--connections={connections}", f"--duration={seconds}s"]
    told = subprocess.run(
        [*command, "--timeout=30s", "--header=Accept-Encoding: gzip", address],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return read(told, cpu_seconds(server) - before)


def read(told: str, cpu: float) -> Load:
    """What wrk has printed, with the seconds of the processor that passed meanwhile."""
    requests, seconds, unit = DONE.search(told).groups()
    found = [match for fault in FAULTS if (match := fault.search(told))]
    errors = sum(int(count) for match in found for count in match.groups())
    return Load(int(requests), float(seconds) * UNITS[unit], errors, cpu)
