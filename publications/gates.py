"""What keeps a publication from going live."""

from collections.abc import Iterator
from datetime import datetime

from django.db import models
from django.utils import timezone

from core.gates import Objection
from publications.models import Figure, PublicationPage, Recommendation
from publications.recommendations import problems_of


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


def recommendation_objections(subject: models.Model, live_at: datetime) -> Iterator[Objection]:
    """A recommendation asks somebody to act, and its statuses follow each other."""
    if not isinstance(subject, Recommendation):
        return
    if not subject.bodies.all():
        yield Objection("Choose at least one organisation that it is addressed to.", "bodies")
    statuses = subject.statuses.all()
    if not statuses:
        yield Objection("Add its first status: “Made”, with the day.", "statuses")
    history = [(change.status, change.changed_on) for change in statuses]
    for problem in problems_of(history, today=timezone.localdate(live_at)):
        yield Objection(f"Status {problem.place + 1}: {problem.message}", "statuses")


def figure_objections(subject: models.Model, live_at: datetime) -> Iterator[Objection]:
    """No figure is newer than itself, whichever of several drafts went live first."""
    if isinstance(subject, Figure) and (problem := subject.problem_of_succession()):
        yield Objection(problem, "superseded_by")
