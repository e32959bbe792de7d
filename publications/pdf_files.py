"""Reads a version of a PDF, and keeps what was found."""

import logging
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db.models.fields.files import FieldFile

from publications.models import PdfFacts
from publications.pdf import reading

logger = logging.getLogger(__name__)

LOST = "The file is gone from the storage. Upload it again."


@contextmanager
def local_copy(file: FieldFile) -> Iterator[Path]:
    """A path under which a process without Django can read `file`."""
    with file.storage.open(file.name) as source, tempfile.NamedTemporaryFile(suffix=".pdf") as copy:
        shutil.copyfileobj(source, copy)
        copy.flush()
        yield Path(copy.name)


def read_version(facts: PdfFacts) -> None:
    """Find out what `facts` should say. What was found already stays; so it may be asked twice."""
    if not facts.attempt():
        return
    try:
        with local_copy(facts.version.file) as path:
            found = reading.read(path)
    except FileNotFoundError:
        facts.fail(LOST)
    except reading.Unreadable as problem:
        facts.fail(str(problem))
    except reading.Interrupted as interruption:
        # It goes on waiting, and the timetable has it read another time.
        logger.warning("Reading of %s was broken off: %s", facts.version.url, interruption)
    else:
        facts.record(found)
