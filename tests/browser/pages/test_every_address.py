"""Every public address: it answers, keeps to itself, leaves nothing behind and fits a phone."""

import pytest

from tests.browser.pages.conftest import ask

pytestmark = pytest.mark.browser


def test_the_walk_meets_pages_of_each_kind(visits, addresses):
    assert set(addresses.values()) <= set(visits)
    assert len(visits) > 50


def test_every_address_that_a_page_links_to_answers(visits, addresses):
    broken = [address for address, visit in visits.items() if visit.status != 200]

    assert broken == [addresses["missing page"]]


def test_no_page_sets_a_cookie(visits):
    assert [address for address, visit in visits.items() if visit.cookies] == []


def test_no_page_asks_another_host(visits, site_url):
    outside = {
        address: asked
        for address, visit in visits.items()
        for asked in visit.urls_asked
        if not asked.startswith((f"{site_url}/", "data:", "blob:"))
    }

    assert outside == {}


def test_no_page_meets_an_error_or_breaks_the_content_policy(visits, addresses):
    complaints = {address: visit.complaints for address, visit in visits.items()}
    # Chromium reports an answer of 404 as an error of the page that it belongs to.
    complaints.pop(addresses["missing page"], None)

    assert {address: found for address, found in complaints.items() if found} == {}


def test_no_page_scrolls_sideways_at_320_pixels(visits):
    wide = {
        address: (visit.width_of_content, visit.too_wide)
        for address, visit in visits.items()
        if visit.width_of_content > 320
    }

    assert wide == {}


def test_no_page_weighs_more_than_the_first_packets_carry(every_address, site_url):
    heavy = {
        address: weight
        for address in every_address
        if (weight := ask(site_url + address).bytes_sent) > 14_600
    }

    assert heavy == {}
