import sys
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from tqdm import tqdm

from operations.bundle.layout import Misfit
from operations.old_site.bundling import OldSite
from operations.old_site.rules import USUAL, Rules


class Command(BaseCommand):
    help = "Makes a bundle of a folder of saved pages and files of an old website."

    def add_arguments(self, parser: ArgumentParser):
        parser.add_argument(
            "folder", type=Path, help="As a program that copies websites leaves it."
        )
        parser.add_argument("bundle", type=Path, help="A folder or a .zip that is not there yet.")
        parser.add_argument("--rules", type=Path, default=USUAL, help="What goes where, in TOML.")
        parser.add_argument(
            "--host", action="append", default=[], help="A name that the old website had."
        )

    def handle(self, *args, folder: Path, bundle: Path, rules: Path, host: list[str], **options):
        if bundle.exists() or not folder.is_dir():
            raise CommandError("Name a folder that is there, and a bundle that is not.")
        notes = bundle.with_name(f"{bundle.stem}-notes.csv")
        with tqdm(unit=" files", disable=None, file=sys.stderr) as bar:
            try:
                site = OldSite(folder, Rules.read(rules), hosts=host)
                count = site.write(bundle, now=timezone.now(), tick=bar.update)
            except (Misfit, OSError) as error:
                raise CommandError(str(error)) from error
        site.write_notes(notes)
        self.stdout.write(
            f"Wrote {count} records to {bundle}, and {len(site.notes)} notes to {notes}."
        )
