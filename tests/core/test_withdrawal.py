"""A withdrawn page, whichever its type, is an address with a title and a notice."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from core.gates import PublishRefused, objections
from core.models import BasePage
from core.models.standing import DEEPEST
from core.sitemaps import PageSitemap
from home.models import StandardPage
from news.models import NewsPage
from publications.models import LetterPage
from tests import builders
from tests.house.test_the_only_door import news_form
from tests.reading import document, links, main, main_words, structured_data, titles, words

pytestmark = pytest.mark.django_db

MARK = "Marigold"
REASON = "Table 4 was wrong"

PAGES = {
    "news item": lambda **fields: builders.news_item(body=builders.text(MARK), **fields),
    "press piece": lambda **fields: builders.press_piece(outlet=MARK, **fields),
    "press piece elsewhere": lambda **fields: builders.press_piece(
        outlet=MARK, article_url="https://example.com/column", **fields
    ),
    "publication": lambda **fields: with_everything(builders.publication, **fields),
    "letter": lambda **fields: with_everything(
        builders.letter, sender=MARK, addressee=MARK, reply_due_on=date(2022, 2, 1), **fields
    ),
    "call for evidence": lambda **fields: with_everything(
        builders.call, how_to_respond=MARK, outcome=MARK, **fields
    ),
    "guide": lambda **fields: builders.guide(MARK, **fields),
    "standard page": lambda **fields: builders.standard_page(body=builders.text(MARK), **fields),
    "series": lambda **fields: with_works(builders.series, **fields),
    "collection": lambda **fields: builders.collection(
        builders.publication(title=f"A work on {MARK}", slug="work"), **fields
    ),
}


def with_everything(build, **fields):
    page = build(
        body=builders.text(MARK),
        isbn="978-1-5286-2117-5",
        paper_number=MARK,
        partners=[builders.partner(MARK)],
        topics=[builders.topic(MARK)],
        commissioner=builders.commissioner(name=MARK, left_office_on=date(2020, 1, 1)),
        change_notes=builders.changes(("correction", date(2022, 2, 1), MARK)),
        **fields,
    )
    builders.attachment(page, title=MARK, document=builders.document())
    return page


def with_works(build, **fields):
    series = build(**fields)
    builders.publication(title=f"A work on {MARK}", series=series)
    return series


def without_facts(answer) -> str:
    """The page as visitors see it: with no day of its last change for search engines."""
    return re.sub(rb'"dateModified": "[^"]*"', b"", answer.content).decode()


@pytest.fixture(params=PAGES)
def filled(request):
    """A page of each type, full of one word, with a title of its own."""
    return PAGES[request.param](
        title="The title", slug="the-title", summary=MARK, search_description=MARK, seo_title=MARK
    )


# What visitors see


def test_it_keeps_its_address_and_its_title_and_says_when_and_why(client, filled):
    filled.withdraw(reason=REASON, on=date(2022, 2, 3))

    answer = client.get(filled.url)

    assert answer.status_code == 200
    assert words(main(answer).h1) == "The title"
    assert "Withdrawn on 3 February 2022" in main_words(answer)
    assert REASON in main_words(answer)


def test_of_all_else_nothing_is_left(client, filled):
    filled.withdraw(reason=REASON)

    answer = client.get(filled.url)

    assert MARK not in answer.content.decode()
    assert main(answer).dl is None


def test_search_engines_are_told_that_it_is_withdrawn_and_not_to_keep_it(client, filled):
    filled.withdraw(reason=REASON)

    answer = client.get(filled.url)
    head = document(answer).head

    assert head.find("meta", attrs={"name": "robots"})["content"] == "noindex"
    assert head.find("meta", attrs={"name": "description"}) is None
    facts = structured_data(answer)[1]
    assert set(facts) == {
        "@id",
        "@type",
        "name",
        "url",
        "inLanguage",
        "publisher",
        "creativeWorkStatus",
    }
    assert facts["creativeWorkStatus"] == "Withdrawn"


def test_staff_see_the_same_in_the_preview(client, filled):
    filled.withdrawn_on, filled.withdrawal_reason = date(2022, 2, 3), REASON

    seen = filled.make_preview_request().render().content.decode()

    assert REASON in seen
    assert MARK not in seen
    assert client.get(filled.url).content.decode() != seen


def test_emptying_the_date_brings_everything_back(client, filled):
    before = client.get(filled.url)
    filled.withdraw(reason=REASON)

    filled.refresh_from_db()
    filled.withdrawn_on = None
    filled.save_revision().publish()
    after = client.get(filled.url)

    assert after.status_code == before.status_code
    assert after.headers.get("Location") == before.headers.get("Location")
    assert without_facts(after) == without_facts(before)


def test_it_leads_to_what_to_read_instead(client):
    newer = builders.publication(title="The newer report")
    builders.publication(title="Old", withdrawn_on=date(2022, 2, 3), replaced_by_id=newer.pk)

    answer = client.get("/publications/old/")

    assert links(main(answer))["The newer report"] == newer.url


@pytest.mark.parametrize("state", ["draft", "private"])
def test_a_replacement_that_visitors_cannot_read_is_not_mentioned(client, state):
    newer = builders.publication(title="Secret report", live=state != "draft")
    if state == "private":
        builders.made_private(newer)
    old = builders.publication(withdrawn_on=date(2022, 2, 3), replaced_by_id=newer.pk)

    assert "Secret report" not in client.get(old.url).content.decode()


def test_a_page_is_in_no_list_once_it_is_withdrawn(client):
    law = builders.topic("Law")
    series, other = builders.series(), builders.publication(title="Other")
    report = builders.publication(title="Gone", series=series, topics=[law])
    collection = builders.collection(report, other)
    builders.with_parts(
        ("publications", {"heading": "P", "publications": [report.pk, other.pk], "link": None}),
        ("latest_news", {"heading": "News", "link": None}),
    )
    item = builders.news_item(title="Gone news")
    builders.pinned(item)
    guide = builders.guide(title="Gone guide")
    parent = builders.standard_page(title="Parent")
    parent.refresh_from_db()
    child = StandardPage(title="Gone child", body=builders.text())
    parent.add_child(instance=child)
    lists = ["/", "/publications/", "/publications/topic/law/", series.url, collection.url]
    lists += ["/news/", "/guidance/", parent.url]
    before = {address: "Gone" in client.get(address).content.decode() for address in lists}

    for page in (report, item, guide, child):
        page.withdraw(reason=REASON)

    assert before == dict.fromkeys(lists, True)
    for address in lists:
        assert "Gone" not in main_words(client.get(address)), address
    assert not [page for page in PageSitemap().items() if page.title.startswith("Gone")]


def test_what_editors_wrote_beside_a_link_stays_without_the_link(client):
    report = builders.publication(title="Gone")
    link = {"text": "Read it here", "page": report.pk, "url": ""}
    story = {"heading": "Our story", "text": "<p>Words.</p>", "page": report.pk, "links": [link]}
    builders.with_parts(("stories", {"heading": "Stories", "stories": [story]}))
    builders.navigation(
        menu=builders.stream(("link", link | {"text": "In the menu"})),
        footer=builders.stream(("column", {"heading": "C", "links": [link | {"text": "Below"}]})),
    )
    before = client.get("/").content.decode()

    report.withdraw(reason=REASON)
    after = client.get("/").content.decode()

    assert before.count(f'href="{report.url}"') == 4
    assert report.url not in after
    assert "Our story" in after


def test_a_withdrawn_series_or_collection_leaves_the_list_and_the_facts_of_its_works(client):
    series = builders.series(title="Annual reports")
    work = builders.publication(series=series)
    collection = builders.collection(work, title="On finance")

    series.withdraw(reason=REASON)
    collection.withdraw(reason=REASON)

    assert titles(client.get("/publications/")) == ["A report"]
    assert "Annual reports" not in client.get(work.url).content.decode()


# What stands below it


@pytest.fixture
def family():
    """A standard page with a child and a grandchild."""
    pages = [builders.standard_page(title="Parent")]
    for title in ("Child", "Grandchild"):
        pages[-1].refresh_from_db()
        child = StandardPage(title=title, body=builders.text("Words below."))
        pages.append(pages[-1].add_child(instance=child))
    return pages


def is_shown(client, page: BasePage) -> tuple[bool, bool, bool]:
    """Whether visitors can read it, queries call it public, and the sitemap names it."""
    return (
        client.get(page.url).status_code == 200,
        BasePage.objects.visible_to_public().filter(pk=page.pk).exists(),
        PageSitemap().items().filter(pk=page.pk).exists(),
    )


def test_pages_below_a_public_one_are_public(client, family):
    assert [is_shown(client, page) for page in family] == [(True, True, True)] * 3


def test_pages_below_a_withdrawn_one_are_gone_and_come_back_with_it(client, family):
    parent, child, grandchild = family
    parent.refresh_from_db()

    parent.withdraw(reason=REASON)
    gone = [is_shown(client, page) for page in (child, grandchild)]
    parent.withdrawn_on = None
    parent.save_revision().publish()

    assert gone == [(False, False, False)] * 2
    assert [is_shown(client, page) for page in (child, grandchild)] == [(True, True, True)] * 2


def test_pages_below_an_unpublished_one_are_gone(client, family):
    family[0].unpublish()

    assert [is_shown(client, page) for page in family] == [(False, False, False)] * 3


def test_pages_below_a_private_one_are_not_public(client, family):
    builders.made_private(family[0])

    assert not any(any(is_shown(client, page)) for page in family)


def test_a_page_deeper_than_queries_look_is_not_called_public(client):
    page = builders.standard_page(title="Level 3")
    while page.depth <= DEEPEST:
        page.refresh_from_db()
        child = StandardPage(title=f"Level {page.depth + 1}", body=builders.text())
        page = page.add_child(instance=child)

    assert is_shown(client, page.get_parent().specific) == (True, True, True)
    assert is_shown(client, page)[1:] == (False, False)


def test_an_address_that_a_withdrawn_page_would_answer_below_itself_is_gone(client):
    builders.news_item()
    index = builders.news_index()
    NewsPage.objects.update(news_type="news")
    before = client.get("/news/type/news/").status_code
    type(index).objects.update(withdrawn_on=date(2022, 2, 3), withdrawal_reason=REASON)

    assert before == 200
    assert client.get("/news/").status_code == 200
    assert client.get("/news/type/news/").status_code == 404


@pytest.mark.skipif(
    connection.vendor != "sqlite",
    reason="the plan is in SQLite's words; PostgreSQL reads each table once and joins them",
)
def test_whether_a_page_is_public_is_found_out_without_reading_all_pages():
    plan = BasePage.objects.order_by().listed().explain()

    read_whole = re.findall(r" SCAN (\w+)", plan)
    assert read_whole == []


# What is refused


def test_a_withdrawal_without_a_reason_is_refused():
    with pytest.raises(ValidationError, match="Say why it was withdrawn"):
        builders.news_item().withdraw(reason=" ")


def test_the_database_itself_refuses_a_withdrawal_without_a_reason():
    builders.news_item()

    with pytest.raises(IntegrityError):
        BasePage.objects.update(withdrawn_on=date(2022, 2, 3))


def test_a_page_cannot_replace_itself():
    item = builders.news_item()

    with pytest.raises(ValidationError, match="This is the page itself"):
        item.withdraw(reason=REASON, replaced_by=item.basepage_ptr)


def test_the_database_itself_refuses_a_page_that_replaces_itself():
    item = builders.news_item()

    with pytest.raises(IntegrityError):
        BasePage.objects.filter(pk=item.pk).update(replaced_by=item.pk)


@pytest.mark.parametrize(
    "page",
    [builders.front_page, builders.news_index, builders.publications_index, builders.help_page],
)
def test_a_page_on_which_a_part_of_the_site_stands_cannot_be_withdrawn(page):
    with pytest.raises(ValidationError, match="A part of the site stands on this page"):
        page().withdraw(reason=REASON)


def test_a_withdrawal_ahead_of_its_day_is_refused():
    item = builders.news_item()

    with pytest.raises(PublishRefused, match="“Withdrawn on” is"):
        item.withdraw(reason=REASON, on=timezone.localdate() + timedelta(days=1))

    item.refresh_from_db()
    assert item.withdrawn_on is None


def test_a_withdrawal_can_be_planned_with_the_page():
    item = builders.news_item()
    item.withdrawn_on, item.withdrawal_reason = date(2122, 2, 3), REASON

    item.go_live_at = datetime(2122, 2, 3, 9, tzinfo=UTC)

    assert objections(item) == []


def test_what_a_gate_says_of_the_content_does_not_keep_a_page_from_being_withdrawn(client):
    letter = builders.letter()
    LetterPage.objects.update(display_date=date(2122, 1, 1), sent_on=date(2122, 1, 1))

    LetterPage.objects.get().withdraw(reason=REASON)

    assert REASON in main_words(client.get(letter.url))


# In the admin


@pytest.mark.usefixtures("one_person_is_enough")
def test_a_publisher_withdraws_a_page_in_its_form(client):
    item = builders.news_item()
    client.force_login(builders.staff("Publisher"))
    address = reverse("wagtailadmin_pages:edit", args=[item.pk])
    typed = {"withdrawn_on": "2022-02-03", "action-publish": "on"}

    refused = client.post(address, news_form(**typed))
    client.post(address, news_form(**typed, withdrawal_reason=REASON))

    item.refresh_from_db()
    assert "Say why it was withdrawn" in str(refused.context["form"].errors["withdrawal_reason"])
    assert "Words that took thought" in refused.content.decode()
    assert REASON in main_words(client.get(item.url))


def test_a_request_of_a_script_gets_the_notice_too():
    item = builders.news_item(withdrawn_on=date(2022, 2, 3))
    request = RequestFactory().get("/", headers={"X-Requested-With": "XMLHttpRequest"})

    assert item.get_template(request) == "withdrawn.html"
