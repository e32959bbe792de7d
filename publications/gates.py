"""What keeps a publication, or a document of one, from going live."""

from collections.abc import Iterator
from datetime import datetime

from django.db import models
from django.utils import timezone

from core.gates import Objection
from publications.documents import checks
from publications.models import DocumentPage, PublicationPage


def first_published_objections(subject: models.Model, live_at: datetime) -> Iterator[Objection]:
    """A live publication can't say that it is first published on a later day."""
    if not isinstance(subject, PublicationPage):
        return
    if not subject.publication_type:
        yield Objection("Choose the type of this publication.", "publication_type")
    goes_live_on = timezone.localdate(live_at)
    if subject.display_date and subject.display_date > goes_live_on:
        yield Objection(
            f"“First published” is {subject.display_date:%-d %B %Y}, which is after the day on "
            f"which the page goes live ({goes_live_on:%-d %B %Y}). Change the date, or set the "
            "page to go live on that day.",
            "display_date",
        )


def unfinished_document_objections(subject: models.Model, live_at: datetime) -> Iterator[Objection]:
    """A document is live only when it is whole. Drafts may lack what these rules ask for."""
    if not isinstance(subject, DocumentPage):
        return
    if not subject.sections:
        yield Objection("Write at least one section.", "sections")
    elif problem := checks.problem_with(subject.sections, subject.numbering):
        for sentence in checks.sentences(problem, subject.sections):
            yield Objection(sentence, "sections")
