from functools import partial

from django.db import models, transaction
from django.utils import timezone
from wagtail.log_actions import get_active_log_context, log
from wagtail.models import PageLogEntry

from core.models import BasePage, DocumentVersion
from publications.gates import overruled
from publications.models import DocumentPage, DocumentPdf, PdfFacts, PublicationPage
from publications.tasks import have_read, make_pdf


def have_pdf_made(instance: DocumentPdf, **kwargs) -> None:
    transaction.on_commit(partial(make_pdf.enqueue, instance.document_id))


def ask_for_pdf(instance: BasePage, **kwargs) -> None:
    """A document went live, or the publication whose facts stand on its cover."""
    if isinstance(instance, DocumentPage):
        documents = [instance]
    elif isinstance(instance, PublicationPage) and instance.numchild:
        documents = DocumentPage.objects.child_of(instance).live()
    else:
        return
    for document in documents:
        DocumentPdf.objects.of(document).ask(now=timezone.now())


def delete_file_of_pdf(instance: DocumentPdf, **kwargs) -> None:
    instance.delete_file()


def read_new_pdf(version: DocumentVersion, **kwargs) -> None:
    """In the transaction that makes the version, so that no PDF is without its facts."""
    if version.suffix == "pdf":
        have_read(version)


def delete_covers(instance: PdfFacts, **kwargs) -> None:
    """Once it is sure that the facts are gone, take their pictures out of the storage."""
    transaction.on_commit(partial(instance.delete_covers, instance.cover_names))


def log_overruling(subject: models.Model, **kwargs) -> None:
    """Keep in the history of a page who put it live with which faults of its files, and why."""
    if not isinstance(subject, PublicationPage) or not (faults := overruled(subject)):
        return
    log(
        instance=subject,
        action="publications.overrule_pdf",
        user=get_active_log_context().user or scheduler_of(subject),
        revision=subject.live_revision,
        data={"reason": subject.pdf_overrule_reason, "faults": faults},
    )


def scheduler_of(page: PublicationPage):
    """Who set the time at which the revision that went live just now was due."""
    entries = PageLogEntry.objects.filter(
        page=page.pk, revision=page.live_revision_id, action="wagtail.publish.schedule"
    )
    entry = entries.order_by("timestamp").last()
    return entry and entry.user
