"""Errors are reported by letter: once, without a value, and without anybody waiting for it."""

import logging
import smtplib
import time

import pytest
from django.core import mail

from safety.error_reports import ErrorReports
from tests import builders

pytestmark = pytest.mark.sqlite_only


class Clock:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def reports(settings, clock) -> ErrorReports:
    """A handler in place of the one that the settings put there, with a clock of its own."""
    settings.ERROR_REPORTS_TO = ["web@example.org"]
    root, handler = logging.getLogger(), ErrorReports(clock)
    (usual,) = [one for one in root.handlers if isinstance(one, ErrorReports)]
    root.removeHandler(usual)
    root.addHandler(handler)
    yield handler
    root.removeHandler(handler)
    root.addHandler(usual)


@pytest.fixture
def fail(client, monkeypatch):
    """Has a visitor come to a page that fails."""
    builders.front_page()
    monkeypatch.setattr("home.models.HomePage.get_context", lambda *_: int("MARKER"))
    client.raise_request_exception = False
    return lambda: client.get("/?q=MARKER", headers={"user-agent": "MARKER"})


@pytest.mark.django_db
def test_a_failed_page_is_reported_with_its_number_and_without_a_value(reports, fail):
    answer = fail()
    reports.waiting.join()

    (letter,) = mail.outbox
    assert letter.to == ["web@example.org"]
    assert answer["X-Request-ID"] in letter.body
    assert "GET wagtail_serve ValueError at " in letter.body
    assert "MARKER" not in str(letter.message())


def test_of_a_job_the_sentence_is_reported_and_not_what_it_was_filled_with(reports):
    try:
        raise ValueError("MARKER")
    except ValueError:
        logging.getLogger("a.room").exception("“%s” failed.", "MARKER")
    reports.waiting.join()

    assert "a.room “%s” failed. ValueError at " in mail.outbox[0].body
    assert "MARKER" not in mail.outbox[0].body


def test_the_same_error_is_reported_again_after_ten_minutes(reports, clock):
    def go_wrong():
        logging.getLogger("a.room").error("It failed.")
        reports.waiting.join()
        return len(mail.outbox)

    assert [go_wrong(), go_wrong()] == [1, 1]
    clock.now += 601
    assert go_wrong() == 2


def test_another_error_is_reported_at_once(reports):
    logging.getLogger("a.room").error("One failed.")
    logging.getLogger("a.room").error("Another failed.")
    reports.waiting.join()

    assert len(mail.outbox) == 2


def test_what_is_no_error_is_not_reported(reports):
    logging.getLogger("a.room").warning("Look at this.")
    reports.waiting.join()

    assert mail.outbox == []


def test_where_nobody_is_named_nothing_is_sent(reports, settings):
    settings.ERROR_REPORTS_TO = []
    logging.getLogger("a.room").error("It failed.")

    assert reports.waiting.empty()
    assert reports.thread is None


@pytest.mark.django_db
@pytest.mark.parametrize("error", [ConnectionRefusedError, smtplib.SMTPServerDisconnected])
def test_a_mail_server_that_is_gone_stops_nothing(reports, fail, monkeypatch, error):
    def refuse(*_, **options):
        raise error

    monkeypatch.setattr("safety.error_reports.send_mail", refuse)

    answers = [fail(), fail()]
    reports.waiting.join()

    assert [answer.status_code for answer in answers] == [500, 500]
    assert reports.thread.is_alive()


@pytest.mark.django_db
def test_nobody_waits_for_a_mail_server_that_is_slow(reports, fail, monkeypatch):
    monkeypatch.setattr("safety.error_reports.send_mail", lambda *_, **options: time.sleep(1))
    began = time.monotonic()

    for number in range(30):
        logging.getLogger("a.room").error(f"Number {number} failed.")
    answer = fail()

    assert answer.status_code == 500
    assert time.monotonic() - began < 1
    assert reports.waiting.qsize() <= 20
