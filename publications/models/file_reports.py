"""What an editor needs to know of the files that a page refers to."""

from collections.abc import Iterable
from dataclasses import dataclass

from core.media.versions import READ_FIRST
from core.models import CustomDocument, DocumentVersion
from publications.models.pdf_facts import PdfFacts
from publications.pdf_problems import Problem, problems_of


@dataclass(frozen=True)
class FileReport:
    """A PDF, by its newest version, which is what visitors get once the page is live."""

    document: CustomDocument
    version: DocumentVersion | None
    facts: PdfFacts | None

    @property
    def problems(self) -> list[Problem]:
        return list(problems_of(self.facts))

    @property
    def is_waiting(self) -> bool:
        return self.facts is None or self.facts.is_waiting

    @property
    def forbidding(self) -> list[Problem]:
        """What keeps it from visitors, whatever stands beside it."""
        return [found for found in self.problems if not (found.is_tolerable or found.is_advice)]

    @property
    def tolerable(self) -> list[Problem]:
        return [found for found in self.problems if found.is_tolerable]


def reports_on(document_ids: Iterable[int]) -> list[FileReport]:
    """A report on each of these files that is a PDF, in their order."""
    documents = CustomDocument.objects.in_bulk(document_ids)
    if not documents:
        return []
    versions = DocumentVersion.objects.filter(document__in=documents).select_related("facts")
    newest: dict[int, DocumentVersion] = {}
    for version in versions.order_by("document", "-number"):
        newest.setdefault(version.document_id, version)
    return [
        FileReport(
            documents[number], newest.get(number), getattr(newest.get(number), "facts", None)
        )
        for number in dict.fromkeys(document_ids)
        if number in documents and documents[number].file_extension.lower() in READ_FIRST
    ]
