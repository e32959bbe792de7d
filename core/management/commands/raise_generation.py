"""`manage.py raise_generation`: ends every kept page, after a change past the site."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection, transaction

from core.generation import raise_in


class Command(BaseCommand):
    help = "Ends every kept page. Needed only after the database was changed by another program."

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            raise_in(connection)
        self.stdout.write("Every page is rendered anew from now on.")
