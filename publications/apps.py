from django.apps import AppConfig


class PublicationsConfig(AppConfig):
    name = "publications"
    verbose_name = "Publications"

    def ready(self):
        from core import gates
        from publications.gates import (
            first_published_objections,
            unfinished_document_objections,
        )

        gates.register(first_published_objections)
        gates.register(unfinished_document_objections)
