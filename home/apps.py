from django.apps import AppConfig
from django.db.models.signals import post_save


class HomeConfig(AppConfig):
    name = "home"
    verbose_name = "Front page and standard pages"

    def ready(self):
        from home.models import PostSource
        from home.signal_handlers import have_posts_fetched

        post_save.connect(have_posts_fetched, sender=PostSource, dispatch_uid="fetch_posts")
