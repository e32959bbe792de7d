from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from editorial.audit import sealing


class Command(BaseCommand):
    help = "Finds lines of the audit log that were changed or removed."

    def add_arguments(self, parser):
        parser.add_argument(
            "--expect",
            default="",
            metavar="LINK",
            help="A link that this command or the server's log named earlier, such as 120:3fa9…",
        )

    def handle(self, *, expect: str, **options):
        found = list(sealing.faults(now=timezone.now(), expected=expect))
        for fault in found:
            self.stderr.write(fault)
        last = sealing.head()
        if found:
            raise CommandError(f"{len(found)} faults in the audit log.")
        self.stdout.write(f"Nothing was changed or removed. The last link is {last or 'none yet'}")
