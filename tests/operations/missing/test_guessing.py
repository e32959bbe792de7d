"""Somebody tries addresses near that of a page which is not public yet."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from wagtail.models import PageLogEntry

from operations.missing import guessing
from operations.timetable import count_missing_addresses
from tests import builders

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


@pytest.fixture
def waiting():
    """A report in a pack, and a publisher who is to hear."""
    builders.staff("Publisher", email="pat@example.org")
    report = builders.publication(title="Next", slug="annual-report-2026-2027", live=False)
    report.save_revision()
    builders.pack(report)
    return report


def asked(client, *names: str, times: int = 1) -> None:
    for name in names * times:
        client.get(f"/publications/{name}/", headers={"user-agent": "MARKER"})
    count_missing_addresses()


GUESSES = [f"annual-report-{year}-{year + 1}" for year in range(2023, 2033)]


def test_publishers_hear_of_many_guesses_near_a_page_that_waits(client, waiting):
    asked(client, *GUESSES, times=2)

    (letter,) = mail.outbox
    assert letter.to == ["pat@example.org"]
    assert "“Next” is not public yet. Today 20 requests" in letter.body
    assert "MARKER" not in letter.body
    assert PageLogEntry.objects.get(action=guessing.GUESSED).page_id == waiting.pk


def test_they_hear_of_it_once_a_day_also_when_the_guesses_come_slowly(client, waiting):
    for _ in range(6):
        asked(client, *GUESSES[:5])

    assert len(mail.outbox) == 1


def test_a_few_misses_or_those_of_other_names_are_nobodys_guesses(client, waiting):
    asked(client, *GUESSES, *GUESSES[:9])
    asked(client, "strategic-plan", "a-letter-to-somebody", "press", times=20)

    assert mail.outbox == []


def test_a_page_that_is_public_can_not_be_guessed_at(client, waiting):
    builders.publication(title="Out", slug="strategic-plan-2026")
    asked(client, "strategic-plan-2025", "strategic-plan-2024", times=15)

    assert mail.outbox == []


def test_a_page_with_its_hour_set_waits_as_well(client):
    builders.staff("Publisher", email="pat@example.org")
    report = builders.publication(title="Due", slug="response-to-the-bill", live=False)
    report.go_live_at = timezone.now() + timedelta(hours=1)
    report.save_revision().publish()

    asked(client, "response-to-the-bills", "response-to-a-bill", times=10)

    assert "“Due” is not public yet." in mail.outbox[0].body


def test_a_mail_server_that_is_gone_stops_nothing(client, waiting, monkeypatch):
    monkeypatch.setattr(guessing, "send_mail", lambda *_: (_ for _ in ()).throw(OSError))

    asked(client, *GUESSES, times=2)

    assert PageLogEntry.objects.filter(action=guessing.GUESSED).exists()
