from django.apps import AppConfig
from django.db.models.signals import post_delete
from wagtail.signals import page_published


class PublicationsConfig(AppConfig):
    name = "publications"
    verbose_name = "Publications"

    def ready(self):
        from core import gates
        from core.media.versions import version_made
        from publications import signal_handlers
        from publications.gates import (
            call_objections,
            change_objections,
            figure_objections,
            first_published_objections,
            letter_objections,
            pdf_objections,
            recommendation_objections,
            unfinished_document_objections,
        )
        from publications.models import DocumentPdf, PdfFacts
        from publications.models.document_pdfs import asked_for

        gates.register(first_published_objections)
        gates.register(change_objections)
        gates.register(letter_objections)
        gates.register(call_objections)
        gates.register(unfinished_document_objections)
        gates.register(recommendation_objections)
        gates.register(figure_objections)
        gates.register(pdf_objections)
        gates.went_live.connect(signal_handlers.log_overruling, dispatch_uid="log_overruling")
        version_made.connect(signal_handlers.read_new_pdf, dispatch_uid="read_new_pdf")
        post_delete.connect(
            signal_handlers.delete_covers, sender=PdfFacts, dispatch_uid="delete_covers"
        )
        page_published.connect(signal_handlers.ask_for_pdf, dispatch_uid="ask_for_pdf")
        asked_for.connect(signal_handlers.have_pdf_made, dispatch_uid="have_pdf_made")
        post_delete.connect(
            signal_handlers.delete_file_of_pdf,
            sender=DocumentPdf,
            dispatch_uid="delete_file_of_pdf",
        )
