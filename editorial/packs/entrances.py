"""The ways to packs from elsewhere in the admin."""

from collections.abc import Iterator

from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.urls import reverse
from wagtail.admin.widgets import Button
from wagtail.models import Page

from editorial.packs.embargo import pack_of
from editorial.packs.panel import PacksPanel
from editorial.packs.views import may_keep_packs


def button_of_page(
    page: Page, user: AbstractBaseUser, view_name: str, next_url: str | None = None
) -> Iterator[Button]:
    """From a page to its pack; to the choice of one if it is in none."""
    if not page.pk or page.depth <= 2 or not may_keep_packs(user):
        return
    if pack := pack_of(page.pk):
        url = reverse("embargopack:edit", args=[pack.pk])
        yield Button(f"In the pack “{pack}”", url, icon_name="lock", priority=36)
    else:
        url = reverse("pack_for_page", args=[page.pk])
        yield Button("Put into a pack", url, icon_name="lock", priority=36)


def panel(request: HttpRequest, panels: list) -> None:
    if may_keep_packs(request.user):
        panels.append(PacksPanel())
