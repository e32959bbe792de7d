"""`manage.py verify_backup BACKUP`: whether it is whole, and could be restored by this code."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from operations.backup.layout import BackupError
from operations.backup.opening import opened


class Command(BaseCommand):
    help = "Reads a backup to its end and says whether it is whole. Changes nothing."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("backup", type=Path)

    def handle(self, *, backup: Path, **options) -> None:
        try:
            with opened(backup) as found:
                manifest = found.check()
        except BackupError as error:
            raise CommandError(str(error)) from error
        rows = sum(count for count, _ in manifest.tables.values())
        self.stdout.write(
            f"Whole. Taken {found.about.taken_at}, {found.about.database}: "
            f"{len(manifest.tables)} tables with {rows} rows, {len(manifest.members)} parts."
        )
