import signal

from django.core.management.base import BaseCommand

from operations.timetable import run_until


class Command(BaseCommand):
    help = "Runs the periodic jobs, such as scheduled publishing, until it is stopped."

    def handle(self, **options):
        signals = []
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda number, _: signals.append(number))
        run_until(lambda: bool(signals))
