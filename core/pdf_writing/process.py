"""Runs `writer`, and others that take a PDF, in a process of its own: none can harm the site."""

import contextlib
import hashlib
import logging
import os
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from core.pdf_writing.checks import EXIT_STATUS, CannotMake, NotNow

logger = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parent.parent.parent

PROGRAM = ["-m", "core.pdf_writing.writer"]
ENVIRONMENT = {"LANG": "C.UTF-8", "PATH": os.defpath}

SECONDS = 120
"""Most of the processor's time for one PDF. 100 pages take 7 seconds."""

PATIENCE = 3
"""How often as long we wait for it, since other work may have the processor."""

MEGABYTES = 540
"""Most address space. About 240 of it are libraries that are mapped and stay on disk."""

TOO_LARGE = (
    "The document is too large for a PDF: it would take too much {}. Divide it into two documents."
)
# How a process ends when one of its libraries was denied memory, and when its time was over.
OUT_OF_MEMORY = {-signal.SIGSEGV, -signal.SIGABRT, -signal.SIGTRAP, -signal.SIGBUS}
OUT_OF_TIME = {-signal.SIGXCPU}


@dataclass(frozen=True)
class Finished:
    """A PDF with the number of its pages."""

    pdf: bytes
    page_count: int

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.pdf).hexdigest()


def pdf_from(bundle: bytes, *, seconds: int = SECONDS, megabytes: int = MEGABYTES) -> Finished:
    """What `writer` makes of `bundle`.

    Raises `CannotMake` when the document is to blame (`DoesNotFit` if it is too long for its
    place), and `NotNow` when it may work later.
    """
    program = [*PROGRAM, "--seconds", str(seconds), "--megabytes", str(megabytes)]
    try:
        return answer(*run(program, bundle, seconds=seconds * PATIENCE))
    except subprocess.TimeoutExpired as error:
        raise NotNow("The machine is too busy to make a PDF.") from error


def run(program: list[str], given: bytes, *, seconds: float) -> tuple[int, bytes, str]:
    """Have a program of ours read `given`: its exit status, what it wrote, and what it said.

    Raises `TimeoutExpired`. It is killed by then, with whatever it may have started.
    """
    with tempfile.TemporaryDirectory(prefix="iasc-pdf-") as folder:
        process = subprocess.Popen(
            [sys.executable, *program],
            cwd=ROOT,
            # Neither keys nor addresses of ours, and no file that outlives the process.
            env=ENVIRONMENT | {"HOME": folder, "TMPDIR": folder},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        try:
            written, words = process.communicate(given, timeout=seconds)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
    return process.returncode, written, words.decode(errors="replace").strip()


def answer(status: int, pdf: bytes, words: str) -> Finished:
    """The PDF, or the error that the exit status stands for."""
    if status == 0:
        return Finished(pdf, page_count=int(words.splitlines()[-1]))
    for error, its_status in EXIT_STATUS.items():
        if status == its_status:
            raise error(words)
    if status in OUT_OF_TIME:
        raise CannotMake(TOO_LARGE.format("time"))
    if status in OUT_OF_MEMORY:
        raise CannotMake(TOO_LARGE.format("memory"))
    logger.error("The PDF writer ended with status %s: %s", status, words[-2000:])
    if "No space left on device" in words:
        raise NotNow("The disk of the machine is full.")
    raise NotNow("The program that makes PDFs ended before it was finished.")
