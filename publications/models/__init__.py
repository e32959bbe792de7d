from publications.models.attachments import Attachment
from publications.models.calls import CallForEvidencePage
from publications.models.documents import DocumentPage
from publications.models.index import PublicationIndexPage
from publications.models.letters import LetterPage
from publications.models.organisations import Organisation
from publications.models.publications import PublicationPage
from publications.models.series import CollectionEntry, CollectionPage, SeriesPage
from publications.models.types import PublicationType

__all__ = [
    "Attachment",
    "CallForEvidencePage",
    "CollectionEntry",
    "CollectionPage",
    "DocumentPage",
    "LetterPage",
    "Organisation",
    "PublicationIndexPage",
    "PublicationPage",
    "PublicationType",
    "SeriesPage",
]
