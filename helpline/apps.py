from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save


class HelplineConfig(AppConfig):
    name = "helpline"
    verbose_name = "Help and guidance"

    def ready(self):
        from core import gates
        from helpline.gates import card_objections
        from helpline.models import Language, Service
        from helpline.second_person import second_person_objections
        from helpline.signal_handlers import have_cards_made, keep_last_known
        from helpline.typed_numbers import typed_number_objections

        gates.register(card_objections)
        gates.register_for_words(typed_number_objections)
        gates.register_for_persons(second_person_objections)
        for signal in (post_save, post_delete):
            signal.connect(keep_last_known, sender=Service, dispatch_uid="keep_last_known")
            signal.connect(have_cards_made, sender=Service, dispatch_uid="cards_by_service")
            signal.connect(have_cards_made, sender=Language, dispatch_uid="cards_by_language")
