"""What the publications have done in the background."""

from django.utils import timezone
from django_tasks import task

from publications.models import DocumentPage, DocumentPdf
from publications.models.document_pdfs import make_pdf_of


@task(backend="worker")
def make_pdf(document_id: int) -> None:
    for document in DocumentPage.objects.live().filter(pk=document_id):
        make_pdf_of(document)


def have_missing_pdfs_made() -> None:
    """Have made what imports and new designs left out, and what a full disk has put off."""
    for document in DocumentPage.objects.live():
        DocumentPdf.objects.of(document).ask(now=timezone.now())
