"""Times that London's clocks skip or show twice are refused wherever staff can type one."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data

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
        "01:30 comes twice on 31 October 2027: the clocks go back from 02:00 to 01:00. Choose a "
        "time before 01:00, or one from 02:00 on."
    ),
}


@pytest.fixture
def publisher(client):
    client.force_login(builders.staff("Publisher"))
    return client


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
