"""The ways in which a world of pages is not public."""

from collections.abc import Callable
from datetime import timedelta
from itertools import cycle

from django.contrib.auth.models import Group
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from editorial.bin import keeping
from home.models import NavigationSettings
from search.spelling import count_words
from tests import builders
from tests.private.world import Marks, World, build, public_neighbours


def public(**state) -> World:
    """All of it live, with public pages around it that refer to it."""
    world = build(Marks(), **state)
    public_neighbours(world)
    count_words()
    return world


def never_published() -> World:
    return public(live=False, first_published_at=None, last_published_at=None)


def scheduled() -> World:
    """Due in an hour."""
    world = never_published()
    for subject in [*world.refreshed(), world.figure]:
        subject.go_live_at = timezone.now() + timedelta(hours=1)
        subject.save_revision().publish()
    return world


def in_embargo_pack() -> World:
    """Pages, files and a picture that wait in a pack, each page approved where no gate objects."""
    world = never_published()
    for page in world.refreshed():
        page.save_revision()
    builders.pack(*world.refreshed(), *world.files.values(), world.picture)
    for page in world.refreshed():
        page.latest_revision.publish()
    return world


def unpublished() -> World:
    world = with_figure_down()
    for page in world.refreshed():
        page.unpublish()
    return world


def expired() -> World:
    world = with_figure_down()
    for page in world.refreshed():
        page.expire_at = timezone.now() - timedelta(minutes=1)
        page.save()
    call_command("publish_scheduled")
    return world


def deleted() -> World:
    world = with_figure_down()
    world.recommendation.delete()
    settings = NavigationSettings.objects.get()
    settings.safety_page = None  # which Wagtail protects
    settings.save()
    for page in world.refreshed():
        page.delete()
    return world


def in_the_bin() -> World:
    """Each page, file and picture deleted, and not for good yet."""
    world = with_figure_down()
    for page in world.refreshed():
        keeping.delete(page)
    for subject in [*world.files.values(), world.picture]:
        keeping.delete(subject)
    return world


def for_some_people() -> World:
    """Each page kept from others than those who sign in, are of a group, or know a password."""
    world = with_figure_down()
    readers = Group.objects.create(name="Readers")
    for page, kind in zip(world.pages.values(), cycle(["groups", "login", "password"])):
        found = PageViewRestriction.objects.create(
            page=page, restriction_type=kind, password="a word" if kind == "password" else ""
        )
        if kind == "groups":
            found.groups.set([readers])
    return world


def below_pages_for_some_people() -> World:
    world = with_figure_down()
    for page in pages_above(world):
        builders.made_private(page)
    return world


def below_unpublished_pages() -> World:
    world = with_figure_down()
    for page in pages_above(world):
        page.unpublish()
    return world


def with_figure_down() -> World:
    """A public world without its figure, which is no page."""
    world = public()
    world.figure.unpublish()
    return world


def pages_above(world: World) -> list[Page]:
    """The lists above the pages, and the page that stands below none."""
    return [
        builders.publications_index(),
        builders.news_index(),
        builders.guidance_index(),
        world.pages["standard page"],
    ]


STATES: dict[str, Callable[[], World]] = {
    "never published": never_published,
    "scheduled": scheduled,
    "embargo pack before release": in_embargo_pack,
    "unpublished": unpublished,
    "expired": expired,
    "deleted": deleted,
    "in the bin": in_the_bin,
    "for some people": for_some_people,
    "below pages for some people": below_pages_for_some_people,
    "below unpublished pages": below_unpublished_pages,
}
