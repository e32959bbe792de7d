"""No form of the admin takes a request that another site made."""

import logging

import pytest
from django.test import Client

from tests import builders
from tests.editorial.doors import address, admin_routes
from tests.editorial.test_role_matrix import NOT_WALKED, World, bulk_query, cases, page

# Long, and the same on each database.
pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

# A browser tells it by itself, without a form: what it kept out of a page.
WITHOUT_TOKEN = {"policy_report"}


@pytest.fixture
def _without_log():
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def addresses():
    """Every address of the admin once for each thing that it leads to, for an administrator."""
    world = World()
    mine = page("mine", world.other, live=False)
    for route in admin_routes():
        if "/" in route.name or route.name in NOT_WALKED:
            continue
        for label, values, _ in cases(world, route, mine):
            path = address(route, values)
            if route.name == "wagtail_bulk_action":
                path += bulk_query(world, label)
            yield route.name, path


@pytest.mark.usefixtures("_without_log")
def test_a_form_without_our_token_or_with_another_sites_is_refused():
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(builders.staff("Administrator"))
    taken = []
    for name, path in addresses():
        for form in ({}, {"csrfmiddlewaretoken": "a" * 64}):
            status = client.post(path, form).status_code
            if status != 403 and name not in WITHOUT_TOKEN:
                taken.append(f"{name}: {status}")

    assert taken == []
