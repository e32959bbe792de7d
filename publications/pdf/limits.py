"""What a process that looks at a stranger's file may use, and how it answers."""

import json
import resource
import sys
from collections.abc import Callable
from pathlib import Path

MEMORY_BYTES = 300 * 1024 * 1024
CPU_SECONDS = 20
WRITTEN_BYTES = 64 * 1024 * 1024

REFUSED = 3
"""The exit status of a program that says in words why it does not read this file."""


class Refused(Exception):
    """The file will not be read; the message is a sentence for the person who uploaded it."""


def take_on_limits() -> None:
    """From here on the kernel ends this process when it asks for more. There is no way back."""
    for kind, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, WRITTEN_BYTES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))
    # At the first limit SIGXCPU ends us, which nobody else sends; at the second SIGKILL would.
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 5))


def answer(line: object) -> None:
    """Write one line of the answer."""
    sys.stdout.write(json.dumps(line) + "\n")


def run(program: Callable[[Path, Path], None]) -> None:
    """Run `program` with the file and the folder that the command line names."""
    take_on_limits()
    path, folder = map(Path, sys.argv[1:])
    try:
        program(path, folder)
    except Refused as refusal:
        answer(str(refusal))
        sys.exit(REFUSED)
