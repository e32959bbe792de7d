"""A citation can be selected by everybody, and copied at a press where scripts run."""

from urllib.parse import urljoin

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Page, expect

from tests.browser.pages.conftest import ask

pytestmark = pytest.mark.browser


def test_the_words_are_copied_at_a_press_and_the_visitor_is_told(new_context, addresses):
    context = new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(addresses["publication"])
    words = page.locator("[data-text]").text_content()

    page.get_by_role("button", name="Copy the citation").press("Enter")

    expect(page.locator(".cite [role=status]")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == words
    assert words.endswith(addresses["publication"])


def test_a_browser_that_refuses_says_what_to_do_instead(page: Page, addresses):
    page.add_init_script(
        "navigator.clipboard.writeText = () => Promise.reject(new Error('refused'))"
    )
    page.goto(addresses["publication"])

    page.get_by_role("button", name="Copy the citation").click()

    expect(page.locator(".cite [role=status]")).to_contain_text("Please select the text")


def test_without_script_no_button_promises_what_it_can_not_do(new_context, addresses):
    page = new_context(java_script_enabled=False).new_page()
    page.goto(addresses["publication"])

    assert not page.locator(".cite button").is_visible()
    assert page.locator("[data-text]").is_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="RIS file").click()
    assert download.value.suggested_filename.endswith(".ris")


def test_only_publications_load_the_script_with_its_checksum_and_it_is_small(site_url, addresses):
    modules = {}
    for kind, address in addresses.items():
        page = BeautifulSoup(ask(site_url + address).html, "html.parser")
        modules[kind] = page.select("script[type=module]")
    assert {kind for kind, found in modules.items() if found} == {"publication", "letter"}
    (module,) = modules["publication"]
    assert module["integrity"].startswith("sha384-")
    script = ask(urljoin(site_url, module["src"]), encodings="gzip, deflate, br")
    assert len(script.body) <= 600
