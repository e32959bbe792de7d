"""Runs management commands for the browser tests without the seconds that Django takes to start.

Reads lines of JSON, each the arguments of a command. Runs it in a fork of this process, which has
Django and asks no database, and answers with a line of JSON: the exit status, and what it printed.
"""

import json
import os
import sys
from tempfile import TemporaryFile

import django
from django.core.management import execute_from_command_line


def answer(arguments: list[str]) -> tuple[int, str, str]:
    """The command's exit status, and what it wrote to its output and to its errors."""
    with TemporaryFile("w+") as output, TemporaryFile("w+") as errors:
        if os.fork() == 0:
            os.dup2(output.fileno(), sys.stdout.fileno())
            os.dup2(errors.fileno(), sys.stderr.fileno())
            execute_from_command_line(["manage.py", *arguments])
            sys.exit()
        _, status = os.wait()
        output.seek(0)
        errors.seek(0)
        return os.waitstatus_to_exitcode(status), output.read(), errors.read()


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "iasc_site.settings"
    django.setup()
    for line in sys.stdin:
        sys.stdout.write(f"{json.dumps(answer(json.loads(line)))}\n")
        sys.stdout.flush()
