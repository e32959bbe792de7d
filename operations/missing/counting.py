"""Counts the addresses that were not found, and nothing of who asked for them.

A request only adds a line to a file, so a full disk or a locked database is none of a visitor's
business. The timetable makes totals of the lines. `docs/decisions` says what is never kept.
"""

import re
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from core.page_cache import BY_OURSELVES
from core.spreadsheets import CONTROLS
from operations.models import IgnoredAddress, MissingAddress
from operations.redirects.addresses import LONGEST, folded
from operations.redirects.targets import FILES, belongs_to_the_site

MOST_BYTES = 512 * 1024
"""Of the file between two counts. What comes when it is full is not counted."""
MOST_ROWS = 1_000
"""Of one day. Those seen most often stay, so a scanner that guesses can't crowd them out."""
KEPT_FROM = 5
"""Times a day from which an address is kept by name once the day is over."""
KEPT_FOR = timedelta(days=90)

# Keys and tokens, addresses of people, and what only scanners ask for.
SECRET = re.compile(r"[0-9a-f]{24,}|(?=\S*[0-9])(?=\S*[a-z])(?=\S*[A-Z])[A-Za-z0-9_-]{16,}|@|%40")
SCANNED = re.compile(
    r"%[01][0-9a-f]|%7f|\.(?:php\d?|env|git|cgi|jsp|sql|bak|ini|sh)\b|/\.|/wp-|/cgi-bin", re.I
)


def path() -> Path:
    return settings.STATE_DIR / "missing-addresses"


class CountMiddleware:
    """Notes each address at which nothing is, once no redirect was found either."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        is_asked_by_a_visitor = BY_OURSELVES not in request.META
        if (
            response.status_code == 404
            and request.method in ("GET", "HEAD")
            and is_asked_by_a_visitor
        ):
            note(request.path)
        return response


def note(address: str) -> None:
    """Add the path `address` to what waits to be counted, unless it may be a secret."""
    key = folded(address)
    if not may_be_kept(address, key):
        return
    try:
        with path().open("a", encoding="utf-8") as file:
            if file.tell() < MOST_BYTES:
                file.write(f"{timezone.localdate()} {key}\n")
    except OSError:
        return  # The count is rough, and nobody's answer waits for it.


def may_be_kept(address: str, key: str) -> bool:
    if len(key) > LONGEST or "?" in key or CONTROLS.search(key) or not key.isprintable():
        return False
    if any(SECRET.search(step) for step in address.split("/")) or SCANNED.search(key):
        return False
    return not (f"{key}/".startswith((FILES, settings.STATIC_URL)) or belongs_to_the_site(key))


def tally(*, now: datetime) -> None:
    """Add what waits to the totals of its day, and forget what is over."""
    today = timezone.localdate(now)
    for day, counts in read_waiting(today=today).items():
        add(day, counts)
    forget(today=today)


def read_waiting(*, today: date) -> dict[date, Counter[str]]:
    """How often each address was noted today and yesterday. Begins a new file."""
    taken = path().with_suffix(".taken")
    try:
        path().replace(taken)
        lines = taken.read_text(encoding="utf-8", errors="replace").splitlines()
        taken.unlink()
    except FileNotFoundError:
        return {}
    found = {day: Counter() for day in (today, today - timedelta(days=1))}
    by_name = {str(day): counts for day, counts in found.items()}
    for line in lines:
        day, _, key = line.partition(" ")
        if day in by_name and key.startswith("/"):
            by_name[day][key] += 1
    return found


@transaction.atomic
def add(day: date, counts: Counter[str]) -> None:
    """Add `counts` to the totals of `day`, and keep the largest alone."""
    for ignored in IgnoredAddress.objects.values_list("path", flat=True):
        counts.pop(ignored, None)
    rows = {row.path: row for row in MissingAddress.objects.filter(day=day)}
    for key, count in counts.items():
        row = rows.setdefault(key, MissingAddress(path=key, day=day, count=0))
        row.count += count
    kept = sorted(rows.values(), key=lambda row: -row.count)[:MOST_ROWS]
    MissingAddress.objects.filter(day=day).delete()
    MissingAddress.objects.bulk_create(
        [MissingAddress(path=row.path, day=day, count=row.count) for row in kept]
    )


def forget(*, today: date) -> None:
    """Drop the names seen a few times on days that are over, and all after `KEPT_FOR`."""
    over = MissingAddress.objects.filter(day__lt=today)
    over.filter(count__lt=KEPT_FROM).delete()
    over.filter(day__lt=today - KEPT_FOR).delete()
