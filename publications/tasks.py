"""What the publications have done in the background."""

from datetime import timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from core.media.documents import adopt_files_without_version
from core.models import DocumentVersion
from publications.models import DocumentPage, DocumentPdf, PdfFacts
from publications.models.document_pdfs import make_pdf_of
from publications.pdf_files import read_version

FORGOTTEN_AFTER = timedelta(minutes=10)


@task(backend="worker")
def read_pdf(version_id: int) -> None:
    for facts in PdfFacts.objects.filter(version=version_id).select_related("version__document"):
        read_version(facts)


def have_read(version: DocumentVersion) -> None:
    """Have the facts of a PDF found out once its version is sure to be there, or once more."""
    facts, is_new = PdfFacts.objects.get_or_create(version=version)
    if not is_new:
        facts.wait()
    transaction.on_commit(partial(read_pdf.enqueue, version.pk))


def have_forgotten_read() -> None:
    """Have read what came past all this: files from before it, and those whose task was lost."""
    adopt_files_without_version()
    long_ago = timezone.now() - FORGOTTEN_AFTER
    for facts in PdfFacts.objects.filter(state=PdfFacts.State.WAITING, waiting_since__lt=long_ago):
        PdfFacts.objects.filter(pk=facts.pk).update(waiting_since=timezone.now())
        read_pdf.enqueue(facts.version_id)


@task(backend="worker")
def make_pdf(document_id: int) -> None:
    for document in DocumentPage.objects.live().filter(pk=document_id):
        make_pdf_of(document)


def have_missing_pdfs_made() -> None:
    """Have made what imports and new designs left out, and what a full disk has put off."""
    for document in DocumentPage.objects.live():
        DocumentPdf.objects.of(document).ask(now=timezone.now())
