from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "Pages and media"

    def ready(self):
        from django.db.models import DateTimeField
        from wagtail.admin.forms.models import register_form_field_override
        from wagtail.admin.widgets import AdminDateTimeInput

        from core.forms import MomentField

        register_form_field_override(
            DateTimeField, override={"form_class": MomentField, "widget": AdminDateTimeInput}
        )
