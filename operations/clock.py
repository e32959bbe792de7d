"""The time by which things are released. A clock that jumps releases nothing."""

import logging
import time
from datetime import datetime

from django.db import connection
from django.utils import timezone

logger = logging.getLogger(__name__)

JUMP_SECONDS = 5.0
HOLD_SECONDS = 60.0


def database_now() -> datetime:
    """The time of the database, which all machines share."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT clock_timestamp()")
            return cursor.fetchone()[0]
    return timezone.now()


class ReleaseClock:
    """Compares the time of day with a count of seconds that nobody can set.

    When the two part by more than 5 s, the clock was set, and it holds for 60 s: if it was a
    mistake, whoever made it can mend it before anything is out.
    """

    _last: tuple[datetime, float] | None = None
    _held_until = 0.0

    def forget(self) -> None:
        """Start anew, as a process does."""
        self._last, self._held_until = None, 0.0

    def now(self, *, time_of_day: datetime, seconds: float) -> datetime | None:
        """The time that holds for releases; None while the clock is not to be trusted."""
        if self._last is not None:
            then, before = self._last
            jump = (time_of_day - then).total_seconds() - (seconds - before)
            if abs(jump) > JUMP_SECONDS:
                logger.error("The clock jumped by %.0f s. Nothing is released for a minute.", jump)
                self._held_until = seconds + HOLD_SECONDS
        self._last = (time_of_day, seconds)
        return None if seconds < self._held_until else time_of_day


clock = ReleaseClock()


def release_time() -> datetime | None:
    """Now, by the slower of the clocks of this machine and of the database. None while held."""
    now = min(database_now(), timezone.now())
    return clock.now(time_of_day=now, seconds=time.monotonic())
