from django.core.management.base import BaseCommand, CommandParser

from operations.serving import StopSignals
from operations.timetable import OF_EACH_NODE, TIMETABLE, run_until


class Command(BaseCommand):
    help = "Runs the periodic jobs, such as scheduled publishing, until it is stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--of-each-node",
            action="store_true",
            help="Only what concerns this machine alone; another one runs the rest.",
        )

    def handle(self, **options):
        signals = StopSignals()
        jobs = OF_EACH_NODE if options["of_each_node"] else TIMETABLE
        run_until(lambda: signals.have_come, jobs)
