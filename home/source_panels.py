"""Tells staff how it stands with the sources of posts: in their forms, and on the dashboard."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone
from wagtail.admin.panels import Panel
from wagtail.admin.ui.components import Component
from wagtail.permission_policies import ModelPermissionPolicy

from home.models import Post, PostSource


class KeptPostsPanel(Panel):
    """The posts that are kept of a source, and what the last question came to."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "home/panels/kept_posts.html"

        def is_shown(self) -> bool:
            return bool(self.instance.pk) and super().is_shown()

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            now = timezone.now()
            posts = Post.objects.filter(source=self.instance).select_related("source")
            rows = [{"post": post, "is_recent": post.is_recent(now=now)} for post in posts]
            return super().get_context_data(parent_context) | {"rows": rows}


class FailingSourcesPanel(Component):
    """Sources that have given nothing for a day. Shown only when there is one."""

    template_name = "home/failing_sources.html"

    def __init__(self, user: AbstractBaseUser):
        self.user = user

    def get_context_data(self, parent_context: Mapping[str, Any]) -> Mapping[str, Any]:
        may_mend = ModelPermissionPolicy(PostSource).user_has_permission(self.user, "change")
        sources = PostSource.objects.failing(now=timezone.now()) if may_mend else []
        return {"sources": sources}
