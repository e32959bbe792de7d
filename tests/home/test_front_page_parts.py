"""H2 to H7: the parts that staff arrange."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError

from home.models import HomePage
from news.models import NewsPage
from tests import builders
from tests.reading import links, main, main_words, titles

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


def story(heading: str, **fields) -> dict:
    return {"heading": heading, "text": "<p>What we did.</p>", **fields}


def stories(*chosen: dict) -> tuple[str, dict]:
    return ("stories", {"heading": "What we are working on", "stories": list(chosen)})


def test_stories_stand_in_the_editors_order(client):
    builders.with_parts(stories(story("Zebra"), story("Apple"), story("Mango")))

    seen = main_words(client.get("/"))

    assert seen.index("Zebra") < seen.index("Apple") < seen.index("Mango")


def test_parts_stand_in_the_editors_order(client):
    what_is = ("what_is", {"heading": "What is it?", "text": "<p>Words.</p>", "link": {}})

    builders.with_parts(what_is, stories(story("A story")))
    first = main_words(client.get("/"))
    builders.with_parts(stories(story("A story")), what_is)
    second = main_words(client.get("/"))

    assert first.index("What is it?") < first.index("A story")
    assert second.index("A story") < second.index("What is it?")


def test_a_story_shows_its_text_picture_and_links(client):
    item = builders.news_item(title="The item")
    picture = builders.picture()
    image = {"image": picture.pk, "alt_text": "A teal square", "decorative": False}
    outside = {"text": "The Act", "url": "https://example.com/act", "page": None}
    builders.with_parts(
        stories(story("Finance", kicker="Money", image=image, page=item.pk, links=[outside]))
    )

    answer = client.get("/")

    assert "Money" in main_words(answer)
    assert "What we did." in main_words(answer)
    assert links(main(answer))["Finance"] == item.url
    assert "https://example.com/act" in links(main(answer)).values()
    assert main(answer).find("img", alt="A teal square")


@pytest.mark.parametrize(
    ("now", "is_seen"),
    [
        ("2022-01-01T09:59:59+00:00", False),
        ("2022-01-01T10:00:00+00:00", True),
        ("2022-02-01T09:59:59+00:00", True),
        ("2022-02-01T10:00:00+00:00", False),
    ],
)
def test_a_story_is_shown_from_its_first_moment_until_its_last(client, now, is_seen):
    dates = {"shown_from": "2022-01-01T10:00:00+00:00", "shown_until": "2022-02-01T10:00:00+00:00"}
    builders.with_parts(stories(story("For a month", **dates), story("Always")))

    with time_machine.travel(now, tick=False):
        seen = main_words(client.get("/"))

    assert ("For a month" in seen) is is_seen
    assert "Always" in seen


def test_a_part_whose_stories_are_all_over_leaves_no_empty_heading(client):
    dates = {"shown_until": "2022-02-01T10:00:00+00:00"}
    builders.with_parts(stories(story("Over", **dates)))

    assert "What we are working on" not in main_words(client.get("/"))


def test_an_until_before_its_from_is_refused():
    block = HomePage._meta.get_field("parts").stream_block.child_blocks["stories"]
    dates = {"shown_from": "2022-02-01T10:00:00Z", "shown_until": "2022-01-01T10:00:00Z"}
    value = block.to_python({"heading": "Stories", "stories": [story("Backwards", **dates)]})

    with pytest.raises(ValidationError) as refusal:
        block.clean(value)

    errors = refusal.value.as_json_data()
    assert "“Until” must be later than “from”." in str(errors)


def test_a_link_to_both_a_page_and_an_address_is_refused():
    item = builders.news_item()
    block = HomePage._meta.get_field("parts").stream_block.child_blocks["what_is"]
    link = {"text": "More", "page": item.pk, "url": "https://example.com/"}
    value = block.to_python({"heading": "What?", "text": "<p>Words</p>", "link": link})

    with pytest.raises(ValidationError) as refusal:
        block.clean(value)

    assert "not both" in str(refusal.value.as_json_data())


LATEST = ("latest_news", {"heading": "Recent news and insights"})


def test_recent_news_are_the_six_newest_of_the_stream(client):
    builders.many(NewsPage, 8)
    builders.press_piece(title="Column", display_date=builders.DISPLAYED_ON + timedelta(days=1))
    builders.publication(title="A report", display_date=date(2023, 1, 1))
    builders.with_parts(LATEST)

    expected = ["Column", *[f"News item {number}" for number in range(5)]]
    assert titles(client.get("/")) == expected


def test_recent_news_show_type_and_date(client):
    builders.news_item(news_type="statement", display_date=date(2022, 1, 25))
    builders.with_parts(LATEST)

    seen = main_words(client.get("/"))

    assert seen.index("Statement") < seen.index("25 January 2022") < seen.index("A news item")


def test_a_long_summary_is_whole_or_cut_at_a_word(client):
    summary = " ".join(f"word{number}" for number in range(36))
    builders.news_item(summary=summary)
    builders.with_parts(LATEST)

    shown = main_words(client.get("/"))
    start = shown.index("word0")
    end = max(shown.rindex(f"word{number}") for number in range(36) if f"word{number}" in shown)
    cut = shown[start:].split("…")[0].strip() if "…" in shown else shown[start : end + 6].strip()

    assert set(cut.split()) <= set(summary.split())
    assert len(cut.split()) > 10


def test_pinned_items_lead_in_their_order_and_stand_there_once(client):
    items = [builders.news_item(title=f"Item {number}") for number in range(8)]
    builders.with_parts(LATEST)
    builders.pinned(items[3])
    builders.pinned(items[0])

    shown = titles(client.get("/"))

    assert shown == ["Item 3", "Item 0", "Item 7", "Item 6", "Item 5", "Item 4"]


def test_a_pinned_item_that_is_no_longer_public_gives_its_place_up(client):
    builders.pinned(builders.news_item(title="Draft", live=False))
    builders.pinned(builders.news_item(title="Withdrawn", withdrawn_on=date(2022, 2, 1)))
    private = builders.news_item(title="Private")
    builders.made_private(private)
    builders.pinned(private)
    builders.news_item(title="Public")
    builders.with_parts(LATEST)

    assert titles(client.get("/")) == ["Public"]


def test_chosen_publications_stand_in_the_editors_order_without_drafts(client):
    letter = builders.publication(title="The letter")
    draft = builders.publication(title="The draft", live=False)
    report = builders.publication(title="The report")
    chosen = [report.pk, draft.pk, letter.pk]
    builders.with_parts(("publications", {"heading": "Publications", "publications": chosen}))

    seen = main_words(client.get("/"))

    assert seen.index("The report") < seen.index("The letter")
    assert "The draft" not in seen


def test_the_agencies_come_from_their_directory(client):
    builders.agency(name="Border Force", sort_order=2)
    builders.agency(name="The police", sort_order=1)
    builders.with_parts(("agencies", {"heading": "Statutory agencies", "text": ""}))

    seen = main_words(client.get("/"))

    assert seen.index("The police") < seen.index("Border Force")


def test_what_to_do_shows_the_helplines_of_its_steps(client):
    police = builders.helpline(name="The police")
    steps = [{"when": "Someone is in danger", "text": "<p>Call.</p>", "service": police.pk}]
    builders.with_parts(("victim_help", {"heading": "What to do", "steps": steps, "link": {}}))

    shown = main(client.get("/"))

    assert "Someone is in danger" in str(shown)
    assert shown.find("a", href=police.tel)
    assert police.spoken_form in str(shown)


def test_latest_posts_stay_away_until_there_are_some(client):
    builders.with_parts(("latest_posts", {"heading": "Latest posts"}))
    assert "Latest posts" not in main_words(client.get("/"))

    builders.post(text="We spoke today.")

    seen = main_words(client.get("/"))
    assert "Latest posts" in seen
    assert "We spoke today." in seen


def test_the_front_page_has_one_main_heading(client):
    builders.with_parts(LATEST, stories(story("A story")))

    assert len(main(client.get("/")).find_all("h1")) == 1
