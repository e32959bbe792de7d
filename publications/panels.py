from wagtail.admin.panels import Panel


class FileReportsPanel(Panel):
    """What was found in the PDFs of a publication, and how to mend what is wrong with them."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "publications/panels/file_reports.html"

        def is_shown(self):
            return super().is_shown() and self.instance.pk is not None

        def get_context_data(self, parent_context=None):
            context = super().get_context_data(parent_context)
            return context | {"reports": self.instance.file_reports}
