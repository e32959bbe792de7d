"""G2: the registry as JSON, for partners."""

import pytest

from helpline.exports import FIELDS
from tests import builders

pytestmark = pytest.mark.django_db

ADDRESS = "/helplines.json"


def test_partners_read_each_live_helpline_with_its_hours_as_data(client):
    times = {"days": ["0", "1"], "opens": "22:00", "closes": "02:00", "closes_next_day": True}
    builders.helpline(
        name="Night line",
        text_number="61016",
        is_always_open=False,
        opening_times=builders.stream(("times", times)),
        bank_holidays="closed",
        bank_holiday_nation="scotland",
    )
    builders.helpline(name="A draft", live=False)

    content = client.get(ADDRESS).json()

    (line,) = content["helplines"]
    assert content["count"] == 1
    assert content["address"] == f"http://testserver{ADDRESS}"
    assert content["licence"]["id"] == "OGL-UK-3.0"
    assert line["name"] == "Night line"
    assert line["number"] == "+442079460000"
    assert line["text_number"] == "61016"
    assert line["verified_on"] == "2022-01-25"
    assert line["hours"] == {
        "words": (
            "Monday and Tuesday, 10pm to 2am the next day. Closed on bank holidays in Scotland"
        ),
        "always": False,
        "weekly": [
            {
                "days": ["Monday", "Tuesday"],
                "opens": "22:00",
                "closes": "02:00",
                "closes_next_day": True,
            }
        ],
        "bank_holidays": "closed",
        "bank_holiday_nation": "scotland",
        "on_bank_holidays": [],
    }


def test_the_fields_are_those_that_are_documented(client):
    builders.helpline()

    content = client.get(ADDRESS).json()

    (line,) = content["helplines"]
    names = [
        *content,
        *[f"helplines.{name}" for name in line],
        *[f"helplines.hours.{name}" for name in line["hours"]],
    ]
    assert sorted(names) == sorted(FIELDS)


def test_nobody_reads_who_keeps_a_helpline_right(client):
    builders.helpline(owner=builders.staff(username="jane.editor"))

    assert "jane.editor" not in client.get(ADDRESS).content.decode()


def test_what_has_not_changed_is_not_sent_again(client):
    builders.helpline()
    first = client.get(ADDRESS)

    again = client.get(ADDRESS, headers={"If-None-Match": first["ETag"]})

    assert again.status_code == 304


def test_a_change_is_sent(client):
    line = builders.helpline()
    first = client.get(ADDRESS)
    line.cost = "10p a minute"
    line.save()

    again = client.get(ADDRESS, headers={"If-None-Match": first["ETag"]})

    assert again.status_code == 200


def test_each_answer_says_its_licence_and_other_websites_cannot_read_it(client):
    answer = client.get(ADDRESS)

    assert 'rel="license"' in answer["Link"]
    assert "Access-Control-Allow-Origin" not in answer


def test_all_helplines_are_one_query(client, django_assert_num_queries):
    builders.many_helplines(5)

    with django_assert_num_queries(1):
        client.get(ADDRESS)
