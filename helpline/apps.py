from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save


class HelplineConfig(AppConfig):
    name = "helpline"
    verbose_name = "Help and guidance"

    def ready(self):
        from core import gates
        from helpline.models import Service
        from helpline.second_person import second_person_objections
        from helpline.signal_handlers import keep_last_known
        from helpline.typed_numbers import typed_number_objections

        gates.register(typed_number_objections)
        gates.register_for_persons(second_person_objections)
        for signal in (post_save, post_delete):
            signal.connect(keep_last_known, sender=Service, dispatch_uid="keep_last_known")
