from django.apps import AppConfig
from django.db.models.signals import pre_save


class OperationsConfig(AppConfig):
    name = "operations"
    verbose_name = "The site as a whole"

    def ready(self):
        from django.core.checks import Tags, register
        from wagtail.contrib.redirects.models import Redirect
        from wagtail.signals import page_slug_changed, post_page_move

        from operations.deployment import somebody_hears_of_holes
        from operations.redirects import moves

        register(somebody_hears_of_holes, Tags.security, deploy=True)

        pre_save.connect(moves.fold, sender=Redirect, dispatch_uid="fold_address")
        page_slug_changed.connect(moves.after_rename, dispatch_uid="lead_from_old_name")
        post_page_move.connect(moves.after_move, dispatch_uid="lead_from_old_place")
