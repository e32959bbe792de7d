from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class EditorialConfig(AppConfig):
    name = "editorial"
    verbose_name = "Staff"
    default = True

    def ready(self):
        from wagtail.signals import unpublished

        from core import gates
        from editorial.audit import changes, exports, recording
        from editorial.checks.rules import objections
        from editorial.notifications import take_wagtails_place
        from editorial.packs import embargo
        from editorial.review import second_person_objections
        from editorial.sign_in import events, sessions
        from editorial.signal_handlers import forget_missed_come_down, forget_missed_go_live
        from editorial.starting_widgets import start_choosers_without_inline_script
        from editorial.turns import give_turns

        start_choosers_without_inline_script()
        embargo.stand_guard()
        gates.register_for_words(objections)
        gates.register_for_persons(second_person_objections)
        gates.went_live.connect(forget_missed_go_live, dispatch_uid="forget_missed_go_live")
        unpublished.connect(forget_missed_come_down, dispatch_uid="forget_missed_come_down")
        recording.connect()
        changes.connect()
        exports.guard()
        give_turns()
        take_wagtails_place()
        events.connect()
        sessions.connect()


class AccountsConfig(WagtailUsersAppConfig):
    """Wagtail's screens for staff accounts, with our roles in them."""

    user_viewset = "editorial.account_views.AccountViewSet"
    group_viewset = "editorial.account_views.GroupViewSet"
    default = False
