"""On the dashboard: PDFs that can't be read or made, for those who can do something about it."""

from collections.abc import Mapping
from typing import Any

from django.db.models import F
from django.urls import reverse
from wagtail.admin.ui.components import Component

from publications.documents.pdf_source import edition_of
from publications.models import DocumentPdf, PdfFacts

SHOWN = 20


class FailedPdfsPanel(Component):
    """Shown only when there is one."""

    template_name = "publications/failed_pdfs.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> Mapping[str, Any]:
        unread = PdfFacts.objects.filter(
            state=PdfFacts.State.FAILED,
            version__document__current=F("version"),
            version__document__deleted_at__isnull=True,
        )
        unmade = DocumentPdf.objects.filter(state=DocumentPdf.State.FAILED, document__live=True)
        rows = [
            {
                "title": facts.version.document.title,
                "url": reverse("wagtaildocs:edit", args=[facts.version.document_id]),
                "words": f"This file can’t be read. {facts.failure}",
            }
            for facts in unread.select_related("version__document")[:SHOWN]
        ]
        rows += [
            {
                "title": pdf.document.title,
                "url": reverse("wagtailadmin_pages:edit", args=[pdf.document_id]),
                "words": f"Its PDF can’t be made. {pdf.problem}",
            }
            for pdf in unmade.select_related("document")[:SHOWN]
            # Of editions that visitors no longer see, nobody wants one.
            if pdf.edition == edition_of(pdf.document)
        ]
        return {"rows": rows}
