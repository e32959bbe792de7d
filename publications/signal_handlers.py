from functools import partial

from django.db import transaction
from django.utils import timezone

from core.models import BasePage
from publications.models import DocumentPage, DocumentPdf, PublicationPage
from publications.tasks import make_pdf


def have_pdf_made(instance: DocumentPdf, **kwargs) -> None:
    transaction.on_commit(partial(make_pdf.enqueue, instance.document_id))


def ask_for_pdf(instance: BasePage, **kwargs) -> None:
    """A document went live, or the publication whose facts stand on its cover."""
    if isinstance(instance, DocumentPage):
        documents = [instance]
    elif isinstance(instance, PublicationPage):
        documents = DocumentPage.objects.child_of(instance).live()
    else:
        return
    for document in documents:
        DocumentPdf.objects.of(document).ask(now=timezone.now())


def delete_file_of_pdf(instance: DocumentPdf, **kwargs) -> None:
    instance.delete_file()
