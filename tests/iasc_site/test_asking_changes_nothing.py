"""A GET changes nothing: neither a visitor's, nor one that somebody makes staff send."""

import hashlib
import logging
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from wagtail.models import Site
from wagtail.users.models import UserProfile

from safety.models import ExitSettings
from tests import builders
from tests.editorial import test_role_matrix as matrix
from tests.editorial.doors import address, admin_routes
from tests.site_map import for_machines, one_of_each

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

LEFT_OUT = {
    # That somebody is signed in, or has a form open, and that Wagtail tells them nothing of it.
    "django_session",
    "wagtailadmin_editingsession",
    "wagtailcore_pagesubscription",
    # What is made of content when it is first asked for: sizes of pictures, and pocket cards.
    "core_rendition",
    "helpline_cardsheet",
}


def sums_of_tables() -> dict[str, str]:
    """A checksum of all that each table holds."""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor)) - LEFT_OUT
        found = {}
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')
            found[table] = hashlib.sha256(repr(cursor.fetchall()).encode()).hexdigest()
    return found


class Writes:
    """Notes which request wrote, since the sums tell only which table."""

    def __init__(self) -> None:
        self.asked, self.found = "", set()

    def __call__(self, execute, sql, params, many, context):
        if sql.startswith(("INSERT", "UPDATE", "DELETE")):
            self.found.add((self.asked, " ".join(sql.split()[:3])))
        return execute(sql, params, many, context)


def changed_by(client: Client, addresses: list[str]) -> list[str]:
    """Who wrote to tables that are others after each address was asked."""
    before = sums_of_tables()
    writes = Writes()
    with connection.execute_wrapper(writes):
        for writes.asked in addresses:
            client.get(writes.asked)
    after = sums_of_tables()
    changed = {table for table in before | after if before.get(table) != after.get(table)}
    return sorted(
        f"{asked}: {sql}" for asked, sql in writes.found if any(table in sql for table in changed)
    )


def addresses_of_the_admin() -> Iterator[str]:
    world = matrix.World()
    mine = matrix.page("mine", world.other, live=False)
    for route in admin_routes():
        if route.name not in matrix.NOT_WALKED and "/" not in route.name:
            for label, values, _ in matrix.cases(world, route, mine):
                if label.startswith(("mine", "locked")):
                    continue  # as with theirs
                query = matrix.bulk_query(world, label) if "bulk" in route.name else ""
                yield address(route, values) + query


def test_every_address_of_the_admin_may_be_asked_without_harm():
    addresses = list(addresses_of_the_admin())
    client = Client(raise_request_exception=False)
    administrator = builders.staff("Administrator")
    client.force_login(administrator)
    # Wagtail makes these, empty, for whoever asks first.
    UserProfile.get_for_user(administrator)
    ExitSettings.for_site(Site.objects.get())
    logging.disable(logging.CRITICAL)

    changed = changed_by(client, addresses)

    logging.disable(logging.NOTSET)
    assert changed == [], "\n".join(changed)


def test_every_public_address_may_be_asked_without_harm(client):
    pages = one_of_each()
    addresses = [*pages.values(), *for_machines(pages).values(), "/robots.txt", "/nothing-here/"]

    changed = changed_by(client, addresses)

    assert changed == [], "\n".join(changed)
