"""The chain over the audit log, and what it shows."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from editorial.audit.recording import record_what_is_missing, without_line
from editorial.models import AuditLine, AuditSeal

logger = logging.getLogger(__name__)

START = "0" * 64
AT_ONCE = 500
SEALED_WITHIN = timedelta(hours=1)


def head() -> AuditSeal | None:
    """The last link of the chain."""
    return AuditSeal.objects.order_by("-position").first()


def seal() -> int:
    """Add a link for each line that has none; how many that were.

    Of two that do so at once, one is too late for a position and adds nothing.
    """
    record_what_is_missing()
    count = 0
    while added := _seal_some():
        count += added
    return count


def _seal_some() -> int:
    try:
        with transaction.atomic():
            last = AuditSeal.objects.select_for_update().order_by("-position").first()
            lines = AuditLine.objects.without_seal().order_by("pk")[:AT_ONCE]
            seals = list(_links(last, lines))
            AuditSeal.objects.bulk_create(seals)
    except IntegrityError:
        return 0
    return len(seals)


def _links(last: AuditSeal | None, lines) -> Iterator[AuditSeal]:
    position, previous = (last.position, last.digest) if last else (0, START)
    for line in lines:
        position += 1
        link = AuditSeal(
            position=position,
            line_number=line.pk,
            line_digest=line.digest,
            kept_until=line.kept_until,
            previous=previous,
        )
        link.digest = previous = link.right_digest
        yield link


def faults(*, now: datetime, expected: str = "") -> Iterator[str]:
    """What is wrong with the log, in words. `expected` is a link that somebody noted earlier."""
    position, previous, is_found = 0, START, not expected
    for some in _by_the_hundreds():
        lines = AuditLine.objects.in_bulk([link.line_number for link in some])
        for link in some:
            position += 1
            is_found = is_found or str(link) == expected
            yield from _faults_of(link, lines.get(link.line_number), position, previous, now)
            position, previous = link.position, link.digest
    if not is_found:
        yield f"The link {expected} is not in the chain: it was cut, or written anew."
    for line in AuditLine.objects.without_seal().filter(at__lt=now - SEALED_WITHIN):
        yield f"Line {line.pk} has no link yet. Does the timetable run?"
    for entry in without_line():
        if entry.timestamp < now - SEALED_WITHIN:
            yield f"An event of {entry.timestamp:%Y-%m-%d %H:%M} has no line: {entry.label}"


def _by_the_hundreds() -> Iterator[list[AuditSeal]]:
    after = -1
    while some := list(AuditSeal.objects.filter(position__gt=after)[:AT_ONCE]):
        yield some
        after = some[-1].position


def _faults_of(
    link: AuditSeal, line: AuditLine | None, position: int, previous: str, now: datetime
) -> Iterator[str]:
    if link.position != position:
        yield f"Links {position} to {link.position - 1} are missing."
    elif link.previous != previous:
        yield f"Link {link.position} does not follow from the one before it."
    if link.digest != link.right_digest:
        yield f"Link {link.position} was changed."
    if line is None:
        if link.kept_until is None or link.kept_until > now:
            yield f"Line {link.line_number} was removed."
    elif line.digest != link.line_digest:
        yield f"Line {link.line_number} was changed: {line}"


def note_head() -> None:
    """Say in the server's log where the chain stands, which nobody changes in the database."""
    if last := head():
        logger.info("The audit log ends with link %s.", last)
