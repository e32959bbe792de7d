"""A visit that can be watched: where it began, where it leads, and what is on the screen.

`visit`        `visit(page, 3)` goes from there through three of our pages
`bfcache_on`   a context of a browser with the back/forward cache, which Playwright switches off
`exit_page`    a page that stands on the front page, with the exit in sight
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, BrowserType, Page

from tests.browser.neighbours import Neighbour
from tests.browser.quick_exit.watching import click

OUR_PAGES = ("/", "/news/", "/publications/")


@pytest.fixture
def visit(search: Neighbour, site_url: str) -> Callable[[Page, int], None]:
    def go_through(page: Page, count: int) -> None:
        page.goto(search.url)
        for path in OUR_PAGES[:count]:
            click(page, f"a[href$='{path}']")
            page.wait_for_url(f"{site_url}{path}")
            page.wait_for_load_state()

    return go_through


@pytest.fixture
def exit_page(page: Page, destination: Neighbour) -> Page:
    page.goto("/")
    return page


@pytest.fixture(scope="package")
def browser_with_bfcache(
    browser_type: BrowserType, browser_type_launch_args: dict[str, Any]
) -> Iterator[Browser]:
    browser = browser_type.launch(
        **browser_type_launch_args, ignore_default_args=["--disable-back-forward-cache"]
    )
    yield browser
    browser.close()


@pytest.fixture
def bfcache_on(browser_with_bfcache: Browser, site_url: str) -> Iterator[BrowserContext]:
    context = browser_with_bfcache.new_context(base_url=site_url)
    yield context
    context.close()


@pytest.fixture(params=["bfcache on", "bfcache off"])
def tab(request: pytest.FixtureRequest, destination: Neighbour) -> Page:
    """A tab of a browser with, and of one without, the back/forward cache."""
    name = "bfcache_on" if request.param == "bfcache on" else "context"
    return request.getfixturevalue(name).new_page()
