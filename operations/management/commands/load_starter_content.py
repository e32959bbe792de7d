from django.core.management.base import BaseCommand

from operations.starter_content.loading import load


class Command(BaseCommand):
    help = "Loads the starter content: each piece once, and never over what staff have changed."

    def handle(self, **options):
        count = load()
        if count:
            self.stdout.write(f"Starter content: {count} pieces loaded.")
        else:
            self.stdout.write("Starter content: all of it was loaded before.")
