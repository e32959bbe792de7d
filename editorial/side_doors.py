"""Side doors of the admin that Wagtail leaves open to all staff, and we do not.

Wagtail asks for permission on each screen, but not in choosers, in its interface for programs, on
the page that a bulk action shows first, and on a few pages that only ask “are you sure?”. There it
names drafts, files and unpublished figures to whoever has an account.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.deprecation import MiddlewareMixin
from wagtail.admin.auth import permission_denied
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.models import Page
from wagtail.permissions import policy_registry

from core.models import CustomDocument, CustomImage
from editorial.models import User

MANAGE = {"add", "change", "publish", "delete", "bulk_delete", "lock", "unlock"}
MEDIA = {"add", "change", "choose"}


def may_with(model: type, actions: set[str]) -> Callable[[User, dict], bool]:
    def asks(user: User, kwargs: dict) -> bool:
        return policy_registry.get_by_type(model).user_has_any_permission(user, actions)

    return asks


works_on_pages = may_with(Page, MANAGE)
uses_files = may_with(CustomDocument, MEDIA)
uses_pictures = may_with(CustomImage, MEDIA)


def nobody(user: User, kwargs: dict) -> bool:
    return False


def may_move(user: User, kwargs: dict) -> bool:
    page = Page.objects.filter(pk=kwargs["page_to_move_id"]).first()
    return page is not None and page.permissions_for_user(user).can_move()


def may_act_in_bulk(user: User, kwargs: dict) -> bool:
    """With what the action is about. Each object is asked after by the action itself."""
    names = kwargs["app_label"], kwargs["model_name"], kwargs["action"]
    action = bulk_action_registry.get_bulk_action_class(*names)
    if action is None:
        return True
    model = next(
        model
        for model in action.models
        if (model._meta.app_label, model._meta.model_name) == names[:2]
    )
    if issubclass(model, Page):
        return works_on_pages(user, kwargs)
    if model is User:  # refused by the action itself, which puts it on record
        return True
    wanted = {"delete"} if kwargs["action"] == "delete" else {"change"}
    # Whoever may change media, or has put them there, may delete them.
    if model in (CustomDocument, CustomImage):
        wanted = {"add", "change"}
    return may_with(model, wanted)(user, kwargs)


DOORS: dict[str, Callable[[User, dict], bool]] = {
    "wagtail_bulk_action": may_act_in_bulk,
    "wagtailadmin_api:documents:": uses_files,
    "wagtailadmin_api:images:": uses_pictures,
    "wagtailadmin_api:pages:": works_on_pages,
    "wagtailadmin_choose_page_chosen_multiple": works_on_pages,
    "wagtailadmin_pages:choose_parent": works_on_pages,
    "wagtailadmin_pages:confirm_workflow_cancellation": works_on_pages,
    "wagtailadmin_pages:move_confirm": may_move,
    "wagtailadmin_pages:revisions_index": works_on_pages,
    "wagtailadmin_workflows:": nobody,
    "wagtaildocs_chooser:": uses_files,
    "wagtailimages_chooser:": uses_pictures,
    # None of these choosers makes a record, and Wagtail stumbles over whoever asks them to.
    **dict.fromkeys(
        (
            "wagtailsnippetchoosers_helpline_glossaryterm:create",
            "wagtailsnippetchoosers_helpline_language:create",
            "wagtailsnippetchoosers_helpline_service:create",
            "wagtailsnippetchoosers_publications_figure:create",
            "wagtailsnippetchoosers_publications_recommendation:create",
        ),
        nobody,
    ),
    # Helplines and the glossary are public, so everybody may choose them. Figures and
    # recommendations have drafts that nobody is to know of.
    "wagtailsnippetchoosers_publications_": works_on_pages,
}


class DoorMiddleware(MiddlewareMixin):
    """Asks at each of these doors before the view is reached."""

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        name = request.resolver_match.view_name or ""
        asks = next((asks for door, asks in DOORS.items() if name.startswith(door)), None)
        if asks is None or not request.user.has_perm("wagtailadmin.access_admin"):
            return None
        return None if asks(request.user, kwargs) else permission_denied(request)


def offer_public_pages(pages, request: HttpRequest):
    """To those who link to pages and don't work on them, drafts are not named."""
    return pages if works_on_pages(request.user, {}) else pages.live().public()
