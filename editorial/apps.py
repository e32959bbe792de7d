from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class EditorialConfig(AppConfig):
    name = "editorial"
    verbose_name = "Staff"
    default = True

    def ready(self):
        from editorial.packs import embargo
        from editorial.starting_widgets import start_choosers_without_inline_script

        start_choosers_without_inline_script()
        embargo.stand_guard()


class AccountsConfig(WagtailUsersAppConfig):
    """Wagtail's screens for staff accounts, with our roles in them."""

    user_viewset = "editorial.account_views.AccountViewSet"
    group_viewset = "editorial.account_views.GroupViewSet"
    default = False
