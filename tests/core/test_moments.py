"""Times that London's clocks skip or show twice are refused wherever staff can type one."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data

from core.forms import MomentField
from home.blocks import StoryBlock
from tests import builders
from tests.house.test_the_only_door import news_form

pytestmark = pytest.mark.django_db

SKIPPED, TWICE = "2027-03-28 01:30", "2027-10-31 01:30"
WORDS = {
    SKIPPED: (
        "There is no 01:30 on 28 March 2027: the clocks go forward from 01:00 to 02:00. Choose a "
        "time before 01:00, or one from 02:00 on."
    ),
    TWICE: (
        "01:30 comes twice on 31 October 2027: the clocks go back from 02:00 to 01:00. Which one? "
        "Write 01:30 BST for the first, 01:30 GMT for the second."
    ),
}


@pytest.mark.parametrize("typed", WORDS)
def test_the_day_on_which_a_page_goes_live(publisher, typed):
    item = builders.news_item()

    answer = publisher.post(
        reverse("wagtailadmin_pages:edit", args=[item.pk]), news_form(go_live_at=typed)
    )

    assert answer.context["form"].errors["go_live_at"] == [WORDS[typed]]
    assert "Words that took thought" in answer.content.decode()


@pytest.mark.parametrize("typed", WORDS)
def test_an_alert(publisher, typed):
    answer = publisher.post(
        reverse("alert:add"),
        nested_form_data(
            {"heading": "Words that took thought", "level": "urgent", "ends_at": typed}
        ),
    )

    assert answer.context["form"].errors["ends_at"] == [WORDS[typed]]
    assert "Words that took thought" in answer.content.decode()


@pytest.mark.parametrize("typed", WORDS)
def test_a_feature_story(typed):
    field = StoryBlock().child_blocks["shown_until"]

    with pytest.raises(ValidationError) as refusal:
        field.clean(field.value_from_datadict({"x": typed}, {}, "x"))

    assert refusal.value.messages == [WORDS[typed]]


def test_an_account_cannot_be_set_to_another_zone(publisher):
    seen = publisher.get(reverse("wagtailadmin_account")).content.decode()

    assert "time_zone" not in seen


@pytest.mark.parametrize(("clock", "hour"), [("BST", 0), ("GMT", 1), ("gmt", 1)])
def test_which_of_the_two_is_meant_can_be_typed_and_is_shown_again(publisher, clock, hour):
    item = builders.news_item()
    edit = reverse("wagtailadmin_pages:edit", args=[item.pk])

    publisher.post(edit, news_form(go_live_at=f"{TWICE} {clock}"))

    item.refresh_from_db()
    saved = item.get_latest_revision_as_object().go_live_at
    assert saved.astimezone(UTC) == datetime(2027, 10, 31, hour, 30, tzinfo=UTC)
    shown = f'value="{TWICE} {clock.upper()}"'
    assert shown in publisher.get(edit).content.decode()


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        (f"{SKIPPED} GMT", WORDS[SKIPPED]),
        (
            "2027-07-01 09:30 GMT",
            "On 1 July 2027, London’s clocks go by BST, not GMT. Leave the letters out.",
        ),
    ],
)
def test_a_clock_that_does_not_go_with_the_time_is_refused(typed, problem):
    with pytest.raises(ValidationError) as refusal:
        MomentField().clean(typed)

    assert refusal.value.messages == [problem]


def test_the_right_clock_may_always_be_named():
    assert MomentField().clean("2027-07-01 09:30 BST") == datetime(2027, 7, 1, 8, 30, tzinfo=UTC)
