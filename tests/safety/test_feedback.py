"""Whether a page was useful is counted, and nothing of who said so."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection
from django.test import Client
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from safety import feedback
from safety.models import PageFeedback
from tests import builders

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

OURS = {"Origin": "http://testserver"}


@pytest.fixture
def guide():
    return builders.guide(title="Signs")


@pytest.fixture
def visitor():
    return Client(enforce_csrf_checks=True)


def press(client, page, answer: str = "yes", headers: dict[str, str] | None = None):
    headers = OURS if headers is None else headers
    return client.post(f"/useful/{page.pk}/", {"answer": answer}, headers=headers)


def counts() -> list[tuple[int, int]]:
    return list(PageFeedback.objects.values_list("yes_count", "no_count"))


def test_an_answer_is_counted_and_thanks_lead_back_to_the_page(visitor, guide):
    answer = press(visitor, guide)

    assert (answer.status_code, answer["Location"]) == (303, f"/useful/{guide.pk}/")
    assertContains(visitor.get(answer["Location"]), f'<a href="{guide.url}">Back to “Signs”</a>')
    press(visitor, guide, "no")
    assert counts() == [(1, 1)]
    assert not visitor.cookies


def test_pages_with_something_to_say_ask_and_others_do_not(client, guide):
    asking = [guide, builders.news_item(), builders.publication(), builders.standard_page()]
    silent = [builders.front_page(), builders.help_page(), builders.news_index()]
    silent.append(builders.publication(title="Gone", withdrawn_on=date(2022, 3, 1)))

    for page in asking:
        assertContains(client.get(page.url), f'action="/useful/{page.pk}/"')
    for page in silent:
        assertNotContains(client.get(page.url), "Was this page useful?")
        assert press(client, page).status_code == 404


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": "https://testserver"},
        {"Origin": "http://testserver.evil.example"},
        {"Origin": "http://testserver:81"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"},
        {"Referer": "http://testserver/guidance/"},
    ],
)
def test_what_another_site_or_a_program_sends_is_refused_in_words(visitor, guide, headers):
    builders.helpline(placement="top")
    answer = press(visitor, guide, headers=headers)

    assertContains(answer, "Your answer was not counted", status_code=403)
    assertContains(answer, "020 7946 0000", status_code=403)
    assert counts() == []


def test_a_browser_that_tells_no_origin_but_where_the_form_was_is_believed(visitor, guide):
    press(visitor, guide, headers={"Sec-Fetch-Site": "same-origin"})

    assert counts() == [(1, 0)]


@pytest.mark.parametrize("answer", ["", "maybe", "yes_count", "YES"])
def test_no_other_answer_is_taken(visitor, guide, answer):
    assert press(visitor, guide, answer).status_code == 403
    assert counts() == []


def test_of_a_page_that_is_not_public_nothing_is_told(visitor):
    hidden = builders.guide(title="Hidden", live=False)
    private = builders.guide(title="Private")
    builders.made_private(private)

    for page in (hidden, private):
        assert press(visitor, page).status_code == 404
        assert visitor.get(f"/useful/{page.pk}/").status_code == 404
    assert counts() == []


def test_a_flood_grows_neither_rows_nor_counts_without_end(visitor, guide, monkeypatch):
    monkeypatch.setattr(feedback, "MOST_A_DAY", 3)
    for _ in range(5):
        press(visitor, guide)
    press(visitor, guide, "no")

    assert counts() == [(3, 1)]


def test_while_nothing_can_be_written_readers_are_thanked(visitor, guide):
    def refuse(execute, sql, *rest):
        if sql.split()[0] in ("INSERT", "UPDATE"):
            raise DatabaseError("locked")
        return execute(sql, *rest)

    with connection.execute_wrapper(refuse):
        assert press(visitor, guide).status_code == 303


def test_nothing_but_page_day_and_counts_is_kept(visitor, guide):
    headers = OURS | {"User-Agent": "MARKER", "Referer": "http://testserver/MARKER"}
    visitor.post(f"/useful/{guide.pk}/", {"answer": "yes", "words": "MARKER"}, headers=headers)

    kept = {field.name for field in PageFeedback._meta.fields}
    assert kept == {"id", "page", "day", "yes_count", "no_count"}


def test_answers_are_forgotten_after_a_year_and_a_bit(guide):
    today = timezone.localdate()
    for days in (400, 401):
        PageFeedback.objects.create(page=guide, day=today - timedelta(days), yes_count=1)
    feedback.forget(today=today)

    assert PageFeedback.objects.get().day == today - timedelta(400)


def test_editors_read_which_pages_need_work_on_the_screen_and_in_a_file(client, visitor, guide):
    item = builders.news_item(title="=HYPERLINK()")
    press(visitor, guide, "no")
    press(visitor, item)
    long_ago = timezone.localdate() - timedelta(days=200)
    PageFeedback.objects.create(page=item, day=long_ago, yes_count=7)
    client.force_login(builders.staff("Editor"))

    rows = client.get("/admin/reports/useful/").context["rows"]
    assert [(row["page"].title, row["yes"], row["no"]) for row in rows] == [
        ("Signs", 0, 1),
        ("=HYPERLINK()", 1, 0),
    ]
    file = client.get("/admin/reports/useful/?days=365&as=csv").content.decode()
    assert file.splitlines()[2] == f"'=HYPERLINK(),{item.full_url},8,0"


def test_who_works_on_no_page_does_not_read_it(client):
    client.force_login(builders.staff("Helpline owner"))

    assert client.get("/admin/reports/useful/").status_code == 302
    assert "Was it useful?" not in client.get("/admin/").content.decode()
