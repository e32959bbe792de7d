import errno
import sys
from argparse import ArgumentParser
from contextlib import ExitStack
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError
from tqdm import tqdm

from operations.bundle.importing import take_in
from operations.bundle.layout import Misfit
from operations.bundle.outcomes import Wishes
from operations.bundle.report import Outcome, Report

GO_ON = "Nothing is lost: run the same command again, and it goes on where it stopped."


class Command(BaseCommand):
    help = "Takes in pages, records and files from a bundle. docs/moving-in.md says what that is."

    def add_arguments(self, parser: ArgumentParser):
        parser.add_argument("bundle", type=Path, help="A folder or a .zip.")
        parser.add_argument(
            "--dry-run", action="store_true", help="Say what would happen, and change nothing."
        )
        parser.add_argument("--report", type=Path, help="A CSV file with what became of each line.")
        parser.add_argument(
            "--as-drafts", action="store_true", help="Put nothing live: staff publish it."
        )
        parser.add_argument(
            "--overwrite", action="store_true", help="Also replace what was changed or made here."
        )

    def handle(self, *args, bundle: Path, report: Path | None, **options):
        wishes = Wishes(options["dry_run"], options["as_drafts"], options["overwrite"])
        with ExitStack() as stack:
            file = report and stack.enter_context(report.open("w", encoding="utf-8", newline=""))
            bar = stack.enter_context(tqdm(unit=" records", disable=None, file=sys.stderr))
            found = Report(file, say=lambda words: bar.write(words, file=sys.stderr))

            def tick(done: int, total: int) -> None:
                bar.total = total
                bar.update(done)

            try:
                take_in(bundle, wishes, found, tick=tick)
            except Misfit as error:
                raise CommandError(str(error)) from error
            except (OSError, OperationalError) as error:
                raise CommandError(f"{_words(error)} {GO_ON}") from error
        self.stdout.write(f"{'It would be' if wishes.is_dry_run else 'Done'}: {found}.")
        if found.counts[Outcome.REFUSED]:
            sys.exit(1)


def _words(error: OSError | OperationalError) -> str:
    is_full = isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}
    if is_full or "disk is full" in str(error) or "No space left" in str(error):
        return "The disk is full. Make room."
    return f"{error}."
