"""D-19: whatever is asked for, nothing fails and nothing takes long."""

import logging
from collections.abc import Iterator
from random import Random

import pytest
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.test import Client

from editorial.models import User
from editorial.roles import ROLES
from iasc_site.wsgi import application
from tests.drills import Drill, size
from tests.editorial import test_role_matrix as matrix
from tests.editorial.doors import address, admin_routes, public_routes
from tests.odd_requests import FORM, Asked, Asking, Making, forms_in
from tests.site_map import for_machines, one_of_each

pytestmark = [pytest.mark.django_db, pytest.mark.once]
CSRF = "a" * 32
# Wagtail's screen that fails, and what says that a node is not ready.
ON_PURPOSE = {"wagtailadmin_error_test", "readyz"}
# What stands below lists and other pages.
PARTS = [
    "page",
    "2",
    "0",
    "2022",
    "0001",
    "9999",
    "type",
    "news",
    "topic",
    "law",
    "partner",
    "osce",
]
PARTS += ["atom", "rss", "ris", "bibtex", "csv", "json", "all", "pdf", "body", "status"]
PARTS += [
    "accepted",
    "publication",
    "a-report",
    "questions",
    "ar",
    "about-the-data",
    "what-we-found",
]


@pytest.fixture(autouse=True)
def _without_log() -> Iterator[None]:
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def seed() -> int:
    """Each run of the tests asks the same, each drill something new."""
    return size(1, Random().randrange(2**32))


def note(drill: Drill, asking: Asking) -> None:
    drill.tried(asking.count, "requests")
    drill.lost(len(asking.wrong), f"answers:\n{asking.told()}\n")


@pytest.mark.drill("D-19", "Visitors ask for odd things")
def test_nothing_that_a_visitor_asks_for_makes_the_site_fail(drill, client):
    pages = one_of_each()
    known = [*pages.values(), *for_machines(pages).values()]
    patterns = [route.path for route in public_routes() if route.name not in ON_PURPOSE]
    making, asking = Making(seed()), Asking(application)
    for made_once in ("/card/card.pdf", "/numbers/numbers.pdf", "/card/ar/", "/numbers/ar/"):
        client.get(made_once)

    for _ in range(size(300, 10_000)):
        if making.random.random() < 0.6:
            asking(making.request(making.below(making.any(known), PARTS)))
        else:
            asking(making.request(making.address_of(making.any(patterns))))

    note(drill, asking)


def screens(user: User) -> list[tuple[str, str]]:
    """Address and query of all that there is in the admin."""
    world = matrix.World()
    mine = matrix.page("mine", user, live=False)
    return [
        (
            address(route, values),
            matrix.bulk_query(world, label)[1:] if route.name == "wagtail_bulk_action" else "",
        )
        for route in admin_routes()
        if "/" not in route.name and route.name not in matrix.NOT_WALKED | ON_PURPOSE
        for label, values, _ in matrix.cases(world, route, mine)
    ]


def as_browser_of(client: Client) -> Asking:
    session = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    cookies = f"{session}; {settings.CSRF_COOKIE_NAME}={CSRF}"
    return Asking(get_wsgi_application(), COOKIE=cookies, X_CSRFTOKEN=CSRF)


@pytest.mark.drill("D-19", "Staff ask for odd things, and send odd forms")
@pytest.mark.parametrize("who", [role.name for role in ROLES])
def test_nothing_that_staff_ask_for_makes_the_site_fail(drill, who):
    client, user = matrix.signed_in(who)
    there = screens(user)
    patterns = [route.path for route in admin_routes() if route.name not in ON_PURPOSE]
    making, asking = Making(seed()), as_browser_of(client)
    forms = {}

    for _ in range(size(60, 2_000)):
        path, query = making.any(there)
        which = making.random.random()
        if which < 0.2:
            asking(making.request(making.address_of(making.any(patterns))))
        elif which < 0.4:
            asking(making.request(path, query))
        else:
            if (path, query) not in forms:
                forms[path, query] = list(forms_in(asking(Asked(path, query=query))))
            for fields in forms[path, query]:
                asking(Asked(path, "POST", query, {}, FORM, making.spoilt(fields)))

    note(drill, asking)
