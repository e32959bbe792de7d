from django.core.management.base import BaseCommand

from helpline.live_texts import typed_in_live_texts


class Command(BaseCommand):
    help = "Lists live texts with a phone number that somebody typed. Ends with 1 if there is one."

    def handle(self, **options):
        found = list(typed_in_live_texts())
        for one in found:
            self.stdout.write(f"{one.kind} “{one.subject}”: {one.judgement.words}")
        self.stdout.write(f"{len(found)} typed numbers.")
        if found:
            raise SystemExit(1)
