"""Letters wait while the mail server takes none. Nobody waits for it, and everybody is told."""

import logging
import time
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings as django_settings
from django.core.mail import EmailMultiAlternatives, send_mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from editorial.sign_in.letters import write_to
from operations.letter_queue import waiting
from tests import builders
from tests.operations.mail_servers import MailServer

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

PASSWORD = "hunter2"


@pytest.fixture(autouse=True)
def by_a_mail_server(settings):
    """As `EMAIL_URL=smtp://…` sets it, with little patience."""
    settings.TASKS = django_settings.TASKS | {
        "worker": {"BACKEND": "django_tasks_db.DatabaseBackend"}
    }
    settings.EMAIL_BACKEND = "operations.letter_queue.QueueBackend"
    settings.LETTERS_SENT_BY = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_TIMEOUT = "127.0.0.1", 0.3
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "website", PASSWORD


def work(*, minutes: int = 0) -> None:
    """What the worker does with all that is due so many minutes from now."""
    with time_machine.travel(timezone.now() + timedelta(minutes=minutes)):
        for result in DBTaskResult.objects.ready():
            result.task.func(*result.args_kwargs["args"], **result.args_kwargs["kwargs"])
            DBTaskResult.objects.filter(pk=result.pk).update(status=TaskResultStatus.SUCCESSFUL)


def write() -> None:
    send_mail("Sent back to you", "Please add a source.", None, ["ann@example.org"])


REASONS = {
    "silent": "the mail server says nothing, or hangs up",
    "refusing": "the mail server refuses our name or password. Look at EMAIL_URL",
    "expired": "the certificate of the mail server is not good (certificate has expired)",
}


@pytest.mark.drill(
    "D-21", "The mail server is silent, refuses the password, or its certificate is over"
)
@pytest.mark.parametrize("how", REASONS)
def test_a_letter_waits_for_a_mail_server_that_fails_and_is_sent_once_it_does_not(
    settings, drill, caplog, monkeypatch, how
):
    caplog.set_level(logging.WARNING)
    with MailServer(how) as server:
        settings.EMAIL_PORT, settings.EMAIL_USE_TLS = server.port, how == "expired"
        # As if somebody whom this machine trusts had made it.
        monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
        began = time.monotonic()
        write()
        seconds = time.monotonic() - began
        work()
        work(minutes=2)

    assert seconds < 0.25
    assert waiting().count() == 1
    assert REASONS[how] in caplog.text
    assert PASSWORD not in caplog.text
    assert "example.org" not in caplog.text

    settings.EMAIL_USE_TLS = False
    with MailServer("good") as server:
        settings.EMAIL_PORT = server.port
        work(minutes=10)
        work(minutes=90)

    drill.tried(1, f"letters, {how}")
    drill.lost(1 - len(server.letters), "letters")
    assert b"Please add a source." in server.letters[0]
    assert waiting().count() == 0


def test_the_dashboard_and_the_figures_say_that_letters_wait(settings, client):
    settings.METRICS_TOKEN = "t" * 20
    client.force_login(builders.staff("Publisher"))
    with MailServer("silent") as server:
        settings.EMAIL_PORT = server.port
        write()
        work()

    page = client.get("/admin/").content.decode()
    figures = Client().get("/metrics", headers={"Authorization": f"Bearer {'t' * 20}"})

    assert "1 letter will be sent once it does." in page
    assert "site_letters_waiting 1.0" in figures.content.decode()
    work(minutes=60 * 24 * 4)
    assert "Letters that wait" not in client.get("/admin/").content.decode()


def test_staff_go_on_while_the_mail_server_says_nothing(settings, client):
    ann = builders.staff(email="ann@example.org")
    with MailServer("silent") as server:
        settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = server.port, 5
        began = time.monotonic()
        write_to(ann, "password_changed")
        client.post(reverse("wagtailadmin_password_reset"), {"email": ann.email})

    assert time.monotonic() - began < 3
    assert DBTaskResult.objects.count() >= 2


def test_who_copies_the_database_reads_no_letter():
    write()

    kept = str(DBTaskResult.objects.get().args_kwargs)
    assert "source" not in kept
    assert "ann@" not in kept


def test_a_letter_comes_as_it_was_written(settings):
    letter = EmailMultiAlternatives("Ŵy", "Plain", to=["a@example.org"], cc=["b@example.org"])
    letter.attach_alternative("<p>Rich</p>", "text/html")
    letter.extra_headers["Auto-Submitted"] = "auto-generated"
    with MailServer("good") as server:
        settings.EMAIL_PORT = server.port
        letter.send()
        work()

    (sent,) = server.letters
    for words in (
        b"Plain",
        b"<p>Rich</p>",
        b"Auto-Submitted: auto-generated",
        b"Cc: b@example.org",
    ):
        assert words in sent


def test_a_letter_is_given_up_after_three_days_and_the_log_says_so(settings, caplog):
    with MailServer("silent") as server:
        settings.EMAIL_PORT = server.port
        write()
        work(minutes=60 * 24 * 3 + 1)

    assert waiting().count() == 0
    assert "A letter is given up after three days" in caplog.text
