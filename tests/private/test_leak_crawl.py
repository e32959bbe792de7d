"""What is not public yet, or no longer, is on no surface; once it is public, all of it is."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from core.models import BasePage
from editorial.models import EmbargoPack, PackReader
from tests import builders
from tests.private import states
from tests.private.crawl import ask, crawl, guesses, where_it_stands
from tests.private.states import STATES
from tests.private.world import (
    FOR_STAFF,
    Marks,
    World,
    build,
    draft_of,
    have_pdf,
    parts,
    public_neighbours,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def read_by_visitors(world: World) -> dict[str, list[str]]:
    """Where each marker of `world` is read."""
    return where_it_stands(crawl(Client(), *guesses(world)), world.mark.words)


@pytest.mark.parametrize("state", STATES)
def test_what_is_not_public_is_read_nowhere(state):
    world = STATES[state]()

    assert read_by_visitors(world) == {}


def test_what_is_public_is_read_on_its_surface():
    world = states.public()

    found = read_by_visitors(world)

    assert world.mark.words - set(found) == {world.mark(name) for name in FOR_STAFF}


def test_all_of_it_is_there_once_its_hour_has_come():
    world = states.scheduled()

    with time_machine.travel(timezone.now() + timedelta(hours=2), tick=False):
        call_command("publish_scheduled")
        have_pdf(world)
        found = read_by_visitors(world)

    assert world.mark.words - set(found) == {world.mark(name) for name in FOR_STAFF}


@pytest.mark.sqlite_only
@pytest.mark.parametrize("link", ["that has ended", "that holds"])
def test_a_reader_of_a_pack_reads_it_at_no_public_address(link):
    world = states.in_embargo_pack()
    pack = EmbargoPack.objects.get()
    browser, path = Client(), f"/embargo/{pack.pk}/"
    door, _, token = builders.reader(pack).link.partition("?link=")
    assert browser.post(door, {"link": token}).url == path
    starts = [path, *[f"{path}pages/{page.pk}/" for page in world.pages.values()]]
    inside = {}
    if link == "that has ended":
        PackReader.objects.update(expires_at=timezone.now())
    else:
        inside = where_it_stands({one: ask(browser, one) for one in starts}, world.mark.words)
        assert world.mark("reporttitle") in inside

    answers = crawl(browser, *guesses(world), *(starts if not inside else []))

    assert where_it_stands(answers, world.mark.words) == {}


def test_of_what_is_withdrawn_only_its_title_is_read_at_its_own_address():
    world = states.with_figure_down()
    urls = {page.url for page in world.pages.values()}
    for page in world.refreshed():
        page.withdraw(reason="It was wrong.", on=date(2022, 3, 1))

    found = read_by_visitors(world)

    # Addresses stay, and the notice below a withdrawn work is out of sight with the work.
    kinds = [kind.replace(" ", "") for kind in world.pages if kind != "document"]
    titles = {world.mark(f"{kind}title") for kind in kinds}
    assert {word for word in found if "slug" not in word} == titles
    assert {at.partition("?")[0] for word in titles for at in found[word]} <= urls
    slugs = {word for word in found if "slug" in word}
    assert slugs <= {world.mark(f"{kind}slug") for kind in kinds}


def test_a_draft_of_a_live_page_is_read_nowhere():
    world = build(Marks("ok"))
    public_neighbours(world)
    made = parts(Marks(), figure_is_live=False)
    before = BasePage.objects.get(pk=world.pages["report"].pk).url

    draft_of(world, made)
    made.picture.get_rendition("width-320")
    drafted = World(
        made.mark,
        world.pages,
        made.files,
        made.picture,
        made.topic,
        world.recommendation,
        made.figure,
    )
    found = read_by_visitors(drafted)

    assert found == {}
    assert Client().get(before).status_code == 200


def test_posts_that_are_too_old_or_of_a_source_that_is_off_are_read_nowhere():
    builders.with_parts(("latest_posts", {"heading": "Latest posts", "count": 5}))
    off = builders.post_source(name="zqsourcezz", address="@off@social.example", is_on=False)
    on = builders.post_source()
    builders.post(on, text="zqshownzz")
    builders.post(off, text="zqoffzz")
    builders.post(on, text="zqoldzz", posted_at=timezone.now() - timedelta(days=100))
    builders.post(on, text="zqbehindzz", warning="A warning")
    words = {"zqshownzz", "zqoffzz", "zqoldzz", "zqbehindzz", "zqsourcezz"}

    assert where_it_stands(crawl(Client()), words) == {"zqshownzz": ["/"]}
