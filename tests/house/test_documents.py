"""What documents point to is there: files, headings, options of commands, words for `make`."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

from tests.house.source import ROOT, name

pytestmark = pytest.mark.sqlite_only

DOCUMENTS = [
    ROOT / "README.md",
    ROOT / "CHANGELOG.md",
    ROOT / "bench" / "README.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]
UNITS = sorted((ROOT / "deploy" / "systemd").iterdir())
BLOCK = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
PATH = re.compile(r"`([a-z_]+/[\w./*-]+)`")
COMMAND = re.compile(r"(?:manage\.py|deploy/manage) ([a-z_]+)([^\n`]*)")
OPTION = re.compile(r"(?<=\s)--[a-z][a-z-]*")
MADE_BY_HAND = {"deploy/compose/secrets"}
FOLDERS = {folder.name for folder in ROOT.iterdir() if folder.is_dir()} - {"var"}


def anchors(document: Path) -> set[str]:
    """What GitHub and its like make of the headings."""
    headings = HEADING.findall(BLOCK.sub("", document.read_text()))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def leads(document: Path, link: str) -> bool:
    """Whether a link within the repository leads to a file that has such a heading."""
    path, _, anchor = link.partition("#")
    target = document.parent / path if path else document
    return target.exists() and (not anchor or anchor in anchors(target))


def test_each_link_leads_to_a_file_and_its_heading():
    dead = [
        f"{name(document)}: {link}"
        for document in DOCUMENTS
        for link in LINK.findall(document.read_text())
        if ":" not in link and not leads(document, link)
    ]

    assert dead == []


def test_each_path_that_is_named_is_there():
    named = {
        path
        for document in DOCUMENTS
        for path in PATH.findall(BLOCK.sub("", document.read_text()))
        if path.split("/")[0] in FOLDERS
    }

    assert {path for path in named - MADE_BY_HAND if not any(ROOT.glob(path))} == set()


def options_of(command: str) -> set[str]:
    """What `manage.py` understands after the name of a command."""
    app = get_commands()[command]
    loaded = load_command_class(app, command) if isinstance(app, str) else app
    parser = loaded.create_parser("manage.py", command)
    return {option for action in parser._actions for option in action.option_strings}


def test_each_option_of_a_command_exists():
    places = [*DOCUMENTS, *UNITS]
    commands = [found for place in places for found in COMMAND.findall(place.read_text())]

    wrong = [
        f"{command} {option}"
        for command, rest in commands
        if " -- " not in rest
        for option in OPTION.findall(rest)
        if option not in options_of(command)
    ]

    assert len(commands) > 30
    assert wrong == []


def test_each_word_that_make_is_told_is_one_that_it_reads():
    makefile = (ROOT / "Makefile").read_text()
    lines = re.findall(
        r"\bmake [a-z-]+((?: [A-Z]+=\S+)+)", " ".join(map(Path.read_text, DOCUMENTS))
    )
    told = {word for line in lines for word in re.findall(r" ([A-Z]+)=", line)}

    assert {"PORT", "NAME", "FROM"} <= told
    assert {
        word for word in told if f"$({word})" not in makefile and f"{word}," not in makefile
    } == set()
