"""`manage.py backup FOLDER`: database and files as one file, while the site is in use."""

import contextlib
import time
from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from operations.backup import note, place
from operations.backup.layout import BackupError
from operations.backup.making import back_up

OPEN_TO_READ = (
    "It is not encrypted. Whoever gets it reads every draft. Set BACKUP_KEY, or keep it locked up."
)


class Command(BaseCommand):
    help = "Puts a backup of the whole site into a folder: database, uploads, all that is private."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="Made if it is not there.")
        parser.add_argument(
            "--keep", type=int, metavar="COUNT", help="Then remove all but so many, the oldest."
        )

    def handle(self, *, folder: Path, keep: int | None, **options) -> None:
        if keep is not None and keep < 1:
            raise CommandError("--keep must be 1 or more.")
        now, began = timezone.now(), time.monotonic()
        try:
            path, manifest = back_up(folder, now=now)
        except (BackupError, OSError, DatabaseError) as error:
            with contextlib.suppress(OSError):  # on a full disk, perhaps
                note.keep("failed", now=now)
            raise CommandError(self.in_words(error, folder)) from error
        seconds = round(time.monotonic() - began, 1)
        note.keep("made", now=now, bytes=path.stat().st_size, seconds=seconds)
        for name in manifest.missing:
            self.stderr.write(f"The site had lost this file before: {name}")
        if not settings.BACKUP_KEY:
            self.stderr.write(OPEN_TO_READ)
        self.stdout.write(f"{path}: {len(manifest.members)} parts, whole, in {seconds} s.")
        for old in place.keep_newest(folder, keep) if keep else ():
            self.stdout.write(f"{old}: removed.")

    def in_words(self, error: Exception, folder: Path) -> str:
        if isinstance(error, BackupError):
            return str(error)
        if isinstance(error, DatabaseError):
            return f"No backup was made: the database does not answer. {error}"
        return (
            f"No backup was made, and nothing was left behind: {error.strerror or error}. "
            f"Make room in {folder} and in {settings.DATA_DIR}, and see who may write there."
        )
