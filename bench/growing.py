"""Fills a site for `bench.growth`: news, and for each ten of them a publication with a PDF.

Rows are written straight into their tables, as nothing here measures how they come to be. PDFs
are records with texts: no file is there, and none has to be read. The words that misspelled
searches are compared with are not counted, which takes minutes: `bench.search` asks for those.
"""

from collections.abc import Iterator, Sequence
from copy import copy
from itertools import islice

from bench.search import BATCH, passages
from core.models import CustomDocument, DocumentVersion
from news.models import NewsPage
from publications.models import Attachment, PdfFacts, PdfPage, PublicationPage
from search.models import Passage
from tests import builders

ITEMS_FOR_A_PDF = 10
PAGES_OF_A_PDF = 5
DIFFERENT_TEXTS = 500
"""Words are put into their stems once for each text; that takes most of the time."""


def fill(known: int, items: int) -> None:
    """Add news, PDFs and what search knows of them, from as many items to as many."""
    for start in range(known, items, BATCH):
        count = min(BATCH, items - start)
        news = builders.many(NewsPage, count, summary="One sentence about it.")
        reports = publications(max(1, count // ITEMS_FOR_A_PDF), start)
        of_files = [page for page in reports for _ in range(PAGES_OF_A_PDF)]
        Passage.objects.bulk_create(of_pages([*news, *reports]))
        Passage.objects.bulk_create(of_pdfs(of_files))


def publications(count: int, start: int) -> list[int]:
    pages = builders.many(PublicationPage, count, publication_type="report")
    documents = CustomDocument.objects.bulk_create(
        CustomDocument(title=f"File {start + number}", file=f"documents/{start + number}.pdf")
        for number in range(count)
    )
    versions = DocumentVersion.objects.bulk_create(
        DocumentVersion(
            document=document,
            number=1,
            file=document.file.name,
            size=1_000_000,
            sha256="0" * 64,
            is_harmless=True,
            released_at=builders.PUBLISHED_AT,
        )
        for document in documents
    )
    for document, version in zip(documents, versions, strict=True):
        document.current = version
    CustomDocument.objects.bulk_update(documents, ["current"])
    read(versions)
    Attachment.objects.bulk_create(
        Attachment(publication_id=page, title="All of it", document=document)
        for page, document in zip(pages, documents, strict=True)
    )
    return pages


def read(versions: Sequence[DocumentVersion]) -> None:
    """Note what would have been found in these files."""
    facts = PdfFacts.objects.bulk_create(
        PdfFacts(version=version, state="read", page_count=PAGES_OF_A_PDF, has_text=True)
        for version in versions
    )
    texts = [text.text for text in different_texts(is_file=True)]
    PdfPage.objects.bulk_create(
        PdfPage(facts=one, number=number, text=texts[number])
        for one in facts
        for number in range(1, PAGES_OF_A_PDF + 1)
    )


def of_pages(pages: Sequence[int]) -> Iterator[Passage]:
    for number, page in enumerate(pages):
        yield moved(different_texts(is_file=False)[number % DIFFERENT_TEXTS], page)


def of_pdfs(pages: Sequence[int]) -> Iterator[Passage]:
    for number, page in enumerate(pages):
        yield moved(different_texts(is_file=True)[number % DIFFERENT_TEXTS], page)


known_texts: dict[bool, list[Passage]] = {}


def different_texts(*, is_file: bool) -> list[Passage]:
    if not known_texts:
        made = passages(DIFFERENT_TEXTS, DIFFERENT_TEXTS, range(DIFFERENT_TEXTS), 0)
        known_texts[False] = list(islice(made, DIFFERENT_TEXTS))
        known_texts[True] = list(made)
    return known_texts[is_file]


def moved(text: Passage, page: int) -> Passage:
    found = copy(text)
    found.page_id = found.shown_on_id = page
    found.entry = f"page-{page}"
    return found
