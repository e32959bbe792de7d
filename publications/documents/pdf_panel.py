"""Tells editors how it stands with the PDF of a document."""

from typing import Any

from wagtail.admin.panels import Panel


class PdfPanel(Panel):
    class BoundPanel(Panel.BoundPanel):
        template_name = "publications/pdf/panel.html"

        def is_shown(self) -> bool:
            return bool(self.instance.pk and self.instance.live) and super().is_shown()

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context = super().get_context_data(parent_context)
            return context | {"pdf": self.instance.newest_pdf, "document": self.instance}
