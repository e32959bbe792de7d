"""No accessibility rule is broken on our own screens of the admin, narrow, wide, dark and light."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

# Something in each state that one of our screens shows, and the addresses of the screens.
MAKE = """
import json
from datetime import timedelta
from django.utils import timezone
from editorial import review
from editorial.bin import keeping
from editorial.models import EmbargoPack, MissedMoment, User
from helpline.models import Service
from news.models import NewsIndexPage, NewsPage
author, publisher = (User.objects.get(username=name) for name in ("author", "publisher"))
soon = timezone.now() + timedelta(days=2)
def page(title, by, **fields):
    body = json.dumps([{"type": "text", "value": "<p>Words.</p>"}])
    page = NewsPage(
        title=title, summary="A summary.", body=body, owner=by, live=False, **fields
    )
    NewsIndexPage.objects.get().add_child(instance=page)
    return page, page.save_revision(user=by)
waiting, _ = page("Shown by a test: waits", author, go_live_at=soon)
waiting.get_workflow().start(waiting, author)
hurried, revision = page("Shown by a test: in a hurry", publisher)
urgent = review.publish_as_urgent(revision, reason="It could not wait.", by=publisher)
gone, _ = page("Shown by a test: deleted", publisher)
deletion = keeping.delete(gone, by=publisher)
administrator = User.objects.get(username="administrator")
own, own_draft = page("Shown by a test: not yet", administrator)
pack = EmbargoPack.objects.create(title="Shown by a test", release_at=soon)
MissedMoment.objects.create(
    subject=own, title=own.title, deed="go_live", due_at=timezone.now(), reason="Disk full."
)
print(json.dumps([
    "/admin/",
    "/admin/bin/",
    f"/admin/bin/{deletion.pk}/",
    f"/admin/bin/{deletion.pk}/for-good/",
    "/admin/embargopack/",
    f"/admin/embargopack/edit/{pack.pk}/",
    "/admin/guide/",
    "/admin/guide/?q=time",
    "/admin/guide/who-may-do-what/",
    f"/admin/helplines/edit/{Service.objects.first().pk}/",
    "/admin/images/add/",
    "/admin/images/multiple/add/",
    f"/admin/pages/{own.pk}/delete/",
    f"/admin/pages/{own.pk}/edit/",
    "/admin/reports/audit/",
    f"/admin/urgent/{own_draft.pk}/publish/",
    f"/admin/urgent/{urgent.pk}/review/",
    f"/admin/users/edit/{author.pk}/",
    f"/admin/users/{author.pk}/second-factor/",
]))
"""
# Colours fade from one scheme to the other.
COLOURS_REST = "() => !document.getAnimations().some(one => one instanceof CSSTransition)"
TAKE_AWAY = """
from core.models import BasePage
from editorial.models import EmbargoPack, MissedMoment
MissedMoment.objects.all().delete()
EmbargoPack.objects.all().delete()
for page in BasePage.objects.filter(title__startswith="Shown by a test"):
    page.delete()
"""


@pytest.fixture
def screens(site_url: str, run_manage: Callable[..., str]) -> Iterator[list[str]]:
    yield json.loads(run_manage("shell", "-v0", "-c", MAKE).splitlines()[-1])
    run_manage("shell", "-c", TAKE_AWAY)


def test_no_rule_is_broken(
    sign_in_as: Callable[..., Page], screens: list[str], axe: Callable[[Page], list[str]]
):
    desk = sign_in_as("administrator", reduced_motion="reduce")
    looks: list[tuple[int, Any]] = [(320, "dark"), (1280, "light")]

    broken = {}
    for address in screens:
        desk.goto(address)
        for width, scheme in looks:
            desk.set_viewport_size({"width": width, "height": 900})
            desk.emulate_media(color_scheme=scheme)
            desk.wait_for_function(COLOURS_REST)
            if found := axe(desk):
                broken[f"{address} {width} {scheme}"] = found

    assert broken == {}
