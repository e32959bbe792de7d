"""Reads a PDF by way of processes that can be done without, and gives what they found."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from publications.pdf.limits import REFUSED

ROOT = Path(__file__).resolve().parents[2]
WALL_SECONDS = 40
"""How long one program may take, also while it waits."""

NOT_READABLE = (
    "It can't be looked through: it is damaged, or it needs more memory or time than the website "
    "gives. Export it again as PDF, or split it into parts, then upload that."
)


class Unreadable(Exception):
    """The file can't be read; the message is a sentence that says what to do."""


class Interrupted(Exception):
    """Somebody ended the process that read. The file may be read another time."""


@dataclass(frozen=True)
class Cover:
    """The first page as WebP pictures, and the size of the large one in pixels."""

    large: bytes
    small: bytes
    width: int
    height: int


@dataclass(frozen=True)
class Reading:
    """All that was found in a PDF. `dangers` are words from `publications.pdf.facts`."""

    page_count: int
    dangers: list[str]
    is_tagged: bool
    title: str
    shows_title: bool
    language: str
    is_encrypted: bool
    # Pages that show something and have no text.
    picture_page_count: int = 0
    texts: tuple[str, ...] = ()
    cover: Cover | None = None


def run(name: str, path: Path, folder: Path) -> Iterator:
    """Run one of our programs on the file at `path`; gives the lines of its answer.

    Raises `Unreadable` or `Interrupted`. Whatever it started has ended by then.
    """
    answer = folder / f"{name}.json"
    with answer.open("wb") as written:
        process = subprocess.Popen(
            [sys.executable, "-E", "-s", "-m", f"publications.pdf.{name}", path, folder],
            cwd=ROOT,
            # No key and no address of a database is there for a file to find.
            env={"LC_ALL": "C.UTF-8", "TMPDIR": str(folder)},
            stdin=subprocess.DEVNULL,
            stdout=written,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            status = process.wait(timeout=WALL_SECONDS)
        except subprocess.TimeoutExpired as error:
            raise Unreadable(NOT_READABLE) from error
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    if status in {-signal.SIGTERM, -signal.SIGKILL, -signal.SIGINT}:
        raise Interrupted(f"publications.pdf.{name} was ended by signal {-status}")
    if status not in {0, REFUSED}:
        raise Unreadable(NOT_READABLE)
    with answer.open() as lines:
        found = map(json.loads, lines)
        if status == REFUSED:
            raise Unreadable(next(found))
        yield from found


def read(path: Path) -> Reading:
    """What is in the PDF at `path`. Raises `Unreadable` or `Interrupted`.

    One that holds something dangerous is not looked at any further.
    """
    with tempfile.TemporaryDirectory(prefix="pdf-") as name:
        folder = Path(name)
        [facts] = run("facts", path, folder)
        if facts["dangers"]:
            return Reading(**facts)
        pages = list(run("text", path, folder))
        return Reading(
            **facts,
            texts=tuple(text for text, _ in pages),
            picture_page_count=sum(1 for text, shows in pages if shows and not text),
            cover=_cover(path, folder),
        )


def _cover(path: Path, folder: Path) -> Cover | None:
    """None if the first page can't be drawn, which is no reason to go without the rest."""
    try:
        [[width, height]] = run("cover", path, folder)
    except Unreadable:
        return None
    large, small = ((folder / f"{size}.webp").read_bytes() for size in ("large", "small"))
    return Cover(large, small, width, height)
