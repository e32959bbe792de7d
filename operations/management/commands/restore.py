"""`manage.py restore BACKUP`: a site as it was backed up, on a machine that has nothing yet."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from editorial.audit import sealing
from operations.backup.layout import BackupError
from operations.backup.restoring import restore


class Command(BaseCommand):
    help = "Puts a backup where there is no site yet. Stop the site first. Everybody is signed out."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("backup", type=Path, help="One file, as the command `backup` named it.")
        parser.add_argument(
            "--replace", action="store_true", help="In place of the site that is here."
        )

    def handle(self, *, backup: Path, replace: bool, **options) -> None:
        try:
            manifest = restore(backup, replace=replace, say=self.say)
        except BackupError as error:
            raise CommandError(str(error)) from error
        except DatabaseError as error:
            raise CommandError(f"The database does not answer. {error}") from error
        except OSError as error:
            raise CommandError(
                f"It stopped: {error.strerror or error}. Make room, or see who may write in "
                "DATA_DIR, and run the same again."
            ) from error
        for name in manifest.missing:
            self.stderr.write(f"The site had lost this file before the backup: {name}")
        for fault in sealing.faults(now=timezone.now()):
            self.stderr.write(f"In the audit log: {fault}")
        self.say("The site is as it was backed up. Start it as usual.")

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
