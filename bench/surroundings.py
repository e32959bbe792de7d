"""Where and with what something was measured, for whoever reads the figures later."""

import os
import platform
import re
import shlex
import subprocess
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import psutil

from deploy.machine import nginx, postgresql

PACKAGES = ("Django", "wagtail", "granian")
NUMBER = re.compile(r"\d+(\.\d+)+")


def facts() -> dict[str, str]:
    """By what each is called."""
    load = os.getloadavg()[1]
    return {
        "When": f"{datetime.now(UTC):%d %B %Y %H:%M} UTC",
        "Command": shlex.join(["python", *sys.orig_argv[1:]]),
        "Processors": f"{os.cpu_count()}, {processor()}",
        "Memory": f"{psutil.virtual_memory().total / 2**30:.0f} GB",
        "Kernel": platform.release(),
        "Programs": ", ".join(f"{name} {number}" for name, number in programs().items()),
        "At the end": f"{load:.1f} processes wanted to run at once, in the mean of five minutes",
    }


def processor() -> str:
    found = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    return found[1] if found else platform.machine()


def programs() -> dict[str, str]:
    found = {"Python": platform.python_version()}
    found |= {name: version(name) for name in PACKAGES}
    commands = {"nginx": [nginx(), "-v"]}
    if folder := postgresql():
        commands["PostgreSQL"] = [folder / "postgres", "--version"]
    return found | {name: told(command) for name, command in commands.items() if command[0]}


def told(command: list) -> str:
    """The number of the version that a program tells."""
    done = subprocess.run(command, capture_output=True, text=True)
    found = NUMBER.search(done.stdout + done.stderr)
    return found[0] if found else "of unknown version"
