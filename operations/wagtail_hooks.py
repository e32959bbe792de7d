"""What whoever keeps the site as a whole finds in the admin."""

from django.urls import path
from wagtail import hooks

from operations.redirects import views


# Before Wagtail's own screens, in whose place they come.
@hooks.register("register_admin_urls", order=-1)
def redirect_urls():
    return [
        path("redirects/add/", views.AddView.as_view(), name="redirect_add"),
        path("redirects/<int:redirect_id>/", views.EditView.as_view(), name="redirect_edit"),
    ]
