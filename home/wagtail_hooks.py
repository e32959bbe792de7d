from django.urls import path
from wagtail import hooks
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet

from core.viewsets import ListedRecords
from home import views
from home.models import PostSource
from home.source_panels import FailingSourcesPanel, KeptPostsPanel


class PostSourceViewSet(ListedRecords, ModelViewSet):
    model = PostSource
    panels = [*PostSource.panels, KeptPostsPanel(heading="What was fetched")]
    icon = "comment"
    menu_label = "Latest posts"
    menu_order = 250
    add_to_settings_menu = True
    list_display = ["name", "service", "address", Column("state", label="How it stands")]
    search_fields = ["name", "address"]


hooks.register("register_admin_viewset", PostSourceViewSet)


@hooks.register("register_admin_urls")
def source_urls():
    return [path("posts/<int:source_id>/fetch-now/", views.fetch_now, name="fetch_posts_now")]


@hooks.register("construct_homepage_panels")
def failing_sources(request, panels):
    panels.append(FailingSourcesPanel(request.user))
