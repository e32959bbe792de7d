from django.apps import AppConfig
from django.db.models.signals import post_delete
from wagtail.signals import page_published


class PublicationsConfig(AppConfig):
    name = "publications"
    verbose_name = "Publications"

    def ready(self):
        from core import gates
        from publications import signal_handlers
        from publications.gates import first_published_objections
        from publications.models import DocumentPdf
        from publications.models.document_pdfs import asked_for

        gates.register(first_published_objections)
        page_published.connect(signal_handlers.ask_for_pdf, dispatch_uid="ask_for_pdf")
        asked_for.connect(signal_handlers.have_pdf_made, dispatch_uid="have_pdf_made")
        post_delete.connect(
            signal_handlers.delete_file_of_pdf,
            sender=DocumentPdf,
            dispatch_uid="delete_file_of_pdf",
        )
