from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save


class HelplineConfig(AppConfig):
    name = "helpline"
    verbose_name = "Help and guidance"

    def ready(self):
        from helpline.models import Service
        from helpline.signal_handlers import keep_last_known

        for signal in (post_save, post_delete):
            signal.connect(keep_last_known, sender=Service, dispatch_uid="keep_last_known")
