"""A tab that is duplicated, reopened or restored shows nothing that was left: row 19."""

import json
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, BrowserType, Error, Page

from tests.browser.quick_exit.watching import (
    EXIT,
    RACES,
    click,
    go_back_and_settle,
    is_elsewhere,
    wait_until,
    wait_until_screen,
)

pytestmark = pytest.mark.browser

# The browser's own menu is out of reach; these are the same deeds.
DEEDS = {
    "duplicated": """async () => {
      const [tab] = await chrome.tabs.query({ url: "http://*/*" });
      await chrome.tabs.duplicate(tab.id);
    }""",
    "closed and reopened": """async () => {
      const [tab] = await chrome.tabs.query({ url: "http://*/*" });
      await chrome.tabs.create({});
      await chrome.tabs.remove(tab.id);
      await chrome.sessions.restore();
    }""",
    "discarded and fetched again": """async () => {
      const [tab] = await chrome.tabs.query({ url: "http://*/*" });
      await chrome.tabs.create({});
      const discarded = await chrome.tabs.discard(tab.id);
      await chrome.tabs.reload(discarded.id);
    }""",
}
SESSION_IS_WRITTEN_SECONDS = 5


class OwnBrowser:
    """A browser with a profile of its own and an extension that does what a tab's menu does."""

    def __init__(self, launch: Callable[[], BrowserContext], profile: Path):
        self.launch = launch
        self.profile = profile
        self.context = launch()

    @property
    def page(self) -> Page:
        return self.context.pages[0]

    def run(self, code: str) -> None:
        workers = self.context.service_workers
        worker = workers[0] if workers else self.context.wait_for_event("serviceworker")
        worker.evaluate(code)

    def newest_page(self, deed: Callable[[], None]) -> Page:
        """The tab that comes of a deed."""
        with self.context.expect_page(lambda page: page.url != "chrome://newtab/") as news:
            deed()
        return news.value

    def crash_and_start(self) -> None:
        """End the browser as a power cut does, and start it with the same profile."""
        lock = (self.profile / "SingletonLock").readlink()  # host and number of the process
        number = int(lock.name.rpartition("-")[2])
        os.kill(number, signal.SIGKILL)
        with pytest.raises(Error):
            while True:
                self.page.wait_for_timeout(20)
        self.context = self.launch()


@pytest.fixture(params=["bfcache on", "bfcache off"])
def own_browser(
    request: pytest.FixtureRequest,
    browser_type: BrowserType,
    browser_type_launch_args: dict[str, Any],
    site_url: str,
    tmp_path: Path,
) -> Iterator[OwnBrowser]:
    extension = tmp_path / "extension"
    extension.mkdir()
    manifest = {
        "manifest_version": 3,
        "name": "Menu of a tab",
        "version": "1",
        "permissions": ["sessions", "tabs"],
        "background": {"service_worker": "worker.js"},
    }
    (extension / "manifest.json").write_text(json.dumps(manifest))
    (extension / "worker.js").write_text("")
    options = browser_type_launch_args | {
        "args": [
            *browser_type_launch_args["args"],
            f"--load-extension={extension}",
            f"--disable-extensions-except={extension}",
        ]
    }
    if request.param == "bfcache on":
        options["ignore_default_args"] = ["--disable-back-forward-cache"]

    def launch() -> BrowserContext:
        profile = tmp_path / "profile"
        return browser_type.launch_persistent_context(profile, base_url=site_url, **options)

    browser = OwnBrowser(launch, tmp_path / "profile")
    yield browser
    browser.context.close()


def leave(page: Page, destination) -> None:
    click(page, EXIT)
    page.wait_for_url(destination.url)
    wait_until_screen(page, "destination")


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("turn", range(max(1, RACES // 8)))
def test_row_19_a_tab_that_returns_shows_nothing_of_ours(
    own_browser, destination, search, visit, deed, turn
):
    visit(own_browser.page, 3)
    leave(own_browser.page, destination)

    tab = own_browser.newest_page(lambda: own_browser.run(DEEDS[deed]))

    wait_until(tab, lambda: is_elsewhere(tab))
    while tab.url != search.url:
        assert go_back_and_settle(tab) in ("destination", "search")


def test_row_19_pages_that_stay_listed_show_nothing_in_a_duplicate(own_browser, destination, visit):
    """After a visit with another site in between, as after one without the Navigation API."""
    visit(own_browser.page, 2)
    visit(own_browser.page, 1)
    leave(own_browser.page, destination)

    tab = own_browser.newest_page(lambda: own_browser.run(DEEDS["duplicated"]))

    wait_until(tab, lambda: is_elsewhere(tab))
    shown = [go_back_and_settle(tab) for _ in range(4)]
    assert set(shown) <= {"destination", "search"}


def test_row_19_a_tab_that_was_leaving_is_blank_until_it_has_left(own_browser, destination, visit):
    visit(own_browser.page, 1)
    destination.delay_seconds = 4
    click(own_browser.page, EXIT)
    wait_until_screen(own_browser.page, "blank")

    tab = own_browser.newest_page(lambda: own_browser.run(DEEDS["duplicated"]))

    wait_until_screen(tab, "blank")
    destination.delay_seconds = 0
    wait_until(tab, lambda: is_elsewhere(tab))


def test_row_19_a_session_that_is_restored_after_a_crash_shows_nothing_of_ours(
    own_browser, destination, search, visit
):
    visit(own_browser.page, 3)
    leave(own_browser.page, destination)
    own_browser.page.wait_for_timeout(SESSION_IS_WRITTEN_SECONDS * 1000)
    own_browser.crash_and_start()

    tab = own_browser.newest_page(lambda: own_browser.run("chrome.sessions.restore()"))

    wait_until(tab, lambda: is_elsewhere(tab))
    while tab.url != search.url:
        assert go_back_and_settle(tab) in ("destination", "search")
