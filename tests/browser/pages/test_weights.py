"""What a first visit loads, compressed, without pictures."""

from urllib.parse import urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Page

from tests.browser.pages.conftest import ask

pytestmark = pytest.mark.browser


@pytest.fixture
def front(site_url) -> BeautifulSoup:
    return BeautifulSoup(ask(site_url).html, "html.parser")


def weight(site_url: str, address: str) -> int:
    """Bytes of the file as sent, compressed as well as this browser can take it."""
    return len(ask(urljoin(site_url, address), encodings="gzip, deflate, br").body)


def test_one_stylesheet_of_at_most_ten_kilobytes(front, site_url):
    sheets = [link["href"] for link in front.select("link[rel=stylesheet]")]

    assert len(sheets) == 1
    assert weight(site_url, sheets[0]) <= 10_000


def test_all_scripts_together_weigh_at_most_six_kilobytes_and_the_exit_two(front, site_url):
    scripts = [script["src"] for script in front.select("script[src]")]

    assert sum(weight(site_url, script) for script in scripts) <= 6_000
    assert "quick-exit" in scripts[0]
    assert weight(site_url, scripts[0]) <= 2_000


def test_one_font_of_at_most_fourteen_kilobytes(page: Page, site_url):
    fonts: list[str] = []
    page.on("request", lambda asked: asked.resource_type == "font" and fonts.append(asked.url))

    page.goto("/", wait_until="networkidle")

    assert len(set(fonts)) == 1
    assert weight(site_url, fonts[0]) <= 14_000


def test_static_files_are_kept_for_good_and_pages_are_asked_for_each_time(front, site_url):
    sheet = front.select_one("link[rel=stylesheet]")["href"]

    assert "immutable" in ask(urljoin(site_url, sheet)).headers["cache-control"]
    assert ask(site_url).headers["cache-control"] == "private, no-cache"


def test_scripts_and_stylesheets_carry_their_checksum(front, site_url):
    for element in front.select("script[src], link[rel=stylesheet]"):
        assert element["integrity"].startswith("sha384-"), element


def test_all_that_a_page_names_is_there(front, site_url):
    named = [element["href"] for element in front.select("link[href]:not([rel=canonical])")]
    named += [element["src"] for element in front.select("[src]")]

    assert [
        address
        for address in named
        if urlsplit(address).netloc == "" and ask(urljoin(site_url, address)).status != 200
    ] == []
