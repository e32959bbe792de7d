"""Whether somebody guesses at the address of a page that is not public yet, and who hears of it.

The totals of the day say so: many addresses that were not found, beside the one of a page that
waits and nearly like it. They are as often asked as they are told of: nothing of who asked is kept.
"""

import logging
from collections.abc import Iterable
from datetime import datetime

from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from rapidfuzz import fuzz
from wagtail.log_actions import LogActionRegistry, log
from wagtail.models import PageLogEntry, Revision

from core.models import BasePage
from editorial.letters import subject_line
from editorial.models import pages_in_unreleased_packs
from editorial.packs.release import publishers
from operations.models import MissingAddress
from operations.redirects.addresses import folded

logger = logging.getLogger(__name__)

MANY = 20
"""Misses of one day, together, that are no slip of anybody's."""
NEAR = 80
"""Of 100, how like two names are. Another year or month, or a word more, is nearer than that."""
GUESSED = "operations.guessed"


def look(*, now: datetime) -> None:
    """Tell publishers of each page that waits and is guessed at, once a day."""
    today = timezone.localdate(now)
    rows = MissingAddress.objects.filter(day=today).values_list("path", "count")
    totals = [(path, count) for path, count in rows if count]
    for page in waiting_pages() if totals else ():
        count = misses_near(folded(page.get_url()), totals)
        if count >= MANY:
            tell(page.pk, count, now=now)


def waiting_pages() -> Iterable[BasePage]:
    """Pages that are in an embargo pack or have their hour set, and that nobody may read yet."""
    due = Revision.page_revisions.filter(approved_go_live_at__isnull=False).values("object_id")
    numbers = [int(number) for number in due.values_list("object_id", flat=True)]
    waits = Q(pk__in=numbers) | Q(pk__in=pages_in_unreleased_packs())
    waiting = BasePage.objects.filter(waits, live=False)
    return [page for page in waiting if page.get_url()]


def misses_near(own: str, totals: list[tuple[str, int]]) -> int:
    above, _, name = own.rpartition("/")
    return sum(
        count
        for path, count in totals
        if path.rpartition("/")[0] == above and fuzz.ratio(path.rpartition("/")[2], name) >= NEAR
    )


@transaction.atomic
def tell(page_id: int, count: int, *, now: datetime) -> None:
    """One letter and one line of the log. The lock keeps a second scheduler from the same."""
    page = BasePage.objects.select_for_update().get(pk=page_id)
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    if PageLogEntry.objects.filter(page=page_id, action=GUESSED, timestamp__gte=midnight).exists():
        return
    log(page, GUESSED, data={"count": count})
    logger.error("Somebody guesses at the address of a page that is not public yet.")
    to = [user.email for user in publishers() if user.email]
    title = page.get_admin_display_title()
    words = (
        f"“{title}” is not public yet. Today {count} requests for addresses nearly like its own "
        "found nothing. Somebody may be guessing at it.\n\n"
        "Nobody can read it before its time, and a right guess is answered as a wrong one is. "
        "Where it went from hand to hand, the address may be known: look at who was sent a link."
    )
    try:
        send_mail(subject_line(f"Guessed at: {title}"), words, None, to)
    except OSError:  # among them all that a mail server can answer
        logger.exception("The letter about guesses was not sent.")


def register_actions(actions: LogActionRegistry) -> None:
    actions.register_action(GUESSED, "Guessed at", "Many addresses near this one were asked for.")
