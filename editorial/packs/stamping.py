"""Has `stamp` write on a PDF in a process of its own: nothing in the file can harm the site."""

import logging
import subprocess

from core.pdf_writing.process import run

logger = logging.getLogger(__name__)

PATIENCE_SECONDS = 60


class CannotStamp(Exception):
    """The PDF can't be written on."""


def stamped(content: bytes, words: str) -> bytes:
    """The PDF with `words` on every page. Raises `CannotStamp`."""
    program = ["-m", "editorial.packs.stamp", words]
    try:
        status, pdf, problem = run(program, content, seconds=PATIENCE_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise CannotStamp("It took too long.") from error
    if status:
        logger.error("A PDF could not be stamped: %s", problem[-500:])
        raise CannotStamp("The file could not be written on.")
    return pdf
