from django.apps import AppConfig
from django.db.models.signals import post_delete


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
        from publications.models import PdfFacts

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
