"""What the policy kept out of the admin is told in the log, without a word that a browser sent."""

import json
import logging

import pytest
from django.urls import reverse

from safety import headers
from tests import builders

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

REPORT = {
    "document-uri": "http://testserver/admin/pages/7/edit/?secret=marker",
    "effective-directive": "script-src-elem",
    "blocked-uri": "inline",
    "script-sample": "marker",
}


def send(client, body: bytes | str):
    return client.post(reverse("policy_report"), body, content_type="application/csp-report")


def sent(client, **changes: object):
    return send(client, json.dumps({"csp-report": REPORT | changes}))


def test_the_policy_names_the_address_that_takes_reports():
    assert headers.ADMIN_POLICY.endswith(f"report-uri {reverse('policy_report')}")


def test_the_log_names_rule_kind_and_screen(editor, caplog):
    answer = sent(editor)

    assert answer.status_code == 204
    assert caplog.messages == [
        "Admin policy: script-src-elem kept out inline on wagtailadmin_pages:edit"
    ]


@pytest.mark.parametrize("name", ["document-uri", "effective-directive", "blocked-uri"])
@pytest.mark.parametrize("value", ["http://[marker", "marker\r\nERROR marker", 7, None, ["marker"]])
def test_no_word_of_a_report_gets_into_the_log(editor, caplog, name, value):
    answer = sent(editor, **{name: value})

    assert answer.status_code == 204
    assert len(caplog.messages) == 1
    assert "marker" not in caplog.text
    assert "7" not in caplog.messages[0]


@pytest.mark.parametrize("body", ["", "{", "[]", "7", '{"csp-report": 7}', "{}", b"\xff\xfe"])
def test_what_is_no_report_is_refused(editor, caplog, body):
    assert send(editor, body).status_code == 400
    assert [line for line in caplog.records if line.levelno >= logging.WARNING] == []


def test_a_report_that_is_too_long_is_refused(editor):
    assert sent(editor, more="x" * 20_000).status_code == 400


def test_only_staff_who_have_signed_in_can_report(client, caplog):
    builders.front_page()

    answer = sent(client)

    assert answer.status_code == 302
    assert caplog.messages == []


def test_a_report_can_only_be_sent(editor):
    assert editor.get(reverse("policy_report")).status_code == 405
