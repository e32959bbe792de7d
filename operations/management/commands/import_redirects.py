from collections import Counter
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from operations.redirects.importing import lines_of, look_at, save


class Command(BaseCommand):
    """In place of Wagtail's, which looks at no line before it saves it."""

    help = "Imports redirects from a CSV file: the old address, where it leads, yes if for good."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="Say what it would do only.")

    def handle(self, *, file, dry_run, **options):
        try:
            lines = lines_of(file.read_bytes())
        except (OSError, ValidationError) as error:
            raise CommandError(f"{file}: {getattr(error, 'messages', [error])[0]}") from error
        look_at(lines, may_leave=True)
        for line in lines:
            if line.fate == "refused":
                self.stdout.write(f"Line {line.number}: {line.old} is refused. {line.why}")
        if not dry_run:
            save(lines, by=None)
        counts = Counter(line.fate for line in lines)
        self.stdout.write(
            f"{'Would be made' if dry_run else 'Made'}: {counts['made']}, "
            f"changed: {counts['changed']}, the same: {counts['the same']}, "
            f"refused: {counts['refused']}."
        )
