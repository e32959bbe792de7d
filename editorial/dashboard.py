"""The dashboard: first what waits for whoever looks, and a calm sentence when nothing does."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.apps import apps
from django.contrib.auth.models import AbstractUser
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, OuterRef, QuerySet
from django.db.models.functions import Cast
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.admin.ui.components import Component
from wagtail.documents import get_document_model
from wagtail.models import (
    Page,
    ReferenceIndex,
    Revision,
    WorkflowState,
    get_default_page_content_type,
)
from wagtail.permissions import policy_registry

from core.models import BasePage
from editorial.moments import in_words
from editorial.outcomes import why_sent_back

SHOWN = 20
SOON = timedelta(days=7)

# By the names of their classes, as some stand in apps above this one.
WAITING = [
    "WorkflowObjectsToModeratePanel",
    "SentBackPanel",
    "UrgentPanel",
    "GoingLiveSoonPanel",
    "PacksPanel",
    "MissedPanel",
    "LettersPanel",
]
# What is begun at any hour, so nobody has to look for it below the rest.
TOOLS = ["NoticePanel", "StartPanel"]
# What has to be done, though not today.
CHORES = [
    "HelplinesToCheck",
    "GuidesToReadAgain",
    "FailedPdfsPanel",
    "BrokenLinksPanel",
    "FailingSourcesPanel",
    "MissingPanel",
    "WelshBehindPanel",
]
# What nobody else can mend.
FOR_PUBLISHERS = {
    "WelshBehindPanel",
    "MissedPanel",
    "LettersPanel",
    "FailedPdfsPanel",
    "MissingPanel",
}
# What only tells.
BESIDE = [
    "UserObjectsInWorkflowModerationPanel",
    "LockedPagesPanel",
    "RecentEditsPanel",
]


# What is begun most often. They stand in apps above this one.
STARTED = ["news.NewsPage", "publications.PublicationPage", "publications.LetterPage"]


def may(user: AbstractUser, action: str) -> bool:
    """Whether `user` may do this with any page."""
    return policy_registry.get_by_type(Page).user_has_permission(user, action)


class ListPanel(Component):
    """Things with links. Shown only when there are any."""

    template_name = "editorial/dashboard_panel.html"
    heading = ""

    def __init__(self, user: AbstractUser):
        self.user = user

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        raise NotImplementedError

    def get_context_data(self, parent_context: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"rows": self.rows, "heading": self.heading, "name": self.name}

    def render_html(self, parent_context: Mapping[str, Any] | None = None) -> str:
        return super().render_html(parent_context) if self.rows else ""


class SentBackPanel(ListPanel):
    """What this person submitted and somebody sent back, with what they said."""

    name = "sent-back"
    heading = "Sent back to you"

    @cached_property
    def rows(self):
        page_type = get_default_page_content_type()
        states = (
            WorkflowState.objects.filter(
                status=WorkflowState.STATUS_NEEDS_CHANGES,
                requested_by=self.user,
                base_content_type=page_type,
            )
            .select_related("current_task_state__finished_by")
            .order_by("-current_task_state__finished_at")[:SHOWN]
        )
        pages = Page.objects.in_bulk([int(state.object_id) for state in states])
        return [
            {"page": pages[int(state.object_id)], "words": why_sent_back(state.current_task_state)}
            for state in states
            if int(state.object_id) in pages
        ]


class GoingLiveSoonPanel(ListPanel):
    """What is due in the next seven days, and what only looks as if it were."""

    name = "going-live-soon"
    heading = "Going live in the next 7 days"

    @cached_property
    def rows(self):
        pages = going_live_soon(self.user, now=timezone.now())[:SHOWN]
        return [{"page": page, "words": _due(page.latest_revision)} for page in pages]


def going_live_soon(user: AbstractUser, *, now: datetime) -> QuerySet[BasePage]:
    """Pages that `user` may change, whose newest draft has a time in the next days."""
    changeable = policy_registry.get_by_type(Page).instances_user_has_permission_for(user, "change")
    due = BasePage.objects.filter(
        pk__in=changeable.order_by().values("pk"),
        has_unpublished_changes=True,
        latest_revision__content__go_live_at__gt=_in_draft(now),
        latest_revision__content__go_live_at__lte=_in_draft(now + SOON),
    )
    return due.select_related("latest_revision").order_by("latest_revision__content__go_live_at")


def _in_draft(moment: datetime) -> str:
    """As drafts keep a moment."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _due(draft: Revision) -> str:
    when = in_words(datetime.fromisoformat(draft.content["go_live_at"]))
    if draft.approved_go_live_at:
        return f"{when}."
    return f"{when} is set, but nobody has approved it: until then it does not go live."


class BrokenLinksPanel(ListPanel):
    """Live pages that lead to something of ours that visitors can't open."""

    name = "broken-links"
    heading = "Links that lead nowhere"

    @cached_property
    def rows(self):
        return [
            {"page": page, "words": "It links to a page or file that is gone or not public."}
            for page in pages_with_broken_links()[:SHOWN]
        ]


def pages_with_broken_links() -> QuerySet[BasePage]:
    """Live pages with a reference to a page that is not listed, or a file that is gone.

    Links to other websites are not followed.
    """
    page_type = get_default_page_content_type()
    file_type = ContentType.objects.get_for_model(get_document_model())
    # Of a Welsh page without its English one, another panel tells.
    found = ReferenceIndex.objects.filter(
        base_content_type=page_type, object_id=Cast(OuterRef("pk"), CharField())
    ).exclude(model_path="english_page")
    public = Page.objects.live().public().annotate(key=Cast("pk", CharField()))
    files = get_document_model().objects.annotate(key=Cast("pk", CharField()))
    to_page = found.filter(to_content_type=page_type).exclude(
        to_object_id__in=public.order_by().values("key")
    )
    to_file = found.filter(to_content_type=file_type).exclude(
        to_object_id__in=files.order_by().values("key")
    )
    return BasePage.objects.listed().filter(Exists(to_page) | Exists(to_file)).order_by("pk")


class StartPanel(Component):
    """The shortest way to a new page of the usual kinds."""

    template_name = "editorial/start_panel.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"kinds": [apps.get_model(name)._meta for name in STARTED]}


class AllIsWell(Component):
    """The one sentence when nothing waits."""

    template_name = "editorial/all_is_well.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"now": timezone.now()}


class Rendered(Component):
    """A panel that has been asked already: what it shows, at its place."""

    def __init__(self, panel: Any, html: str, order: int):
        self.html, self.order, self.panel_media = html, order, panel.media

    @property
    def media(self):
        return self.panel_media

    def render_html(self, parent_context: Mapping[str, Any] | None = None) -> str:
        return self.html


def arrange(request: HttpRequest, panels: list) -> None:
    """Put what waits first and, if that is nothing, say so.

    Only a panel itself knows whether it is empty, and only after it has looked.
    """
    user = request.user
    panels.append(SentBackPanel(user))
    if may(user, "add"):
        panels.append(StartPanel())
    if may(user, "change"):
        panels.append(GoingLiveSoonPanel(user))
    if may(user, "publish"):
        panels.append(BrokenLinksPanel(user))
    else:
        panels[:] = [panel for panel in panels if type(panel).__name__ not in FOR_PUBLISHERS]
    context = {"request": request, "csrf_token": get_token(request), "user": user}
    shown = []
    for panel in sorted(panels, key=_place):
        html = panel.render_html(context) if getattr(panel, "is_shown", True) else ""
        if html.strip():
            shown.append((panel, html))
    if all(type(panel).__name__ in {*TOOLS, *BESIDE} for panel, _ in shown):
        calm = AllIsWell()
        shown.insert(0, (calm, calm.render_html(context)))
    panels[:] = [Rendered(panel, html, order) for order, (panel, html) in enumerate(shown)]


def _place(panel: Any) -> int:
    """Panels that are not in our lists come after those that wait."""
    names = [*WAITING, "", *TOOLS, *CHORES, *BESIDE]
    name = type(panel).__name__
    return names.index(name if name in names else "")
