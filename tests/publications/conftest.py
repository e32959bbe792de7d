import pytest
from django.db import transaction

from core.pdf_writing.process import Finished, pdf_from
from publications.documents.pdf_source import source_of
from publications.models import DocumentPage
from tests.publications.full_document import full_document


@pytest.fixture(scope="session")
def full_pdf(django_db_setup, django_db_blocker) -> Finished:
    """The PDF of a document with everything in it, made once. The database forgets it."""
    with django_db_blocker.unblock(), transaction.atomic():
        document = DocumentPage.objects.get(pk=full_document().pk)
        source = source_of(document)
        transaction.set_rollback(True)
    return pdf_from(source.bundle)
