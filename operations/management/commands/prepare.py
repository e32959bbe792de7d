"""`manage.py prepare`: everything between an installed site and one that can be served."""

from typing import Any

from django.core.management.base import BaseCommand

from operations.preparation import prepare


class Command(BaseCommand):
    help = "Migrates, loads the starter content, builds static files, makes a first administrator."

    def handle(self, *args: Any, **options: Any) -> None:
        prepare(say=self.stdout.write)
