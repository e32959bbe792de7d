"""How publications, and the records around them, stand in a bundle."""

from core.records import Kind, Values, complete_page, page_kind
from publications.models import (
    CallForEvidencePage,
    CollectionPage,
    DocumentPage,
    Figure,
    FiguresPage,
    LetterPage,
    Organisation,
    PublicationIndexPage,
    PublicationPage,
    Recommendation,
    RecommendationsPage,
    SeriesPage,
)


def complete_document(document: DocumentPage, values: Values) -> None:
    document.note_sections()
    complete_page(document, values)


KINDS = [
    Kind(Organisation, known_by=("slug",)),
    Kind(Figure, known_by=("slug",)),
    page_kind(PublicationIndexPage),
    page_kind(SeriesPage),
    page_kind(CollectionPage),
    page_kind(FiguresPage),
    page_kind(RecommendationsPage),
    page_kind(PublicationPage),
    page_kind(LetterPage),
    page_kind(CallForEvidencePage),
    page_kind(DocumentPage, complete=complete_document),
    Kind(Recommendation, known_by=("publication", "number")),
]
