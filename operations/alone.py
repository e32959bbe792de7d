"""One node at a time does what must not be done by two at once, such as to migrate."""

import fcntl
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import IO

from django.conf import settings
from django.db import connection

LOCK_NUMBER = 4_208_159
"""What PostgreSQL knows the lock by. Nothing else of ours takes one of this kind."""
PAUSE_SECONDS = 0.5


@contextmanager
def alone(*, say: Callable[[str], object]) -> Iterator[None]:
    """Wait until no other node is inside. Who is killed inside lets the others in.

    Asked again and again, and never waited for within a statement: an index that is built while
    the site runs waits for all statements that began before it, and would wait for ours for ever.
    """
    holder = in_the_database if connection.vendor == "postgresql" else in_a_file
    with holder() as taken:
        if not taken():
            say("Another node is preparing. Waiting for it ...")
            while not taken():
                time.sleep(PAUSE_SECONDS)
        yield


@contextmanager
def in_the_database() -> Iterator[Callable[[], bool]]:
    """By a connection of its own, as a migration may close the other one."""
    with closing(connection.copy()) as own:

        def taken() -> bool:
            with own.cursor() as cursor:
                cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK_NUMBER])
                return cursor.fetchone()[0]

        yield taken


@contextmanager
def in_a_file() -> Iterator[Callable[[], bool]]:
    """SQLite is on one machine, and so are all who use it."""
    with (settings.STATE_DIR / "preparing").open("ab") as file:
        yield lambda: is_locked_by_us(file)


def is_locked_by_us(file: IO) -> bool:
    """Take the lock of an open file, which goes with the process. False if another one has it."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
