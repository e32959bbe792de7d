import os

from django.core.management.base import BaseCommand, CommandError, CommandParser

from operations.mirror.copies import Taken
from operations.mirror.keeping import Keeper
from operations.serving import StopSignals

POLITENESS = 10
"""Visitors and staff come first: `nice` for the whole process."""


class Command(BaseCommand):
    help = "Writes the public site as plain files after each change, until it is stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="One round, and then end.")

    def handle(self, *, once: bool, **options) -> None:
        os.nice(POLITENESS)
        signals = StopSignals()
        keeper = Keeper(lambda: signals.have_come)
        try:
            if once:
                with keeper.copies.alone():
                    outcome = keeper.round()
                self.stdout.write(f"{outcome.written} addresses are in the mirror.")
            else:
                keeper.run()
        except Taken:
            raise CommandError("Another process keeps the mirror in this DATA_DIR.") from None
