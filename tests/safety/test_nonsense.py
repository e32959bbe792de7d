"""What makes no sense is answered as such, and is no failure of ours."""

import logging

import pytest
from wagtail.models import Page

from tests import builders

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]
NO_ID = 2**63


@pytest.mark.parametrize(
    "address",
    [f"/useful/{NO_ID}/", f"/embargo/{NO_ID}/", f"/files/documents/{'9' * 5_000}/report.pdf"],
)
def test_a_number_that_nothing_can_have_is_not_found(client, address):
    assert client.get(address).status_code == 404
    assert client.post(address, {"answer": "yes"}).status_code == 404


def test_a_number_that_nothing_can_have_is_not_found_by_staff(administrator):
    assert administrator.get(f"/admin/pages/{NO_ID}/edit/").status_code in (302, 404)
    assert administrator.get(f"/admin/documents/chooser/chosen/{NO_ID}/").status_code == 404


def test_a_form_without_its_fields_is_a_bad_request_and_is_logged(administrator, caplog):
    page = builders.news_item()

    with caplog.at_level(logging.WARNING, "safety.nonsense"):
        answer = administrator.post(f"/admin/pages/{page.pk}/copy/", {})

    assert answer.status_code == 400
    assert "made no sense" in caplog.text


def test_a_link_of_which_nothing_was_sent_is_a_bad_request(administrator):
    assert administrator.post("/admin/choose-external-link/", {"year": "1"}).status_code == 400


def test_a_form_that_counts_more_rows_than_it_has_is_not_filled_with_them(administrator):
    page = builders.news_item()

    answer = administrator.post(
        f"/admin/pages/{page.pk}/edit/", {"related_pages-TOTAL_FORMS": "2147483647"}
    )

    assert answer.status_code == 400


@pytest.mark.parametrize("address", ["unlock/", "set_position/", "revisions/0/revert/"])
def test_what_cannot_be_done_with_the_root_of_all_pages_is_a_bad_request(administrator, address):
    root = Page.objects.get(depth=1)

    assert administrator.post(f"/admin/pages/{root.pk}/{address}").status_code == 400


def test_a_row_that_is_counted_and_not_there_is_a_bad_request(administrator):
    page = builders.news_item()
    rows = {"TOTAL_FORMS": "1", "INITIAL_FORMS": "0", "MIN_NUM_FORMS": "0", "MAX_NUM_FORMS": "6"}
    sent = {f"related_pages-{name}": value for name, value in rows.items()} | {"title": "New"}

    assert administrator.post(f"/admin/pages/{page.pk}/edit/", sent).status_code == 400


@pytest.mark.parametrize("sent", ["18446744073709551616", "[]", '"words"', "true", "1.5"])
def test_rich_text_that_is_none_is_a_bad_request(administrator, sent):
    assert administrator.post("/admin/commissioner/new/", {"biography": sent}).status_code == 400


@pytest.mark.parametrize("words", ["words", "https://evil.example/", "evil:8", "javascript:hack()"])
def test_after_a_form_staff_are_led_to_addresses_of_ours_only(administrator, words):
    page = builders.news_item()

    assert administrator.get(f"/admin/pages/{page.pk}/delete/?next={words}").status_code == 200
    answer = administrator.post(f"/admin/pages/{page.pk}/delete/", {"next": words})
    assert answer.url.startswith("/admin/pages/")


def test_a_failure_of_ours_stays_one(administrator):
    administrator.raise_request_exception = False

    assert administrator.get("/admin/failwhale/").status_code == 500
