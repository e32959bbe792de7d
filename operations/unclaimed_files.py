"""Files that belong to no record: what an upload or import left that was killed in the middle.

A file is stored before the record that names it. A process that ends between the two leaves a file
that nobody can see, find or delete.
"""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.core.files.storage import default_storage
from wagtail.models import UploadedFile

from operations.backup import files

logger = logging.getLogger(__name__)

FOLDERS = ("covers", "documents", "images", "originals", "wagtail_uploads")
"""Where each file belongs to a record. In the others a name follows from what is in the file."""
KEPT = timedelta(days=2)
"""The longest import is over by then, and so is the record of each of its files."""
UNFINISHED_KEPT = timedelta(days=30)


def delete_all(*, now: datetime) -> int:
    """Delete files that have belonged to nobody for two days; how many those were.

    None, with an error in the log, if most files belong to nobody: then it is more likely that
    these files and this database are not of one site.
    """
    forget_unfinished(now=now)
    stored = {name for folder in FOLDERS for name in files.names(folder=folder)}
    claimed = set(names_in_records())
    unclaimed = [name for name in sorted(stored - claimed) if is_older(name, KEPT, now)]
    if len(unclaimed) > len(stored & claimed):
        logger.error(
            "%d of %d files belong to nothing in the database. None is deleted, as it may be the "
            "wrong one: look at DATABASE_URL, DATA_DIR and STORAGE_URL.",
            len(unclaimed),
            len(stored),
        )
        return 0
    for name in unclaimed:
        default_storage.delete(name)
    if unclaimed:
        logger.info("%d files that belonged to nothing are deleted.", len(unclaimed))
    return len(unclaimed)


def names_in_records() -> Iterator[str]:
    """The name of each file of each record, those in the bin as well."""
    for field in files.fields():
        yield from field.model._base_manager.values_list(field.name, flat=True)


def forget_unfinished(*, now: datetime) -> None:
    """Drop pictures of an upload of several that nobody has described within 30 days."""
    for upload in UploadedFile.objects.all():
        if is_older(upload.file.name, UNFINISHED_KEPT, now):
            upload.file.delete(save=False)
            upload.delete()


def is_older(name: str, age: timedelta, now: datetime) -> bool:
    """Whether a file was stored so long ago. One that is gone was."""
    try:
        return default_storage.get_modified_time(name) < now - age
    except FileNotFoundError:
        return True
