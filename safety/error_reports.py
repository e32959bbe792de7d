"""Letters to those who run the site about what went wrong, in our own words alone.

A report holds the sentence of our code without what it was filled with, the kinds of the errors and
the way through the code: no value, no address, nothing that anybody typed. Sending it is nothing
that an answer waits for, and a mail server that is gone stops nothing.
"""

import logging
import time
from collections.abc import Callable
from queue import Full, Queue
from threading import Lock, Thread

from django.conf import settings
from django.core.mail import get_connection, send_mail

from safety.logs import Words, moment_of, place_of, way_to
from safety.request_ids import current

AGAIN_AFTER_SECONDS = 600
"""The same error is reported once in this time, by each process."""
MOST_WAITING = 20
MOST_REMEMBERED = 500


class WithoutValues(Words):
    """What may leave in a letter."""

    def parts(self, record: logging.LogRecord) -> dict[str, str]:
        request = getattr(record, "request", None)
        return {
            "time": moment_of(record),
            "logger": record.name,
            "request": current.get() or getattr(request, "number", ""),
            "place": place_of(request) if request else "",
            "message": str(record.msg) if request is None else "",
            "error": way_to(record.exc_info, tells=False) if record.exc_info else "",
        }

    def key(self, record: logging.LogRecord) -> str:
        """The same for the same error in the same place."""
        parts = self.parts(record)
        return " ".join(parts[name] for name in ("logger", "place", "message", "error"))


class ErrorReports(logging.Handler):
    """Writes to `ERROR_REPORTS_TO`, from a thread of its own that starts with the first report."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(logging.ERROR)
        self.words = WithoutValues()
        self.clock = clock
        self.waiting: Queue[str] = Queue(MOST_WAITING)
        self.reported: dict[str, float] = {}
        self.starting = Lock()
        self.thread: Thread | None = None

    def emit(self, record: logging.LogRecord) -> None:
        if not settings.ERROR_REPORTS_TO or not self.is_due(self.words.key(record)):
            return
        try:
            self.waiting.put_nowait(self.words.format(record))
        except Full:
            return
        self.start()

    def is_due(self, key: str) -> bool:
        now = self.clock()
        if now - self.reported.get(key, -AGAIN_AFTER_SECONDS) < AGAIN_AFTER_SECONDS:
            return False
        if len(self.reported) >= MOST_REMEMBERED:
            self.reported.clear()
        self.reported[key] = now
        return True

    def start(self) -> None:
        with self.starting:
            if self.thread is None or not self.thread.is_alive():
                self.thread = Thread(target=self.send_all, name="error-reports", daemon=True)
                self.thread.start()

    def send_all(self) -> None:
        while True:
            words = self.waiting.get()
            try:
                subject = f"Error on {settings.WAGTAIL_SITE_NAME}'s website"
                # Not by the queue, which is in the database: its loss is what they tell of.
                by_hand = get_connection(settings.LETTERS_SENT_BY)
                to = settings.ERROR_REPORTS_TO
                send_mail(subject, words + "\n", None, to, connection=by_hand)
            except Exception as error:  # noqa: BLE001 (a report about it would fail as well)
                logging.getLogger(__name__).warning(
                    "A report of an error could not be sent: %s", type(error).__name__
                )
            finally:
                self.waiting.task_done()
