"""What keeps a publication, or a document of one, from going live.

A withdrawn one shows nothing that could be wrong.
"""

from collections.abc import Iterator
from datetime import date, datetime

from django.db import models
from django.utils import timezone

from core.gates import Objection
from publications.documents import checks
from publications.models import (
    CallForEvidencePage,
    DocumentPage,
    LetterPage,
    PublicationPage,
)
from publications.models.types import LETTERS


def _is_shown(subject: models.Model, kind: type[PublicationPage]) -> bool:
    return isinstance(subject, kind) and not subject.withdrawn_on


def _lies_ahead(words: str, day: date, live_at: datetime) -> str:
    return (
        f"{words} is {day:%-d %B %Y}, which is after the day on which the page goes live "
        f"({timezone.localdate(live_at):%-d %B %Y}). Change the date, or set the page to go live "
        "on that day."
    )


def first_published_objections(subject: models.Model, live_at: datetime) -> Iterator[Objection]:
    """A live publication can't say that it is first published on a later day."""
    if not _is_shown(subject, PublicationPage):
        return
    if not subject.publication_type:
        yield Objection("Choose the type of this publication.", "publication_type")
    if subject.display_date and subject.display_date > timezone.localdate(live_at):
        problem = _lies_ahead("“First published”", subject.display_date, live_at)
        yield Objection(problem, "display_date")


def change_objections(subject: models.Model, live_at: datetime) -> Iterator[Objection]:
    """Nothing can have changed on a day that has not come."""
    if not _is_shown(subject, PublicationPage):
        return
    if subject.updated_on and subject.updated_on > timezone.localdate(live_at):
        yield Objection(
            _lies_ahead("The day of the last change", subject.updated_on, live_at), "change_notes"
        )


def unfinished_document_objections(subject: models.Model, live_at: datetime) -> Iterator[Objection]:
    """A document is live only when it is whole. Drafts may lack what these rules ask for."""
    if not isinstance(subject, DocumentPage) or subject.withdrawn_on:
        return
    if not subject.sections:
        yield Objection("Write at least one section.", "sections")
    elif problem := checks.problem_with(subject.sections, subject.numbering):
        for sentence in checks.sentences(problem, subject.sections):
            yield Objection(sentence, "sections")


def letter_objections(subject: models.Model, live_at: datetime) -> Iterator[Objection]:
    """A live letter has been sent, to somebody, and nothing in its exchange is contradictory."""
    if not _is_shown(subject, LetterPage):
        return
    if subject.publication_type and subject.publication_type not in LETTERS:
        yield Objection("Choose “Letter” or “Open letter”.", "publication_type")
    if not subject.addressee.strip():
        yield Objection("Say to whom the letter was sent.", "addressee")
    if subject.sent_on and subject.sent_on > timezone.localdate(live_at):
        yield Objection(_lies_ahead("The date on the letter", subject.sent_on, live_at), "sent_on")
    for field, problem in subject.contradictions().items():
        yield Objection(problem, field)


def call_objections(subject: models.Model, live_at: datetime) -> Iterator[Objection]:
    """A live call says when it opens, when it closes and how to respond."""
    if not _is_shown(subject, CallForEvidencePage):
        return
    if subject.opens_at is None:
        yield Objection("Say when the call opens.", "opens_at")
    if subject.closes_at is None:
        yield Objection("Say when the call closes.", "closes_at")
    if not subject.how_to_respond:
        yield Objection("Say how people can respond.", "how_to_respond")
