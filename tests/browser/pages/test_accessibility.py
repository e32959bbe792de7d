"""No accessibility rule is broken: on a phone and a desktop, light and dark, with and without
script."""

import pytest
from playwright.sync_api import Page

from tests.browser.pages.conftest import KINDS

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("has_script", [True, False], ids=["with script", "without script"])
@pytest.mark.parametrize("kind", KINDS)
def test_no_rule_is_broken(page: Page, axe_on_all, addresses, kind, has_script):
    if not has_script:
        # The rules themselves are a script, so ours are kept from arriving instead.
        page.route("**/*.js", lambda route: route.abort())
    page.goto(addresses[kind])

    assert axe_on_all(page) == {}


@pytest.mark.parametrize("kind", KINDS)
def test_every_page_has_one_main_heading_and_skips_no_level(page: Page, addresses, kind):
    page.goto(addresses[kind])

    levels = page.eval_on_selector_all(
        "h1, h2, h3, h4, h5, h6", "headings => headings.map(one => Number(one.tagName[1]))"
    )

    in_main = page.locator("main h1").count()
    assert in_main == 1
    assert levels.count(1) == 1
    jumps = [pair for pair in zip(levels, levels[1:], strict=False) if pair[1] > pair[0] + 1]
    assert jumps == []
