"""What keeps a publication or its text from going live, and any page that refers to a file.

A withdrawn publication shows nothing that could be wrong.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from django.db import models
from django.utils import timezone
from wagtail.models import Page

from core.gates import Objection
from core.media.versions import documents_of
from publications.documents import checks
from publications.models import (
    CallForEvidencePage,
    DocumentPage,
    Figure,
    LetterPage,
    PublicationPage,
    Recommendation,
)
from publications.models.file_reports import FileReport, reports_on
from publications.models.types import LETTERS
from publications.pdf_problems import Problem
from publications.recommendations import problems_of

WAYS_OUT = (
    "Mend the file. Or put beside it what people can read instead: fill in “E-mail for other "
    "formats”, or put a live HTML document below this page. Or a publisher says under “Checks of "
    "the files” why it goes live all the same."
)


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
    elif checks.is_empty(subject.sections):
        yield Objection(
            "There is nothing to read yet. Put text, a table or a picture into a section.",
            "sections",
        )
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


def pdf_objections(subject: models.Model, live_at: datetime) -> Iterator[Objection]:
    """No page goes live with a PDF that visitors can't have, and no publication with one alone
    that people with disabilities can't read.
    """
    if getattr(subject, "withdrawn_on", None):
        return  # its files are nobody's any more
    for report in reports_on(documents_of(subject)):
        if report.forbidding:
            yield Objection(said(report, report.forbidding))
    if not isinstance(subject, PublicationPage):
        return
    reports = subject.file_reports
    faulty = [report for report in reports if report.tolerable and not report.forbidding]
    if faulty and not makes_up_for_faults(subject, live_at):
        for report in faulty:
            yield Objection(f"{said(report, report.tolerable)} {WAYS_OUT}")


def said(report: FileReport, problems: Sequence[Problem]) -> str:
    """What is wrong with a file, and how to mend it."""
    parts = [f"The file “{report.document.filename}”:"]
    for problem in problems:
        parts.append(problem.words)
        if problem.in_word:
            parts.append(f"In Word: {problem.in_word} In InDesign: {problem.in_indesign}")
    return " ".join(parts)


def makes_up_for_faults(publication: PublicationPage, live_at: datetime) -> bool:
    """Whether people who can't read its PDF get what it says in another way, or a publisher has
    said why it goes live all the same.
    """
    return bool(
        publication.alternative_format_email
        or publication.pdf_overrule_reason
        or has_html_version(publication, live_at)
    )


def has_html_version(publication: Page, live_at: datetime) -> bool:
    """Whether an HTML document below it is live, or will be by `live_at`."""
    if publication.pk is None:
        return False
    documents = DocumentPage.objects.child_of(publication).filter(withdrawn_on__isnull=True)
    return any(
        page.live or (page.approved_schedule and page.go_live_at and page.go_live_at <= live_at)
        for page in documents
    )


def overruled(publication: PublicationPage) -> list[str]:
    """The faults with which a publication is live only because a publisher said why."""
    if publication.withdrawn_on or not publication.pdf_overrule_reason:
        return []
    if publication.alternative_format_email or has_html_version(publication, timezone.now()):
        return []
    reports = publication.file_reports
    return [said(report, report.tolerable) for report in reports if report.tolerable]
