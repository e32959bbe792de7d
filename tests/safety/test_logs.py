"""An event is one line of the log, and says nothing of a visitor."""

import json
import logging
import sys

import pytest
from django.core.exceptions import SuspiciousOperation
from django.test import RequestFactory
from django.urls import resolve

from safety.logs import Json, Words

PAYLOADS = [
    "a\nb",
    "a\r\nb",
    "a\rb",
    "a\x00b",
    "a\x08b",
    "a\x1b[31mb",
    "a\x1b]0;title\x07b",
    "a\x7fb",
    "a\x85b",
    "a\x9bb",
    "a\u2028b",
    "a\u2029b",
    "a\u202eb",
    "a\u2066b",
    "a\u200bb",
    "a\ufeffb",
    "a\tb",
    "a\x0bb",
    "a\x0cb",
    "\n2026-01-01 00:00:00,000 ERROR django.request Forged",
    '"} {"level": "ERROR", "message": "forged"}\n',
    "%s %d {0} $x",
]


def record(message: str, *args: object, **extra: object) -> logging.LogRecord:
    logger = logging.getLogger("a.room")
    found = logger.makeRecord("a.room", logging.ERROR, "f", 1, message, args, None, extra=extra)
    return found


def failing(error: Exception) -> tuple:
    try:
        raise error
    except Exception:  # noqa: BLE001
        return sys.exc_info()


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("formatter", [Words, Json])
def test_whatever_is_logged_stays_on_one_line_and_can_not_be_seen_as_another(formatter, payload):
    line = formatter().format(record("Got “%s”.", payload))

    assert line.isprintable()
    assert "Got" in line
    if formatter is Json:
        assert json.loads(line)["message"] == f"Got “{payload}”."
        assert json.loads(line)["level"] == "ERROR"


def test_the_moment_of_a_line_can_not_be_mistaken():
    found = record("Got it.")
    found.created = 1_792_000_000.25

    assert Words().format(found).startswith("2026-10-14T17:46:40.250+00:00 ERROR ")


def test_an_error_in_a_job_is_told_in_words_and_with_its_way_through_the_code():
    found = record("“%s” failed.", "a job")
    found.exc_info = failing(ValueError("There is\nno such day."))

    line = Words().format(found)

    assert "a.room “a job” failed. ValueError: There is\\nno such day. at " in line
    assert "test_logs.py:" in line
    assert " failing" in line


def test_of_a_request_only_our_own_words_are_told():
    request = RequestFactory().get("/useful/7/?q=MARKER", headers={"user-agent": "MARKER"})
    request.resolver_match = resolve("/useful/7/")
    found = record("Internal Server Error: %s", "/MARKER/", request=request, status_code=500)
    found.exc_info = failing(KeyError("MARKER"))

    line = Words().format(found)

    assert "MARKER" not in line
    assert "answered with 500: GET useful KeyError at " in line


def test_a_refused_request_is_told_without_what_it_said():
    request = RequestFactory().get("/", headers={"host": "MARKER"})
    found = record(str(SuspiciousOperation("Invalid name: MARKER")), request=request)

    assert Words().format(found).endswith("a.room refused: no such address")
