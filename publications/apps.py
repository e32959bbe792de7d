from django.apps import AppConfig


class PublicationsConfig(AppConfig):
    name = "publications"
    verbose_name = "Publications"

    def ready(self):
        from core import gates
        from publications.gates import (
            call_objections,
            change_objections,
            first_published_objections,
            letter_objections,
            unfinished_document_objections,
        )

        gates.register(first_published_objections)
        gates.register(change_objections)
        gates.register(letter_objections)
        gates.register(call_objections)
        gates.register(unfinished_document_objections)
