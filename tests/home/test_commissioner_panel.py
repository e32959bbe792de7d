"""H1: who the Commissioner is, from the record of the one in office."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from core.models import Commissioner
from tests import builders
from tests.reading import main, main_words, words

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


@pytest.fixture(autouse=True)
def _front_page():
    builders.front_page()


def test_the_commissioner_in_office_is_named_with_the_letters_after_the_name(client):
    builders.commissioner(
        name="Dame Jane Smith", post_nominals="DBE QPM", introduction="She leads the office."
    )

    seen = main_words(client.get("/"))

    assert "Dame Jane Smith DBE QPM" in seen
    assert "She leads the office." in seen


def test_without_a_portrait_initials_stand_in(client):
    builders.commissioner(name="Dame Jane Mary Smith")

    answer = client.get("/")

    assert "JS" in [words(part) for part in main(answer).find_all(True)]
    assert main(answer).img is None


def test_a_portrait_is_shown_with_the_name_as_its_text(client):
    builders.commissioner(name="Dame Jane Smith", portrait=builders.picture())

    shown = main(client.get("/")).img

    assert "Dame Jane Smith" in shown["alt"]
    assert client.get(shown["src"]).status_code == 200
    assert shown["width"]
    assert shown["height"]


def test_a_vacant_post_says_so(client):
    builders.commissioner(name="Dame Jane Smith", left_office_on=date(2022, 4, 30))

    seen = main_words(client.get("/"))

    assert "The post is vacant." in seen
    assert "Jane Smith" not in seen


@pytest.mark.parametrize(
    ("today", "shown"),
    [
        ("2019-04-30", "The post is vacant."),
        ("2019-05-01", "Dame Jane Smith"),
        ("2022-04-30", "Dame Jane Smith"),
        ("2022-05-01", "The post is vacant."),
        ("2023-12-11", "Eleanor Jones"),
    ],
)
def test_the_panel_follows_the_dates_of_tenure(client, today, shown):
    builders.commissioner(
        name="Dame Jane Smith",
        took_office_on=date(2019, 5, 1),
        left_office_on=date(2022, 4, 30),
    )
    builders.commissioner(name="Eleanor Jones", took_office_on=date(2023, 12, 11))

    with time_machine.travel(f"{today} 12:00"):
        assert shown in main_words(client.get("/"))


@pytest.mark.parametrize(
    ("took", "left"),
    [
        (date(2018, 1, 1), None),
        (date(2022, 4, 30), None),
        (date(2020, 1, 1), date(2021, 1, 1)),
        (date(2018, 1, 1), date(2019, 5, 1)),
    ],
)
def test_two_commissioners_on_one_day_are_refused(took, left):
    builders.commissioner(
        name="Dame Jane Smith",
        took_office_on=date(2019, 5, 1),
        left_office_on=date(2022, 4, 30),
    )

    with pytest.raises(ValidationError, match="Dame Jane Smith was in office"):
        builders.commissioner(name="Another", took_office_on=took, left_office_on=left)


def test_tenures_that_touch_without_sharing_a_day_are_fine():
    builders.commissioner(took_office_on=date(2019, 5, 1), left_office_on=date(2022, 4, 30))

    builders.commissioner(name="Next", took_office_on=date(2022, 5, 1))

    assert Commissioner.objects.count() == 2


def test_a_last_day_before_the_first_is_refused():
    with pytest.raises(ValidationError, match="before the first"):
        builders.commissioner(took_office_on=date(2019, 5, 1), left_office_on=date(2019, 4, 30))


def test_the_database_itself_refuses_two_commissioners_in_office():
    builders.commissioner()

    with pytest.raises(IntegrityError):
        Commissioner.objects.create(name="Another", took_office_on=date(2020, 1, 1))
