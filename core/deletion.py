"""What was deleted, and can still be brought back: it keeps its row and is for nobody."""

from collections.abc import Iterator
from datetime import datetime

from django.apps import apps
from django.db import models
from wagtail.models import PagePermissionTester
from wagtail.permission_policies.pages import PagePermissionPolicy

from core import gates


class Deletable(models.Model):
    """A page, picture or file that lies in the bin for a while before it is gone for good."""

    deleted_at = models.DateTimeField(null=True, editable=False, db_index=True)

    class Meta:
        abstract = True


def deletion_objections(subject: models.Model, live_at: datetime) -> Iterator[gates.Objection]:
    """Nothing goes live out of the bin, whatever was scheduled before."""
    if getattr(subject, "deleted_at", None):
        yield gates.Objection("It was deleted and is in the bin. Bring it back first.")


class KeptManager(models.Manager):
    """Those that are not in the bin: what lists, choosers and searches find."""

    def get_queryset(self):
        return super().get_queryset().filter(deleted_at__isnull=True)


class PermissionsInBin(PagePermissionTester):
    """What anybody may do with a page in the bin by Wagtail's own views: nothing."""

    def _no(self, *args, **options) -> bool:
        return False

    can_add_subpage = can_edit = can_delete = can_unpublish = can_publish = _no
    can_submit_for_moderation = can_lock = can_unlock = can_publish_subpage = _no
    can_reorder_children = can_move = can_move_to = can_copy_to = can_view_revisions = _no


class PagePolicy(PagePermissionPolicy):
    """As in Wagtail, without the pages in the bin: no list, chooser, report or search has them."""

    def _without_deleted(self, pages):
        return pages.exclude(pk__in=_deleted_pages())

    def instances_user_has_any_permission_for(self, user, actions):
        return self._without_deleted(super().instances_user_has_any_permission_for(user, actions))

    def explorable_instances(self, user):
        return self._without_deleted(super().explorable_instances(user))


def _deleted_pages():
    # Our pages stand on this module, so they can't be imported here.
    pages = apps.get_model("core.BasePage").objects.filter(deleted_at__isnull=False)
    return pages.order_by().values("pk")
