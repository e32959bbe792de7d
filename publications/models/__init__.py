from publications.models.attachments import Attachment
from publications.models.calls import CallForEvidencePage
from publications.models.document_pdfs import DocumentPdf
from publications.models.documents import DocumentPage
from publications.models.figures import Figure, FiguresPage
from publications.models.index import PublicationIndexPage
from publications.models.letters import LetterPage
from publications.models.organisations import Organisation
from publications.models.pdf_facts import PdfFacts, PdfPage
from publications.models.publications import PublicationPage
from publications.models.recommendations import Recommendation, StatusChange
from publications.models.series import CollectionEntry, CollectionPage, SeriesPage
from publications.models.tracker import RecommendationsPage
from publications.models.types import PublicationType

__all__ = [
    "Attachment",
    "CallForEvidencePage",
    "CollectionEntry",
    "CollectionPage",
    "DocumentPage",
    "DocumentPdf",
    "Figure",
    "FiguresPage",
    "LetterPage",
    "Organisation",
    "PdfFacts",
    "PdfPage",
    "PublicationIndexPage",
    "PublicationPage",
    "PublicationType",
    "Recommendation",
    "RecommendationsPage",
    "SeriesPage",
    "StatusChange",
]
