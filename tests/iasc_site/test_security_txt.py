"""RFC 9116: whoever finds a hole in the site reads whom to tell."""

from datetime import datetime, timedelta

import pytest
from django.core import checks
from django.utils import timezone

from core.models import OfficeSettings
from tests import builders

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]
ADDRESS = "/.well-known/security.txt"


def fields(client) -> dict[str, str]:
    answer = client.get(ADDRESS)
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    return dict(line.split(": ", 1) for line in answer.text.splitlines())


def test_the_office_is_named_if_nobody_else_is(client, settings):
    builders.office(email="office@example.org")

    assert fields(client)["Contact"] == "mailto:office@example.org"
    settings.SECURITY_CONTACT = "https://example.org/report"
    settings.SECURITY_POLICY = "https://example.org/policy"
    assert fields(client)["Contact"] == "https://example.org/report"
    assert fields(client)["Policy"] == "https://example.org/policy"
    assert fields(client)["Canonical"] == f"{settings.SITE_URL}{ADDRESS}"
    assert fields(client)["Preferred-Languages"] == "en"


def test_it_ends_in_less_than_a_year_and_never_within_60_days(client):
    builders.office(email="office@example.org")

    ends = datetime.fromisoformat(fields(client)["Expires"])

    assert timedelta(days=60) < ends - timezone.now() < timedelta(days=365)


def test_operators_are_warned_before_the_site_goes_out_with_nobody_named(settings):
    settings.SECURITY_CONTACT = ""
    builders.office(email="")
    assert "operations.W001" in warned()

    builders.office(email="office@example.org")
    assert "operations.W001" not in warned()


def warned() -> list[str]:
    found = checks.run_checks(tags=[checks.Tags.security], include_deployment_checks=True)
    return [message.id for message in found]


def test_whoever_asks_for_it_has_nothing_stored(client, settings):
    settings.SECURITY_CONTACT = "https://example.org/report"

    assert fields(client)["Contact"] == "https://example.org/report"
    assert not OfficeSettings.objects.exists()


def test_while_nobody_is_named_there_is_no_such_file(client):
    builders.office(email="")

    assert client.get(ADDRESS).status_code == 404
