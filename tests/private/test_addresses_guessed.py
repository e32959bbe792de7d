"""Whoever guesses an address, or knows what a file holds, learns no more than from nonsense."""

import hashlib

import pytest
from django.conf import settings
from django.test import Client

from core.media.sending import Sendable
from tests import builders
from tests.private import states
from tests.private.crawl import (
    NOTHING,
    admin_addresses,
    ask,
    crawl,
    guessed_files,
    guesses,
    where_it_stands,
)
from tests.private.states import STATES

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


def told_apart(client: Client, pairs: dict[str, str], method: str = "get", **headers) -> list[str]:
    """Those addresses whose answer differs from that of nonsense."""
    return [
        address
        for address, nonsense in pairs.items()
        if ask(client, address, method, **headers).apart_from(NOTHING)
        != ask(client, nonsense, method, **headers).apart_from(NOTHING)
    ]


@pytest.mark.parametrize("state", ["scheduled", "for some people"])
def test_a_guess_that_is_right_is_answered_as_nonsense_is(state):
    world = STATES[state]()
    pairs = guesses(world)

    assert told_apart(Client(), pairs) == []
    few = {page.url: pairs[page.url] for page in list(world.pages.values())[:4]}
    for method in ("head", "options", "post", "put", "delete"):
        assert told_apart(Client(), few | guessed_files(world), method) == [], method


def test_who_knows_what_a_file_holds_does_not_learn_that_we_have_it():
    world = states.never_published()
    file = world.files["report"]
    pairs = guessed_files(world)
    pairs = {url: pairs[url] for url in (file.url, *[one.url for one in file.versions.all()])}
    for version in file.versions.all():
        content = version.file.open().read()
        etag = Sendable("x.pdf", "application/pdf", size=1, sha256=version.sha256).etag
        for tag in (etag, f'"{version.sha256}"', f'"{hashlib.sha1(content).hexdigest()}"', "*"):
            for header in ("If-None-Match", "If-Match", "If-Range"):
                asked = {header: tag, "Range": "bytes=0-9"}

                assert told_apart(Client(), pairs, **asked) == [], (header, tag)


@pytest.mark.parametrize("who", ["nobody", "Author"])
def test_a_session_without_rights_learns_no_more(who):
    world = states.for_some_people()
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
    pairs = guesses(world)
    if who == "Author":
        client.force_login(builders.staff("Author"))
        # Staff read all files, and what is for everybody who signs in.
        kept = {"groups", "password"}
        pages = [page for page in world.pages.values() if restriction_of(page) in kept]
        pairs = {page.url: pairs[page.url] for page in pages}

    assert pairs
    assert told_apart(client, pairs) == []


def restriction_of(page) -> str:
    """The kind of restriction that the page has of its own, if none is above it."""
    found = page.get_view_restrictions()
    return found[0].restriction_type if len(found) == 1 else ""


def test_the_addresses_of_the_admin_tell_visitors_nothing():
    world = states.never_published()

    answers = crawl(Client(), *admin_addresses(world))

    assert where_it_stands(answers, world.mark.words) == {}


@pytest.mark.parametrize("address", ["/_util/login/", "/_util/authenticate_with_password/1/1/"])
def test_there_is_no_second_place_to_sign_in(client, address):
    builders.front_page()

    assert client.get(address).status_code == 404
    assert client.post(address, {"password": "a word"}).status_code == 404


def test_an_earlier_version_that_staff_keep_back_stays_unknown():
    world = states.public()
    earlier = world.files["report"].versions.last()
    earlier.is_public = False
    earlier.save()
    nonsense = earlier.url.replace(f"/{earlier.document_id}/", "/987654321/")

    assert told_apart(Client(), {earlier.url: nonsense}) == []
    words = {world.mark("oldfiletext"), world.mark("oldfilename")}
    assert where_it_stands(crawl(Client(), *guesses(world)), words) == {}
