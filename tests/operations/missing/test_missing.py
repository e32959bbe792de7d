"""Addresses that were not found are counted, and nothing of who asked for them."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains
from wagtail.contrib.redirects.models import Redirect

from operations.missing import counting
from operations.models import IgnoredAddress, MissingAddress
from tests import builders

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

REPORT = "/admin/reports/missing/"


def counted(client, *addresses: str, times: int = 1, **headers: str) -> dict[str, int]:
    for address in addresses * times:
        client.get(address, headers=headers)
    counting.tally(now=timezone.now())
    return dict(MissingAddress.objects.values_list("path", "count"))


def test_an_address_is_counted_in_all_its_spellings(client):
    builders.front_page()

    assert counted(client, "/Old/", "/old/", "/OLD/?q=words", "/a%20b/c.pdf") == {
        "/old": 3,
        "/a%20b/c.pdf": 1,
    }
    assert counted(client, "/old/") == {"/old": 4, "/a%20b/c.pdf": 1}


def test_of_who_asked_nothing_is_kept(client):
    words = {"user-agent": "MARKER", "referer": "http://MARKER/", "x-forwarded-for": "192.0.2.77"}
    client.get("/old/?q=MARKER", headers=words)

    waiting = counting.path().read_text()
    assert waiting == f"{timezone.localdate()} /old\n"
    assert {field.name for field in MissingAddress._meta.fields} == {"id", "path", "day", "count"}


@pytest.mark.parametrize(
    "address",
    [
        "/admin/pages/99999/",
        "/Admin/x/",
        "/embargo/wrong-token/",
        "/embargo/1/files/pictures/secret.png",
        "/files/documents/1/secret-name.pdf",
        "/static/x.css",
        "/me@example.org/",
        "/reset/0f8fad5bd9cb469fa16570867728950e/",
        "/key/Ab3dEf7hIjKlMnOpQr/",
        "/wp-login.php",
        "/.env",
        "/.git/config",
        "/a%E2%80%AEb/",
        "/a%00b/",
        "/a%0ab/",
        "/" + "a" * 300 + "/",
    ],
)
def test_what_may_be_a_secret_or_a_scan_is_not_kept(client, address):
    builders.front_page()

    assert counted(client, address) == {}


def test_what_is_found_or_led_on_is_not_counted(client):
    item = builders.news_item(title="Item", slug="item")
    Redirect.objects.create(old_path="/old", redirect_page=item)

    assert counted(client, "/news/item/", "/old/") == {}
    client.post("/sent/", {})
    assert counted(client) == {}


def test_a_name_seen_a_few_times_is_forgotten_when_the_day_is_over(client, time_machine):
    time_machine.move_to("2026-03-02 12:00Z", tick=False)
    counted(client, "/often/", times=5)
    counted(client, "/seldom/", times=4)
    time_machine.move_to("2026-03-03 00:00Z", tick=False)

    assert counted(client) == {"/often": 5}
    time_machine.move_to("2026-06-03 12:00Z", tick=False)
    assert counted(client) == {}


def test_a_scanner_that_guesses_fills_neither_file_nor_table(client, monkeypatch):
    monkeypatch.setattr(counting, "MOST_ROWS", 20)
    monkeypatch.setattr(counting, "MOST_BYTES", 20_000)
    counted(client, "/linked-from-a-letter/", times=3)
    for number in range(2_000):
        counting.note(f"/guess-{number}/")

    assert counting.path().stat().st_size < 20_100
    assert counted(client)["/linked-from-a-letter"] == 3
    assert MissingAddress.objects.count() == 20


def test_with_a_full_disk_or_without_a_folder_the_answer_comes_all_the_same(
    client, settings, tmp_path
):
    settings.STATE_DIR = tmp_path / "gone"

    assert client.get("/old/").status_code == 404
    counting.path().parent.mkdir()
    counting.path().symlink_to("/dev/full")
    assert client.get("/old/").status_code == 404


def test_a_request_writes_nothing_to_the_database(client):
    builders.front_page()

    def refuse(execute, sql, *rest):
        if sql.split()[0] in ("INSERT", "UPDATE", "DELETE"):
            raise DatabaseError("locked")
        return execute(sql, *rest)

    with connection.execute_wrapper(refuse):
        assert client.get("/old/").status_code == 404
    assert counted(client) == {"/old": 1}


def test_a_file_that_somebody_spoilt_is_no_obstacle(client):
    spoilt = f"{timezone.localdate()} b\n{timezone.localdate()}\nx /a\n9999-99-99 /a\n".encode()
    counting.path().write_bytes(b"\xff\n" + spoilt)

    assert counted(client, "/old/") == {"/old": 1}


# What staff do about it


def test_the_list_shows_the_most_asked_first_with_a_likely_page(publisher, client):
    item = builders.publication(title="Annual report", slug="annual-report-2021")
    builders.publication(title="Hidden report", slug="hidden-report", live=False)
    counted(client, "/media/7/annual_report_2021.pdf", times=2)
    counted(client, "/media/8/hidden-report.pdf", times=3)

    rows = publisher.get(REPORT).context["rows"]

    assert [(row["path"], row["total"], row["page"] and row["page"].pk) for row in rows] == [
        ("/media/8/hidden-report.pdf", 3, None),
        ("/media/7/annual_report_2021.pdf", 2, item.pk),
    ]


def test_one_press_leads_on_to_the_likely_page(publisher, client):
    item = builders.publication(title="Annual report", slug="annual-report-2021")
    counted(client, "/media/7/annual-report-2021.pdf")

    data = {"path": "/media/7/annual-report-2021.pdf", "page": item.pk}
    answer = publisher.post(f"{REPORT}lead-on/", data, follow=True)

    assertContains(answer, "/media/7/annual-report-2021.pdf leads to “Annual report” now.")
    assert client.get("/media/7/Annual-Report-2021.pdf")["Location"] == item.url
    assert publisher.get(REPORT).context["rows"] == []


def test_a_press_over_a_live_page_is_refused_in_words(publisher):
    item = builders.news_item(title="Item", slug="item")

    answer = publisher.post(f"{REPORT}lead-on/", {"path": "/news", "page": item.pk}, follow=True)

    assertContains(answer, "a page always wins")
    assert not Redirect.objects.exists()


def test_an_ignored_address_is_neither_shown_nor_counted(publisher, client):
    counted(client, "/old/")
    publisher.post(f"{REPORT}ignore/", {"path": "/old"})
    publisher.post(f"{REPORT}ignore/", {"path": "/never-asked-for"})

    assert counted(client, "/old/") == {}
    assert [one.path for one in IgnoredAddress.objects.all()] == ["/old"]


def test_what_visitors_typed_is_escaped(publisher, client):
    counted(client, "/<script>alert(1)</script>/", '/"><img src=x>/')

    assertNotContains(publisher.get(REPORT), "<script>alert")
    assertNotContains(publisher.get(REPORT), "<img src=x")


def test_where_a_page_came_since_nothing_is_missing(publisher, client):
    counted(client, "/news/item/")
    builders.news_item(title="Item", slug="item")

    assert publisher.get(REPORT).context["rows"] == []


def test_the_dashboard_of_publishers_says_when_visitors_miss_something(publisher, client):
    counted(client, "/old/", times=4)
    assertNotContains(publisher.get("/admin/"), "Addresses that lead nowhere")
    counted(client, "/old/")

    assertContains(publisher.get("/admin/"), "asked often for 1 address at")
    client.force_login(builders.staff("Editor"))
    assertNotContains(client.get("/admin/"), "Addresses that lead nowhere")


def test_the_list_looks_back_a_month(publisher):
    today = timezone.localdate()
    for path, days in {"/new": 29, "/old": 30}.items():
        MissingAddress.objects.create(path=path, day=today - timedelta(days), count=9)

    assert [row["path"] for row in publisher.get(REPORT).context["rows"]] == ["/new"]
