import sys
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from operations.bundle.exporting import export


class Command(BaseCommand):
    help = "Writes the whole site into a bundle, drafts included. Keep it as safe as a backup."

    def add_arguments(self, parser: ArgumentParser):
        parser.add_argument("bundle", type=Path, help="A folder or a .zip that is not there yet.")

    def handle(self, *args, bundle: Path, **options):
        if bundle.exists():
            raise CommandError(f"There is something at “{bundle}” already. Choose another name.")
        with tqdm(unit=" records", disable=None, file=sys.stderr) as bar:
            try:
                count = export(
                    bundle,
                    say=lambda words: bar.write(words, file=sys.stderr),
                    tick=lambda done, total: bar.update(done),
                )
            except OSError as error:
                raise CommandError(f"{error}. What is at “{bundle}” is not whole.") from error
        self.stdout.write(f"Wrote {count} records to {bundle}.")
