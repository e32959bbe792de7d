from django.apps import AppConfig


class PublicationsConfig(AppConfig):
    name = "publications"
    verbose_name = "Publications"

    def ready(self):
        from core import gates
        from publications.gates import (
            figure_objections,
            first_published_objections,
            recommendation_objections,
        )

        gates.register(first_published_objections)
        gates.register(recommendation_objections)
        gates.register(figure_objections)
