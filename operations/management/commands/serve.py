"""`manage.py serve`: the site and all that it needs beside it, until Ctrl-C."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.pdf_writing import pango
from operations.preparation import prepare
from operations.serving import ROLES, WEB, CannotServe, check_address, serve, serve_behind

TRIAL = (
    "A trial: staff sign in with a name and a password alone. The public site also asks for a "
    "second factor (SECOND_FACTOR=required)."
)


class Command(BaseCommand):
    help = "Serves the site through the production web server, with its timetable beside it."
    requires_system_checks = ()  # `prepare` and `make test` run them; a restart stays quick

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=2)
        parser.add_argument(
            "--prepare", action="store_true", help="Run the `prepare` command first."
        )

        parser.add_argument(
            "--only",
            choices=ROLES,
            default="",
            help="The part of the site that this machine runs, if others run the rest.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        serves_pages = options["only"] in ("", WEB)
        try:
            if serves_pages:
                check_address(options["host"], options["port"])  # before the long preparation
            if options["prepare"]:
                prepare(say=self.say)
            self.say_what_is_missing()
            if serves_pages:
                self.serve_pages(**options)
            else:
                serve_behind(settings.BASE_DIR, options["only"], say=self.say)
        except CannotServe as error:
            raise CommandError(str(error)) from error

    def say_what_is_missing(self) -> None:
        if settings.SECOND_FACTOR == "optional":
            self.say(TRIAL)
        if not pango.is_there():
            self.say(f"No PDF of a document is made. {pango.MISSING}")

    def serve_pages(self, *, host: str, port: int, workers: int, only: str, **options: Any) -> None:
        serve(
            settings.BASE_DIR,
            host=host,
            port=port,
            workers=workers,
            address=settings.SITE_URL,
            admin=settings.ADMIN_URL,
            say=self.say,
            drain_seconds=settings.DRAIN_SECONDS,
            only=only,
        )

    def say(self, line: str) -> None:
        """Print a line at once, also into a pipe: it may hold a password or a reason to act."""
        self.stdout.write(line)
        self.stdout.flush()
