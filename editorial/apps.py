from django.apps import AppConfig


class EditorialConfig(AppConfig):
    name = "editorial"
    verbose_name = "Staff"

    def ready(self):
        from editorial.starting_widgets import start_choosers_without_inline_script

        start_choosers_without_inline_script()
