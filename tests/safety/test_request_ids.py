"""The lines of a log about one request share a number, which leaves with a failed answer."""

import logging
import re

import pytest

from iasc_site.wsgi import application
from safety.logs import Words
from safety.request_ids import current
from tests import builders
from tests.wsgi import ask

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]
OF_NGINX = "0123456789abcdef" * 2
NUMBER = re.compile(r"\b[0-9a-f]{32}\b")


@pytest.fixture
def lines() -> list[str]:
    """What the log says, as it is written."""
    said: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(Words().format(record))

    listener = Listener()
    logging.getLogger().addHandler(listener)
    yield said
    logging.getLogger().removeHandler(listener)


@pytest.fixture
def failing(client, monkeypatch):
    """Asks for a page that fails, after a line of the log about something else."""
    builders.front_page()

    def fail(*_):
        logging.getLogger("a.room").error("On the way.")
        raise KeyError("MARKER")

    monkeypatch.setattr("home.models.HomePage.get_context", fail)
    client.raise_request_exception = False
    return lambda **headers: client.get("/", headers=headers)


def test_each_line_about_a_request_and_the_failed_answer_have_the_same_number(failing, lines):
    answer = failing()

    number = answer["X-Request-ID"]
    assert NUMBER.fullmatch(number)
    assert len(lines) == 2
    assert all(number in line for line in lines)


def test_two_requests_have_two_numbers_and_none_is_left_afterwards(failing):
    assert failing()["X-Request-ID"] != failing()["X-Request-ID"]
    assert current.get() == ""


def test_the_number_that_nginx_made_is_taken(failing, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

    assert failing(x_request_id=OF_NGINX)["X-Request-ID"] == OF_NGINX


@pytest.mark.parametrize("given", ["MARKER", OF_NGINX + "0", OF_NGINX.upper(), OF_NGINX + "\n"])
def test_what_is_no_number_of_nginx_is_not_taken(failing, settings, lines, given):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

    answer = failing(x_request_id=given)

    assert answer["X-Request-ID"] != given
    assert all("MARKER" not in line for line in lines)


def test_without_a_proxy_no_visitor_chooses_the_number(failing):
    assert failing(x_request_id=OF_NGINX)["X-Request-ID"] != OF_NGINX


def test_an_error_that_is_logged_on_the_way_keeps_its_words_for_itself(client, monkeypatch, lines):
    builders.front_page()

    def log_and_go_on(*_):
        try:
            raise ValueError("MARKER")
        except ValueError:
            logging.getLogger("a.room").exception("Something small failed.")
        return {}

    monkeypatch.setattr("home.models.HomePage.get_context", log_and_go_on)
    client.raise_request_exception = False
    client.get("/")

    assert "Something small failed. ValueError at " in lines[0]
    assert "MARKER" not in lines[0]


def test_pages_have_no_number_so_they_stay_the_same_for_everybody(client):
    builders.front_page()

    assert "X-Request-ID" not in client.get("/").headers
    assert "X-Request-ID" not in client.get("/nothing-here/").headers


def test_a_kept_page_is_made_under_the_number_of_who_asked_first(monkeypatch, settings, lines):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    builders.front_page()
    monkeypatch.setattr("home.models.HomePage.get_context", lambda *_: 1 / 0)

    answer = ask(application, "/", X_REQUEST_ID=OF_NGINX)

    assert (answer.status, answer.headers["x-request-id"]) == (500, OF_NGINX)
    assert any(OF_NGINX in line for line in lines)
