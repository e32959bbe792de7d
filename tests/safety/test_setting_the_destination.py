"""What staff see when they set where the exit leads: the address is asked before it counts."""

import socket
import time
from collections.abc import Iterator

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains

from safety.models import ExitSettings
from tests import builders
from tests.outside import Reply, World, outside_world

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

WEATHER = "https://weather.example/today"


@pytest.fixture
def outside(monkeypatch) -> Iterator[World]:
    """Other websites, each with whatever page is asked for."""
    with outside_world(monkeypatch) as world:
        world.otherwise = Reply()
        yield world


@pytest.fixture
def form_url(client, settings) -> str:
    settings.SITE_URL = "https://www.office.example"
    site = builders.front_page().get_site()
    client.force_login(builders.staff("Administrator"))
    return reverse("wagtailsettings:edit", args=["safety", "exitsettings", site.pk])


def stored() -> list[str]:
    return list(ExitSettings.objects.values_list("destination", flat=True).exclude(destination=""))


def test_a_page_that_answers_is_taken_and_was_asked_once(client, form_url, outside):
    client.post(form_url, {"destination": WEATHER})

    assert WEATHER in stored()
    assert outside.asked == ["weather.example/today"]


def test_a_page_that_leads_on_to_an_ordinary_one_is_taken(client, form_url, outside):
    outside.replies["/today"] = Reply(status=301, headers={"Location": "/today/"})

    client.post(form_url, {"destination": WEATHER})

    assert WEATHER in stored()
    assert outside.asked == ["weather.example/today", "weather.example/today/"]


@pytest.mark.parametrize("status", [403, 404, 410, 500, 503])
def test_a_page_that_answers_with_an_error_is_refused_also_with_the_tick(
    client, form_url, outside, status
):
    outside.replies["/today"] = Reply(status=status)

    answer = client.post(form_url, {"destination": WEATHER, "is_seen": "on"})

    assertContains(answer, f"This address answers with an error ({status}).")
    assert WEATHER not in stored()


@pytest.mark.parametrize(
    ("location", "because"),
    [
        ("https://www.office.example/", "The exit must lead away from this website."),
        ("https://www.modern-slavery.example/", "This address tells why somebody was here."),
        ("http://weather.example/", "The address must start with https://."),
        ("https://www.facebook.com/weather", "This site shows who is signed in"),
        ("https://127.0.0.1/", "The address must be that of a website, with its name."),
    ],
)
def test_a_page_that_leads_on_to_where_the_exit_must_not_lead_is_refused(
    client, form_url, outside, location, because
):
    outside.replies["/today"] = Reply(status=302, headers={"Location": location})

    answer = client.post(form_url, {"destination": WEATHER, "is_seen": "on"})

    assertContains(answer, f"This address leads on to {location}. {because}")
    assert WEATHER not in stored()
    assert len(outside.asked) == 1


def test_a_page_that_leads_in_circles_is_refused(client, form_url, outside):
    outside.replies["/today"] = Reply(status=302, headers={"Location": "/today"})

    answer = client.post(form_url, {"destination": WEATHER, "is_seen": "on"})

    assertContains(answer, "This address leads on and on.")
    assert WEATHER not in stored()


def test_what_breaks_the_rules_is_refused_without_being_asked(client, form_url, outside):
    answer = client.post(form_url, {"destination": "https://www.slavery.example/"})

    assertContains(answer, "This address tells why somebody was here.")
    assert outside.asked == []


def test_a_page_that_our_network_cannot_reach_waits_for_somebody_who_looked(
    client, form_url, monkeypatch
):
    def refuse(*_, **__):
        raise OSError("There is no network.")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)

    answer = client.post(form_url, {"destination": WEATHER})
    before = stored()
    client.post(form_url, {"destination": WEATHER, "is_seen": "on"})

    assertContains(answer, "This website could not reach the address.")
    assert WEATHER not in before
    assert WEATHER in stored()


@pytest.mark.parametrize("number", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "::1", "fd00::1"])
def test_a_name_that_leads_into_a_private_network_is_refused(client, form_url, monkeypatch, number):
    family = socket.AF_INET6 if ":" in number else socket.AF_INET
    place = (family, socket.SOCK_STREAM, 6, "", (number, 443))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [place])

    answer = client.post(form_url, {"destination": WEATHER, "is_seen": "on"})

    assertContains(answer, "This address leads to a private network.")
    assert WEATHER not in stored()


def test_an_answer_that_never_ends_is_not_waited_for(client, form_url, outside, monkeypatch):
    monkeypatch.setattr("safety.outside.PATIENCE_SECONDS", 0.3)
    outside.replies["/today"] = Reply(run=lambda handler: time.sleep(2))

    answer = client.post(form_url, {"destination": WEATHER})

    assertContains(answer, "This website could not reach the address.")


def test_a_visitor_never_makes_the_server_ask(client, form_url, outside):
    client.logout()

    client.get("/")
    client.get("/-")

    assert outside.asked == []
