from publications.models.attachments import Attachment
from publications.models.document_pdfs import DocumentPdf
from publications.models.documents import DocumentPage
from publications.models.index import PublicationIndexPage
from publications.models.organisations import Organisation
from publications.models.pdf_facts import PdfFacts, PdfPage
from publications.models.publications import PublicationPage
from publications.models.series import CollectionEntry, CollectionPage, SeriesPage
from publications.models.types import PublicationType

__all__ = [
    "Attachment",
    "CollectionEntry",
    "CollectionPage",
    "DocumentPage",
    "DocumentPdf",
    "Organisation",
    "PdfFacts",
    "PdfPage",
    "PublicationIndexPage",
    "PublicationPage",
    "PublicationType",
    "SeriesPage",
]
