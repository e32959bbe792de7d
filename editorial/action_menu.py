"""The buttons below a page's form: whoever wrote it submits it, and somebody else publishes."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import AbstractUser
from wagtail.admin.action_menu import (
    ActionMenuItem,
    CancelWorkflowMenuItem,
    PublishMenuItem,
    SubmitForModerationMenuItem,
    WorkflowMenuItem,
)

from editorial import review
from editorial.models import writers_of


class SubmitItem(SubmitForModerationMenuItem):
    """In words that say what happens: Wagtail's name the workflow."""

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        context = super().get_context_data(parent_context)
        page = context.get("page")
        state = page.current_workflow_state if page else None
        was_sent_back = state and state.status == state.STATUS_NEEDS_CHANGES
        return context | {"label": "Submit again" if was_sent_back else "Submit for approval"}


class TakeBackItem(CancelWorkflowMenuItem):
    label = "Take it back"


class UrgentItem(ActionMenuItem):
    """The way past a second person, for those who may publish."""

    name = "action-urgent-publish"
    label = "It can’t wait: publish as urgent"
    icon_name = "warning"

    def get_url(self, parent_context: Mapping[str, Any]) -> str:
        return review.urgent_url(parent_context["page"].latest_revision)


IN_OUR_WORDS = {SubmitForModerationMenuItem: SubmitItem, CancelWorkflowMenuItem: TakeBackItem}


def arrange(items: list[ActionMenuItem], user: AbstractUser, context: Mapping[str, Any]) -> None:
    """Put the right ones in `items`, which Wagtail has filled.

    A new page is its writer's own. So is one whose newest draft holds words of `user`.
    """
    page = context.get("page") if context["view"] != "create" else None
    draft = page.latest_revision if page else None
    is_own = page is None or (draft is not None and user.pk in writers_of(draft))
    could_publish = [item for item in items if isinstance(item, PublishMenuItem)]
    needless = _needless(items, is_own=is_own)
    items[:] = [_in_our_words(item) for item in items if not isinstance(item, needless)]
    if is_own and could_publish and draft is not None:
        items.append(UrgentItem(order=could_publish[0].order))


def _needless(items: list[ActionMenuItem], *, is_own: bool) -> tuple[type[ActionMenuItem], ...]:
    if is_own:
        return (PublishMenuItem,)
    if any(isinstance(item, WorkflowMenuItem) for item in items):
        # To approve is to publish, and to request changes says why it goes back.
        return (PublishMenuItem, CancelWorkflowMenuItem)
    return ()


def _in_our_words(item: ActionMenuItem) -> ActionMenuItem:
    ours = IN_OUR_WORDS.get(type(item))
    return ours(order=item.order) if ours else item
