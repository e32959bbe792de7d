"""Lays the pocket cards out, keeps what came of it, and tells staff what has no room."""

import logging
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from core.media.storing import store
from core.pdf_writing.checks import CannotMake, DoesNotFit, NotNow
from core.pdf_writing.process import Finished, pdf_from
from helpline.models import IN_ENGLISH, CardSheet, Language
from helpline.pocket_card import ROOM, STEPS, Card, Step, cards_in

logger = logging.getLogger(__name__)

TOO_MANY = "Take some helplines off it."
SECONDS = 20
"""Most of the processor's time for one try. A card takes one or two."""


def laid_out(card: Card) -> tuple[Step, Finished, str]:
    """The first way to set the card that has room for all that it shows, and its PDF.

    Also tells what had no room before, as names of panels; empty if all went well at once.
    Raises `CannotMake`, and `NotNow` when it may work later.
    """
    crowded: list[str] = []
    for step in filter(card.has_places_in, STEPS):
        try:
            return step, pdf_from(card.source(step).bundle, seconds=SECONDS), "; ".join(crowded)
        except DoesNotFit as reason:
            crowded.append(str(reason))
    raise DoesNotFit(crowded[-1])


def sheet_of(card: Card, *, now: datetime | None = None) -> CardSheet:
    """The card as it is laid out today. That is done once for each content, and kept."""
    now = now or timezone.now()
    sheet, _ = CardSheet.objects.get_or_create(content_hash=card.digest)
    if sheet.is_due(now=now):
        CardSheet.objects.filter(pk=sheet.pk).update(tried_at=now)
        sheet.tried_at = now
        _lay_out(sheet, card)
        sheet.save()
    return sheet


def _lay_out(sheet: CardSheet, card: Card) -> None:
    sheet.problem = ""
    try:
        step, finished, sheet.crowded = laid_out(card)
        name = f"pocket-cards/{sheet.content_hash}.pdf"
        default_storage.delete(name)  # what a machine that went down may have left
        sheet.file.name = store(sheet.file, ContentFile(finished.pdf), name)
    except DoesNotFit as reason:
        sheet.crowded, sheet.problem = str(reason), f"There is no room for {reason}."
    except (CannotMake, NotNow) as reason:
        sheet.problem = str(reason)
    except OSError as error:
        sheet.problem = f"The place where files are stored can't be written ({error.strerror})."
    else:
        sheet.step, sheet.size, sheet.file_hash = step.name, len(finished.pdf), finished.sha256
    if sheet.problem:
        logger.warning("There is no PDF of %s: %s", card.name, sheet.problem)


def all_cards() -> list[Card]:
    """Each card that visitors can have today."""
    languages = [IN_ENGLISH, *Language.objects.live()]
    return [card for language in languages for card in cards_in(language)]


def make_cards() -> None:
    """Lay out each card of today, and forget those of before."""
    sheets = [sheet_of(card) for card in all_cards()]
    for sheet in CardSheet.objects.exclude(pk__in=[sheet.pk for sheet in sheets]):
        sheet.delete_file()
        sheet.delete()


def warnings_about(card: Card, sheet: CardSheet) -> list[str]:
    """What to tell staff about the room on a card; empty if all of it is there."""
    found = []
    if card.has_more:
        rest = ", ".join(service.name for service in card.services[ROOM:])
        found.append(f"{card.name} has room for {ROOM} helplines. It leaves out {rest}.")
    if sheet.problem:
        found.append(f"{card.name} has no PDF. {sheet.problem}")
    elif sheet.step == STEPS[-1].name:
        why = f"Shorten what stands on it: {sheet.crowded}." if sheet.crowded else TOO_MANY
        found.append(f"{card.name} has room only for names and numbers. {why}")
    return found


def known_warnings() -> list[str]:
    """The same about all cards of today, as far as they have been laid out."""
    by_digest = {sheet.content_hash: sheet for sheet in CardSheet.objects.all()}
    return [
        warning
        for card in all_cards()
        if (sheet := by_digest.get(card.digest))
        for warning in warnings_about(card, sheet)
    ]
