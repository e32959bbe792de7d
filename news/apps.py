from django.apps import AppConfig


class NewsConfig(AppConfig):
    name = "news"
    verbose_name = "News"

    def ready(self):
        from core import gates
        from news.gates import update_objections

        gates.register(update_objections)
