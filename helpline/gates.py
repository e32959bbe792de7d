"""What keeps words from going live. A helpline's number is never kept back for want of room."""

from collections.abc import Iterator
from datetime import datetime

from django.db import models

from core.gates import Objection
from helpline.card_making import sheet_of
from helpline.models import Language
from helpline.pocket_card import cards_in


def card_objections(subject: models.Model, live_at: datetime) -> Iterator[Objection]:
    """The words of a language have room on its pocket cards, beside names and numbers."""
    if not isinstance(subject, Language):
        return
    for card in cards_in(subject):
        if card.has_words_of_its_own and (sheet := sheet_of(card)).has_no_room:
            yield Objection(
                f"{card.name} has no room for {sheet.crowded}. Shorten these words.",
                "translations",
            )
