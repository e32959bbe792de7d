from django.core.management.base import BaseCommand

from helpline.live_texts import typed_in_live_texts


class Command(BaseCommand):
    help = "Lists live texts with a phone number that somebody typed. Ends with 1 if there is one."

    def handle(self, **options):
        count = 0
        for count, found in enumerate(typed_in_live_texts(), start=1):
            self.stdout.write(f"{found.kind} “{found.subject}”: {found.judgement.words}")
        self.stdout.write(f"{count} typed numbers.")
        if count:
            raise SystemExit(1)
