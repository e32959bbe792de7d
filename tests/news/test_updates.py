"""N4: a story that has gone on says so at once, and what is new."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.test.utils.form_data import rich_text, streamfield

from core.gates import PublishRefused
from news.models import NewsPage
from tests import builders
from tests.forms import news_form
from tests.reading import main, main_words, structured_data, words

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

FIRST = (date(2022, 2, 1), "The minister has answered.")
SECOND = (date(2022, 3, 3), "The law has changed.")
THIRD = (date(2022, 4, 5), "The law is in force.")


def story(*told, **fields):
    return builders.news_item(updates=builders.updates(*told), **fields)


def test_a_story_that_was_updated_says_so_beside_its_date(client):
    item = story(FIRST, SECOND)

    head = words(main(client.get(item.url)).select_one(".page-head__meta"))

    assert head == "News | 25 January 2022 | Updated 3 March 2022"


def test_the_newest_update_stands_above_the_text_and_the_others_below_it(client):
    item = story(FIRST, SECOND, THIRD, body=builders.text("The story itself."))

    seen = main_words(client.get(item.url))

    places = [
        seen.index(part)
        for part in (
            "Updated 5 April 2022 The law is in force.",
            "The story itself.",
            "Earlier updates 3 March 2022 The law has changed.",
            "1 February 2022 The minister has answered.",
        )
    ]
    assert places == sorted(places)


def test_a_link_leads_from_the_newest_update_to_the_earlier_ones(client):
    item = story(FIRST, SECOND)

    page = main(client.get(item.url))

    target = page.find("a", string="Earlier updates")["href"]
    assert words(page.select_one(target)) == "Earlier updates"


def test_one_update_needs_no_list_of_earlier_ones(client):
    seen = main_words(client.get(story(FIRST).url))

    assert "The minister has answered." in seen
    assert "Earlier updates" not in seen


def test_a_story_without_updates_says_nothing_about_them(client):
    assert "pdated" not in main_words(client.get(builders.news_item().url))


def test_lists_say_when_a_story_was_updated(client):
    story(FIRST, SECOND)

    assert "Updated 3 March 2022" in main_words(client.get("/news/"))


def test_search_engines_are_told_of_the_newest_update_and_of_nothing_else(client):
    updated, plain = story(SECOND), builders.news_item()

    told = [structured_data(client.get(item.url))[1] for item in (updated, plain)]

    assert told[0]["dateModified"] == "2022-03-03"
    assert "dateModified" not in told[1]


@pytest.mark.parametrize("told", [(FIRST, SECOND, THIRD), (THIRD, FIRST, SECOND)])
def test_updates_are_put_in_order_by_their_day(told):
    item = story(*told)

    assert NewsPage.objects.get(pk=item.pk).update_days == [THIRD[0], SECOND[0], FIRST[0]]


def test_updates_of_one_day_stay_as_the_editor_put_them():
    day = date(2022, 3, 3)
    item = story((day, "Later that day."), FIRST, (day, "In the morning."))

    texts = [str(update.value["text"]) for update in NewsPage.objects.get(pk=item.pk).updates]

    assert "Later" in texts[0]
    assert "morning" in texts[1]


def test_an_update_before_the_story_is_refused_with_both_dates():
    with pytest.raises(ValidationError) as refusal:
        story((date(2022, 1, 24), "Too early."))

    (reason,) = refusal.value.message_dict["updates"]
    assert "24 January 2022" in reason
    assert "25 January 2022" in reason


def test_an_update_on_the_day_of_the_story_is_fine():
    assert story((builders.DISPLAYED_ON, "Soon after.")).updated_on == builders.DISPLAYED_ON


@time_machine.travel("2022-03-02 12:00")
def test_a_story_does_not_go_live_with_an_update_from_the_future():
    with pytest.raises(PublishRefused, match="3 March 2022.*2 March 2022"):
        story(SECOND)


# A day begins in London an hour before it does in Greenwich, as long as summer time lasts.
@pytest.mark.parametrize(
    ("now", "is_live"), [("2022-06-01 22:59Z", False), ("2022-06-01 23:00Z", True)]
)
def test_the_day_of_an_update_begins_in_london(now, is_live):
    with time_machine.travel(now.replace("Z", "+00:00")):
        try:
            story((date(2022, 6, 2), "A new day."))
        except PublishRefused:
            assert not is_live
        else:
            assert is_live


def test_a_story_may_wait_for_the_day_of_its_update():
    item = story(live=False)
    with time_machine.travel("2022-03-01 12:00+00:00"):
        item.updates = builders.updates(SECOND)
        item.go_live_at = "2022-03-03T09:00:00Z"
        item.save_revision().publish()

    assert item.scheduled_revision is not None


def form(*told, **fields):
    blocks = [("update", {"day": day, "text": rich_text(f"<p>{text}</p>")}) for day, text in told]
    story = {"title": "A story", "slug": "a-story", "body": streamfield([])}
    return news_form(**story | {"updates": streamfield(blocks)} | fields)


def saved(publisher, item, *told, **fields):
    return publisher.post(reverse("wagtailadmin_pages:edit", args=[item.pk]), form(*told, **fields))


@pytest.mark.parametrize(
    ("day", "reason"),
    [("2021-12-31", "older than the item itself"), ("2999-01-01", "later than the day")],
)
def test_the_editor_is_told_beside_the_updates_and_loses_nothing(publisher, day, reason):
    item = builders.news_item()

    answer = saved(publisher, item, (day, "What is new"), **{"action-publish": "on"})

    assert reason in answer.context["form"].errors["updates"][0]
    assert "Words that took thought" in answer.content.decode()
    assert "What is new" in answer.content.decode()


def test_a_draft_keeps_an_update_whose_day_is_not_written_yet(publisher):
    item = builders.news_item()

    saved(publisher, item, ("", "What is new"))
    item.refresh_from_db()
    kept = item.get_latest_revision_as_object()

    assert kept.update_days == [None]
    assert kept.updated_on is None
    with pytest.raises(PublishRefused, match="has no day"):
        item.get_latest_revision().publish(user=builders.staff("Administrator"))


def test_a_preview_of_an_update_without_a_day_is_shown(publisher):
    item = builders.news_item()
    saved(publisher, item, ("", "What is new"))

    answer = publisher.get(reverse("wagtailadmin_pages:view_draft", args=[item.pk]))

    assert answer.status_code == 200
