from django.core.management import BaseCommand

from search import keeping, spelling
from search.models import Passage


class Command(BaseCommand):
    help = "Brings search up to date with all that visitors can read."

    def handle(self, *args, **options):
        keeping.refresh_all()
        spelling.count_words()
        if options["verbosity"]:
            self.stdout.write(f"Search knows {Passage.objects.count()} places.")
