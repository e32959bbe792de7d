"""What keeps a publication from going live, and any page that refers to a file of ours."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import models
from django.utils import timezone
from wagtail.models import Page

from core.gates import Objection
from core.media.versions import documents_of
from core.models import BasePage
from publications.models import PublicationPage
from publications.models.file_reports import FileReport, reports_on
from publications.pdf_problems import Problem

# The type of page that can be read in the place of a PDF.
HTML_DOCUMENT = ("publications", "documentpage")
WAYS_OUT = (
    "Mend the file. Or put beside it what people can read instead: fill in “E-mail for other "
    "formats”, or put a live HTML document below this page. Or a publisher says under “Checks of "
    "the files” why it goes live all the same."
)


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


def pdf_objections(subject: models.Model, live_at: datetime) -> Iterator[Objection]:
    """No page goes live with a PDF that visitors can't have, and no publication with one alone
    that people with disabilities can't read.
    """
    if getattr(subject, "withdrawn_on", None):
        return  # its files are nobody's any more
    for report in reports_on(documents_of(subject)):
        if report.forbidding:
            yield Objection(said(report, report.forbidding))
    if isinstance(subject, PublicationPage) and not makes_up_for_faults(subject, live_at):
        for report in subject.file_reports:
            if report.tolerable and not report.forbidding:
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
    app, model = HTML_DOCUMENT
    documents = BasePage.objects.child_of(publication).filter(
        content_type__app_label=app, content_type__model=model, withdrawn_on__isnull=True
    )
    return any(
        page.live or (page.approved_schedule and page.go_live_at and page.go_live_at <= live_at)
        for page in documents
    )


def overruled(publication: PublicationPage) -> list[str]:
    """The faults with which a publication is live only because a publisher said why."""
    is_beside = publication.alternative_format_email or has_html_version(
        publication, timezone.now()
    )
    if publication.withdrawn_on or is_beside or not publication.pdf_overrule_reason:
        return []
    reports = publication.file_reports
    return [said(report, report.tolerable) for report in reports if report.tolerable]
