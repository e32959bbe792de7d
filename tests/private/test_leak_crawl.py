"""What is not public yet, or no longer, is on no surface; once it is public, all of it is."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction

from home.models import NavigationSettings
from tests import builders
from tests.private import world as worlds
from tests.private.crawl import admin_addresses, crawl, guesses, where_it_stands
from tests.private.world import FOR_STAFF, Marks, World

pytestmark = pytest.mark.django_db

RESTRICTIONS = {
    "login": {"restriction_type": "login"},
    "groups": {"restriction_type": "groups"},
    "password": {"restriction_type": "password", "password": "a word"},
}


@pytest.fixture(autouse=True)
def _own_storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def world_of(**state) -> World:
    world = worlds.build(Marks(), **state)
    worlds.public_neighbours(world)
    return world


def take_down_figure(world: World) -> None:
    world.figure.unpublish()


def never_published() -> World:
    return world_of(live=False, first_published_at=None, last_published_at=None)


def scheduled() -> World:
    world = never_published()
    for page in world.refreshed():
        page.go_live_at = timezone.now() + timedelta(hours=1)
        page.save_revision().publish()
    return world


def unpublished() -> World:
    world = world_of()
    for page in world.refreshed():
        page.unpublish()
    take_down_figure(world)
    return world


def expired() -> World:
    world = world_of()
    for page in world.refreshed():
        page.expire_at = timezone.now() - timedelta(minutes=1)
        page.save()
    take_down_figure(world)
    call_command("publish_scheduled")
    return world


def deleted() -> World:
    world = world_of()
    world.recommendation.delete()
    take_down_figure(world)
    settings = NavigationSettings.objects.get()
    settings.safety_page = None  # which Wagtail protects
    settings.save()
    for page in world.refreshed():
        page.delete()
    return world


def restricted(kind: str) -> World:
    world = world_of()
    take_down_figure(world)
    for page in world.pages.values():
        found = PageViewRestriction.objects.create(page=page, **RESTRICTIONS[kind])
        if kind == "groups":
            found.groups.set([Group.objects.create(name=f"Readers of {page.pk}")])
    return world


def below_restricted() -> World:
    world = world_of()
    take_down_figure(world)
    for page in parents_of(world):
        builders.made_private(page)
    return world


def below_unpublished() -> World:
    world = world_of()
    take_down_figure(world)
    for page in parents_of(world):
        page.unpublish()
    return world


def parents_of(world: World):
    """The lists above the pages; a standard page goes by itself."""
    return [
        builders.publications_index(),
        builders.news_index(),
        builders.guidance_index(),
        world.pages["standard page"],
    ]


STATES = {
    "never published": never_published,
    "scheduled": scheduled,
    "unpublished": unpublished,
    "expired": expired,
    "deleted": deleted,
    "for people who sign in": lambda: restricted("login"),
    "for a group": lambda: restricted("groups"),
    "behind a password": lambda: restricted("password"),
    "below a page for people who sign in": below_restricted,
    "below an unpublished page": below_unpublished,
}


def leaks(world: World, client: Client | None = None) -> dict[str, list[str]]:
    """Where each marker of `world` is read."""
    starts = [*guesses(world), *admin_addresses(world)]
    return where_it_stands(crawl(client or Client(), *starts), world.mark.words)


@pytest.mark.parametrize("state", STATES)
def test_what_is_not_public_is_read_nowhere(state):
    world = STATES[state]()

    assert leaks(world) == {}


def test_what_is_public_is_read_on_its_surface():
    world = world_of()

    found = leaks(world)

    assert world.mark.words - set(found) == {world.mark(name) for name in FOR_STAFF}
