"""`make` names every command that people use, and says what is missing."""

import re
import subprocess

import pytest
from django.core.management import get_commands

from tests.house.source import ROOT

DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def make(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["make", "--no-print-directory", *arguments], cwd=ROOT, capture_output=True, text=True
    )


@pytest.mark.parametrize(
    "command", ["run", "staff", "backup", "restore", "test", "test-image", "lint", "lock"]
)
def test_make_alone_lists_each_command(command):
    assert re.search(rf"make {command} +\w", make().stdout)


def test_port_and_host_reach_the_server():
    planned = make("--dry-run", "run", "PORT=9999", "HOST=0.0.0.0").stdout

    assert "--host 0.0.0.0 --port 9999" in planned


@pytest.mark.parametrize("command", ["run", "test"])
def test_without_a_new_python_it_says_in_one_line_what_to_install(command):
    done = make(command, "PYTHON=")

    assert done.returncode != 0
    assert done.stderr.splitlines()[0].startswith("Python 3.11 or newer is missing.")


def test_the_documents_name_only_commands_that_exist():
    text = "\n".join(document.read_text() for document in DOCUMENTS)
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))

    assert set(re.findall(r"^ *(?:\$ )?make ([a-z-]+)", text, re.MULTILINE)) <= targets
    assert set(re.findall(r"(?:manage\.py|deploy/manage) ([a-z_]+)", text)) <= set(get_commands())
