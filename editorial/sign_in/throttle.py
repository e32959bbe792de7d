"""Guessing is slow, and nobody is kept out for good.

Wrong tries are counted in the database for whoever is tried: an account, a network, both together,
or a browser that the account was used in before. A few are free; from then on each one has to wait
longer than the last, ten minutes at most. What comes too early is not looked at, and doesn't make
the wait longer. A browser that is known to an account is counted by itself, so strangers who guess
at an account never stand in the way of its owner.

Whom tries are counted for is kept as a hash, with a salt that is new each half day. What was
counted under the last salt counts on for its hour; then that salt is deleted, 14 hours old at most.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from editorial.models import Tries, TriesSalt

NONE = timedelta(0)
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=10)
FORGOTTEN_AFTER = timedelta(hours=1)
HALF_DAY = 12 * 3600  # seconds
SALT_BYTES = 32


@dataclass(frozen=True)
class Counted:
    """One thing that tries are counted for, and how many of them are free."""

    kind: str
    of: str
    free: int = 5

    def key(self, salt: str) -> str:
        secret = f"{settings.SECRET_KEY} {salt}"
        room = f"editorial.tries.{self.kind}"
        return salted_hmac(room, self.of, secret=secret, algorithm="sha256").hexdigest()

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


def salts(*, now: datetime) -> tuple[str, str]:
    """The salt of this half day and that of the last one, which is empty if there was none."""
    half_day = _half_day(now)
    found = dict(TriesSalt.objects.filter(pk__gte=half_day - 1).values_list("pk", "salt"))
    if half_day not in found:
        fresh = secrets.token_hex(SALT_BYTES)
        made, is_new = TriesSalt.objects.get_or_create(pk=half_day, defaults={"salt": fresh})
        found[half_day] = made.salt
        if is_new:  # for a site whose timetable rests
            forget(now=now)
    return found[half_day], found.get(half_day - 1, "")


def _half_day(moment: datetime) -> int:
    return int(moment.timestamp()) // HALF_DAY


class Try:
    """One try, counted as wrong until `was_right` is called.

    It is counted before it is looked at, so that a thousand at once are no more than one after
    another.
    """

    def __init__(self, *counted: Counted, now: datetime | None = None):
        self.now = now or timezone.now()
        salt, last_salt = salts(now=self.now)
        self.counted = {each.key(salt): each for each in counted}
        # By the key of now: the key under which the same was counted in the half day before.
        self.earlier = {key: each.key(last_salt) for key, each in self.counted.items()}

    def begin(self) -> None:
        """Count it; `TooManyTries` if it is too early."""
        self._stop_if_too_early(Tries.objects.filter(pk__in=self._keys()))
        missing = [Tries(key=key, last_at=self.now) for key in self.counted]
        Tries.objects.bulk_create(missing, ignore_conflicts=True)
        with transaction.atomic():
            rows = self._rows()
            self._stop_if_too_early(rows.values())
            for key in self.counted:
                self._count(rows[key], rows.get(self.earlier[key]))

    def was_right(self) -> None:
        """Take this one back. What others were wrong in stays."""
        with transaction.atomic():
            for key, row in self._rows().items():
                if key in self.counted:
                    row.count = max(row.count - 1, 0)
                row.blocked_until = None
                row.save()

    def _keys(self) -> list[str]:
        return [*self.counted, *self.earlier.values()]

    def _rows(self) -> dict[str, Tries]:
        # Always in one order, so that two tries never wait for each other.
        rows = Tries.objects.select_for_update().filter(pk__in=self._keys()).order_by("pk")
        return {row.pk: row for row in rows}

    def _stop_if_too_early(self, rows: Iterable[Tries]) -> None:
        wait = max(
            (row.blocked_until - self.now for row in rows if row.blocked_until), default=NONE
        )
        if wait > NONE:
            raise TooManyTries(wait)

    def _count(self, row: Tries, earlier: Tries | None) -> None:
        if self.now - row.last_at > FORGOTTEN_AFTER:
            row.count = 0
        row.count += 1
        row.last_at = self.now
        still = earlier is not None and self.now - earlier.last_at <= FORGOTTEN_AFTER
        wait = self.counted[row.key].wait_after(row.count + (earlier.count if still else 0))
        row.blocked_until = self.now + wait if wait else None
        row.save()


def forget(*, now: datetime) -> None:
    """Drop what no longer counts, and the salts that nothing is counted with any more."""
    Tries.objects.filter(last_at__lt=now - FORGOTTEN_AFTER).delete()
    TriesSalt.objects.filter(pk__lt=_half_day(now - FORGOTTEN_AFTER)).delete()
