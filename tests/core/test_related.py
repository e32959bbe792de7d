"""N6: pages that belong together lead to each other, whichever of them an editor wrote."""

from datetime import date

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, streamfield

from core.models import RelatedPage
from core.models.related import related_to
from news.models import NewsPage
from tests import builders
from tests.forms import news_form
from tests.reading import main, words

pytestmark = pytest.mark.django_db


def related_titles(client, page) -> list[str]:
    section = main(client.get(page.url)).select_one(".related")
    return [words(title) for title in section.select(".card__title")] if section else []


@pytest.mark.parametrize("make", [builders.news_item, builders.publication])
def test_chosen_pages_stand_below_in_the_editors_order(client, make):
    page = make(title="The page")
    report, item = builders.publication(title="Its report"), builders.news_item(title="Its launch")
    builders.related(page, report, item)

    assert related_titles(client, page) == ["Its report", "Its launch"]


def test_a_page_leads_back_to_those_that_chose_it(client):
    report = builders.publication(title="The report")
    builders.related(builders.news_item(title="Its launch"), report)

    assert related_titles(client, report) == ["Its launch"]


def test_own_choice_comes_first_then_the_choice_of_others_then_shared_topics(client):
    law = builders.topic("Law")
    page = builders.news_item(title="The page", topics=[law])
    builders.news_item(title="On the law", topics=[law], display_date=date(2023, 1, 1))
    builders.related(builders.news_item(title="Chose it", display_date=date(2001, 1, 1)), page)
    builders.related(page, builders.publication(title="Chosen", display_date=date(2000, 1, 1)))

    assert related_titles(client, page) == ["Chosen", "Chose it", "On the law"]


def test_pages_that_chose_each_other_are_shown_once(client):
    one, other = builders.news_item(title="One"), builders.news_item(title="Other")
    builders.related(one, other)
    builders.related(other, one)

    assert related_titles(client, one) == ["Other"]
    assert related_titles(client, other) == ["One"]


def test_the_newest_pages_of_any_type_that_share_a_topic_fill_the_list_up_to_three(client):
    law, money = builders.topic("Law"), builders.topic("Money")
    page = builders.news_item(title="The page", topics=[law, money])
    for year, (make, title) in enumerate(
        [
            (builders.news_item, "Oldest"),
            (builders.publication, "A report"),
            (builders.guide, "A guide"),
            (builders.press_piece, "A column"),
        ],
        start=2001,
    ):
        make(title=title, topics=[law, money], display_date=date(year, 1, 1))
    builders.news_item(title="Elsewhere", topics=[builders.topic("Health")])

    assert related_titles(client, page) == ["A column", "A guide", "A report"]


def test_editors_who_choose_more_than_three_get_all_of_them(client):
    page = builders.news_item(topics=[builders.topic("Law")])
    builders.news_item(title="On the law", topics=page.topics.all())
    chosen = [builders.news_item(title=f"Chosen {number}") for number in range(6)]
    builders.related(page, *chosen)

    assert related_titles(client, page) == [f"Chosen {number}" for number in range(6)]


def test_a_page_without_anything_related_has_no_empty_heading(client):
    assert "Related" not in words(main(client.get(builders.news_item().url)))


@pytest.mark.parametrize("is_chosen", [True, False], ids=["chosen", "by topic"])
def test_what_visitors_may_not_see_is_never_related(client, is_chosen):
    law = builders.topic("Law")
    page = builders.news_item(title="The page", topics=[law])
    hidden = [
        builders.news_item(title="Draft", live=False, topics=[law]),
        builders.news_item(title="Expired", live=False, expired=True, topics=[law]),
        builders.news_item(title="Withdrawn", withdrawn_on=date(2022, 2, 1), topics=[law]),
        builders.news_item(title="Private", topics=[law]),
    ]
    builders.made_private(hidden[-1])
    if is_chosen:
        builders.related(page, *hidden)
    for other in hidden[:1]:
        builders.related(other, page)

    assert related_titles(client, page) == []


def test_what_visitors_may_not_see_takes_no_place_of_what_they_may(client):
    law = builders.topic("Law")
    page = builders.news_item(title="The page", topics=[law])
    builders.news_item(title="Older", topics=[law], display_date=date(2001, 1, 1))
    withdrawn = {"withdrawn_on": date(2022, 2, 1), "withdrawal_reason": "It was wrong."}
    builders.many(NewsPage, 3, topics=[law], **withdrawn)

    assert related_titles(client, page) == ["Older"]


def test_each_related_page_shows_its_type_date_and_summary_and_where_it_leads(client):
    page = builders.news_item()
    piece = builders.press_piece(
        title="A column", summary="What we think.", article_url="https://example.com/column"
    )
    builders.related(page, piece, builders.publication(publication_type="strategic_plan"))

    seen = words(main(client.get(page.url)).select_one(".related"))

    for part in ("Op-ed", "25 January 2022", "What we think.", "(other website)", "Strategic plan"):
        assert part in seen


def test_one_query_reads_the_whole_list():
    law = builders.topic("Law")
    page = NewsPage.objects.get(pk=builders.news_item(topics=[law]).pk)
    partners = [builders.partner("OSCE")]
    builders.related(page, builders.publication(partners=partners, topics=[law]), builders.guide())
    builders.press_piece(topics=[law])

    def cards():
        return [found.plain_card for found in related_to(page)]

    cards()  # Wagtail reads once where its site begins.
    with CaptureQueriesContext(connection) as queries:
        shown = cards()

    assert len(shown) == 3
    assert len(queries) == 1


def test_the_database_itself_refuses_a_page_as_related_to_itself():
    page = builders.news_item()

    with pytest.raises(IntegrityError):
        builders.related(page, page)


# In the admin


def form(*related: int, **fields):
    story = {"title": "A story", "slug": "a-story", "body": streamfield([])}
    chosen = inline_formset([{"to_page": str(pk)} for pk in related])
    return news_form(**story | {"related_pages": chosen}) | fields


def saved(publisher, item, *related: int, **fields):
    return publisher.post(
        reverse("wagtailadmin_pages:edit", args=[item.pk]), form(*related, **fields)
    )


@pytest.mark.usefixtures("one_person_is_enough")
def test_an_editor_chooses_related_pages(client, publisher):
    page, report = builders.news_item(), builders.publication(title="Its report")

    saved(publisher, page, report.pk, **{"action-publish": "on"})
    page.refresh_from_db()

    assert related_titles(client, page) == ["Its report"]


def test_a_page_can_not_be_related_to_itself(publisher):
    page = builders.news_item()

    answer = saved(publisher, page, page.pk)

    assert "A page can’t be related to itself" in answer.content.decode()
    assert "Words that took thought" in answer.content.decode()
    assert not RelatedPage.objects.exists()


def test_a_page_can_not_be_chosen_twice(publisher):
    page, report = builders.news_item(), builders.publication()

    answer = saved(publisher, page, report.pk, report.pk)

    assert "in the list already. Remove one of the two" in answer.content.decode()


def test_more_than_six_can_not_be_chosen(publisher):
    page = builders.news_item()
    others = [builders.news_item(title=f"Other {number}").pk for number in range(7)]

    answer = saved(publisher, page, *others)

    assert answer.context["form"].formsets["related_pages"].non_form_errors()


def test_a_draft_choice_shows_in_its_preview_and_nowhere_else(client, publisher):
    law = builders.topic("Law")
    page, report = builders.news_item(), builders.publication(title="Its report")
    builders.guide(title="On the law", topics=[law])
    saved(publisher, page, report.pk, topics=[law.pk])

    preview = publisher.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))

    shown = [words(title) for title in main(preview).select(".related .card__title")]
    assert shown == ["Its report", "On the law"]
    assert related_titles(client, page) == []
    assert related_titles(client, report) == []


def test_a_page_that_was_never_saved_has_a_preview_of_its_choice():
    page = NewsPage(title="New", slug="new")
    page.related_pages.add(RelatedPage(to_page_id=builders.publication(title="Its report").pk))

    assert [found.title for found in related_to(page)] == ["Its report"]
