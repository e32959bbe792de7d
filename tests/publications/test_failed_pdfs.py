"""The dashboard names PDFs that don't work, to those who can do something about it."""

import pytest
from django.urls import reverse

from editorial.bin import keeping
from publications.documents.pdf_source import edition_of
from publications.models import DocumentPdf, PdfFacts
from tests import builders
from tests.reading import document, words

pytestmark = pytest.mark.django_db


def told(client, role: str = "Publisher") -> str:
    """What the panel says; empty if it is not there."""
    client.force_login(builders.staff(role))
    panel = document(client.get(reverse("wagtailadmin_home"))).select_one("#failed-pdfs-section")
    return words(panel) if panel else ""


@pytest.fixture
def file():
    """A PDF that could not be read."""
    file = builders.document(title="The numbers")
    PdfFacts.objects.filter(version__document=file).delete()
    PdfFacts.objects.create(
        version=file.versions.get(), state=PdfFacts.State.FAILED, failure="It is damaged."
    )
    return file


@pytest.fixture
def report():
    """A document whose PDF could not be made."""
    report = builders.document_page(title="The report itself")
    DocumentPdf.objects.filter(document=report).delete()
    DocumentPdf.objects.create(
        document=report,
        edition=edition_of(report),
        state=DocumentPdf.State.FAILED,
        problem="A letter is missing.",
    )
    return report


def test_a_file_that_cannot_be_read_is_named_with_the_reason(client, file):
    assert "The numbers This file can’t be read. It is damaged." in told(client)


def test_a_document_whose_pdf_cannot_be_made_is_named_with_the_reason(client, report):
    assert "The report itself Its PDF can’t be made. A letter is missing." in told(client)


def test_what_nobody_can_mend_is_not_shown_to_them(client, file, report):
    assert told(client, "Author") == ""


def test_when_a_later_edition_was_made_nothing_is_left_to_do(client, report):
    report.title = "The report itself, mended"
    report.save_revision().publish()

    assert told(client) == ""


def test_a_file_in_the_bin_does_not_wait_for_anybody(client, file):
    keeping.delete(file)

    assert told(client) == ""
