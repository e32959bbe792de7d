from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_delete, post_migrate, pre_migrate, pre_save


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "Pages and media"

    def ready(self):
        from django.db.models import DateTimeField
        from wagtail.admin.forms.models import register_form_field_override
        from wagtail.models import AbstractPage, Revision
        from wagtail.permissions import register_permission_policy

        from core import gates, generation, signal_handlers
        from core.deletion import PagePolicy, deletion_objections
        from core.forms import MomentField
        from core.languages import translation_objections
        from core.models import DocumentVersion
        from core.models.withdrawal import withdrawal_objections
        from core.rich_text_cleaning import clean_when_shown

        connection_created.connect(generation.watch, dispatch_uid="watch")
        pre_migrate.connect(generation.look_away, sender=self, dispatch_uid="look_away")
        post_migrate.connect(generation.look_again, sender=self, dispatch_uid="look_again")
        register_permission_policy(AbstractPage, PagePolicy())
        gates.register(deletion_objections)
        clean_when_shown()
        gates.register(withdrawal_objections)
        gates.register(translation_objections)
        register_form_field_override(DateTimeField, override={"form_class": MomentField})
        pre_save.connect(
            gates.refuse_unready_schedule, sender=Revision, dispatch_uid="refuse_unready_schedule"
        )
        gates.went_live.connect(signal_handlers.note_references, dispatch_uid="note_references")
        gates.went_live.connect(
            signal_handlers.release_held_files, dispatch_uid="release_held_files"
        )
        post_delete.connect(
            signal_handlers.delete_file_of_version,
            sender=DocumentVersion,
            dispatch_uid="delete_file_of_version",
        )
