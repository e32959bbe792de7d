"""Has `stamp` write on a PDF in a process of its own: nothing in the file can harm the site."""

import logging
import subprocess
import sys
import tempfile

from core.pdf_writing.process import ENVIRONMENT, ROOT, end

logger = logging.getLogger(__name__)

PATIENCE_SECONDS = 60


class CannotStamp(Exception):
    """The PDF can't be written on."""


def stamped(content: bytes, words: str) -> bytes:
    """The PDF with `words` on every page. Raises `CannotStamp`."""
    with tempfile.TemporaryDirectory(prefix="iasc-stamp-") as folder:
        process = subprocess.Popen(
            [sys.executable, "-m", "editorial.packs.stamp", words],
            cwd=ROOT,
            env=ENVIRONMENT | {"HOME": folder, "TMPDIR": folder},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        try:
            pdf, problem = process.communicate(content, timeout=PATIENCE_SECONDS)
        except subprocess.TimeoutExpired as error:
            raise CannotStamp("It took too long.") from error
        finally:
            end(process)
    if process.returncode:
        logger.error("A PDF could not be stamped: %s", problem.decode(errors="replace")[-500:])
        raise CannotStamp("The file could not be written on.")
    return pdf
