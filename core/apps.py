from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "Pages and media"

    def ready(self):
        from django.db.models import DateTimeField
        from wagtail.admin.forms.models import register_form_field_override
        from wagtail.admin.widgets import AdminDateTimeInput

        from core import gates
        from core.forms import MomentField
        from core.models.withdrawal import withdrawal_objections

        gates.register(withdrawal_objections)
        register_form_field_override(
            DateTimeField, override={"form_class": MomentField, "widget": AdminDateTimeInput}
        )
