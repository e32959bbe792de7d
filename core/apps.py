from django.apps import AppConfig
from django.db.models.signals import post_delete


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "Pages and media"

    def ready(self):
        from core import gates, signal_handlers
        from core.models import DocumentVersion

        gates.went_live.connect(
            signal_handlers.release_held_files, dispatch_uid="release_held_files"
        )
        post_delete.connect(
            signal_handlers.delete_file_of_version,
            sender=DocumentVersion,
            dispatch_uid="delete_file_of_version",
        )
