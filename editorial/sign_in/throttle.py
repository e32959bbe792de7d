"""Guessing is slow, and nobody is kept out for good.

Wrong tries are counted in the database for whoever is tried: an account, a network, both together,
or a browser that the account was used in before. A few are free; from then on each one has to wait
longer than the last, ten minutes at most. What comes too early is not looked at, and doesn't make
the wait longer. A browser that is known to an account is counted by itself, so strangers who guess
at an account never stand in the way of its owner.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from editorial.models import Tries

NONE = timedelta(0)
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=10)
FORGOTTEN_AFTER = timedelta(hours=1)


@dataclass(frozen=True)
class Counted:
    """One thing that tries are counted for, and how many of them are free."""

    kind: str
    of: str
    free: int = 5

    @property
    def key(self) -> str:
        return salted_hmac(f"editorial.tries.{self.kind}", self.of, algorithm="sha256").hexdigest()

    def wait_after(self, count: int) -> timedelta:
        """How long it takes until the next try is looked at, after this many wrong ones."""
        if count < self.free:
            return NONE
        doublings = min(count - self.free, 10)
        return min(FIRST_WAIT * 2**doublings, LONGEST_WAIT)


class TooManyTries(ValidationError):
    """It is too early for another try. A form shows in its place how long one has to wait."""

    def __init__(self, wait: timedelta):
        super().__init__(words(wait), code="too_many_tries")


def words(wait: timedelta) -> str:
    """What to tell somebody who has to wait this long."""
    minutes = -(-wait // timedelta(minutes=1))
    return (
        "Somebody was wrong too often. To keep guesses slow, wait "
        f"{minutes} {'minute' if minutes == 1 else 'minutes'}, then try again."
    )


class Try:
    """One try, counted as wrong until `was_right` is called.

    It is counted before it is looked at, so that a thousand at once are no more than one after
    another.
    """

    def __init__(self, *counted: Counted, now: datetime | None = None):
        self.counted = {each.key: each for each in counted}
        self.now = now or timezone.now()

    def begin(self) -> None:
        """Count it; `TooManyTries` if it is too early."""
        self._stop_if_too_early(Tries.objects.filter(pk__in=self.counted))
        missing = [Tries(key=key, last_at=self.now) for key in self.counted]
        Tries.objects.bulk_create(missing, ignore_conflicts=True)
        with transaction.atomic():
            rows = self._rows()
            self._stop_if_too_early(rows)
            for row in rows:
                self._count(row)

    def was_right(self) -> None:
        """Take this one back. What others were wrong in stays."""
        with transaction.atomic():
            for row in self._rows():
                row.count = max(row.count - 1, 0)
                row.blocked_until = None
                row.save()

    def _rows(self) -> list[Tries]:
        # Always in one order, so that two tries never wait for each other.
        rows = Tries.objects.select_for_update().filter(pk__in=self.counted)
        return list(rows.order_by("pk"))

    def _stop_if_too_early(self, rows: Iterable[Tries]) -> None:
        wait = max(
            (row.blocked_until - self.now for row in rows if row.blocked_until), default=NONE
        )
        if wait > NONE:
            raise TooManyTries(wait)

    def _count(self, row: Tries) -> None:
        if self.now - row.last_at > FORGOTTEN_AFTER:
            row.count = 0
        row.count += 1
        row.last_at = self.now
        wait = self.counted[row.key].wait_after(row.count)
        row.blocked_until = self.now + wait if wait else None
        row.save()


def forget(*, now: datetime) -> None:
    """Drop what no longer counts."""
    Tries.objects.filter(last_at__lt=now - FORGOTTEN_AFTER).delete()
