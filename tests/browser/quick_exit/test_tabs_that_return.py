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
    RACES,
    back_to,
    everything_on_the_way_back,
    is_elsewhere,
    leave,
    wait_until,
)

pytestmark = pytest.mark.browser

# The menu of a tab is out of reach; an extension does the same.
DUPLICATE = """async () => {
  const [tab] = await chrome.tabs.query({ url: "http://*/*" });
  await chrome.tabs.duplicate(tab.id);
}"""
CLOSE = """async () => {
  const [tab] = await chrome.tabs.query({ url: "http://*/*" });
  await chrome.tabs.remove(tab.id);
}"""
REOPEN = "() => chrome.sessions.restore()"

SESSION_IS_WRITTEN_SECONDS = 10
"""Chromium writes what a tab stores some 5 s later, and its list of tabs some 3 s later."""


class OwnBrowser:
    """A browser with a profile of its own and an extension that does what a tab's menu does."""

    def __init__(self, launch: Callable[..., BrowserContext], profile: Path):
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

    def duplicate(self) -> Page:
        return self.tab_that_comes_of(DUPLICATE)

    def close_and_reopen(self) -> Page:
        self.context.new_page()  # the last tab would take the browser with it
        self.run(CLOSE)
        return self.tab_that_comes_of(REOPEN)

    def crash_and_restore(self) -> Page:
        """What "Restore pages" does."""
        self.crash_and_start("--restore-last-session", "--hide-crash-restore-bubble")

        def restored() -> list[Page]:
            return [page for page in self.context.pages if page.url != "about:blank"]

        wait_until(self.page, lambda: bool(restored()))
        return restored()[0]

    def crash_and_reopen(self) -> Page:
        """What the list of closed tabs does. It doesn't bring back what the tab had stored."""
        self.crash_and_start()
        return self.tab_that_comes_of(REOPEN)

    def tab_that_comes_of(self, code: str) -> Page:
        with self.context.expect_page() as news:
            self.run(code)
        return news.value

    def crash_and_start(self, *arguments: str) -> None:
        """End the browser as a power cut does, and start it with the same profile."""
        self.page.wait_for_timeout(SESSION_IS_WRITTEN_SECONDS * 1000)
        lock = (self.profile / "SingletonLock").readlink()  # host and number of the process
        number = int(lock.name.rpartition("-")[2])
        os.kill(number, signal.SIGKILL)
        with pytest.raises(Error):
            while True:
                self.page.wait_for_timeout(20)
        self.context = self.launch(*arguments)


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

    def launch(*arguments: str) -> BrowserContext:
        return browser_type.launch_persistent_context(
            tmp_path / "profile",
            base_url=site_url,
            **options | {"args": [*options["args"], *arguments]},
        )

    browser = OwnBrowser(launch, tmp_path / "profile")
    yield browser
    browser.context.close()


@pytest.mark.parametrize("turn", range(RACES))
@pytest.mark.parametrize("deed", [OwnBrowser.duplicate, OwnBrowser.close_and_reopen])
def test_row_19_a_tab_that_returns_shows_nothing_of_ours(
    own_browser, destination, search, visit, deed, turn
):
    visit(own_browser.page, 3)
    leave(own_browser.page, destination)

    tab = deed(own_browser)

    wait_until(tab, lambda: is_elsewhere(tab))
    assert "content" not in back_to(tab, search.url, presses=2)


def test_row_19_a_tab_that_is_reopened_after_a_crash_shows_nothing_of_ours(
    own_browser, destination, search, visit
):
    visit(own_browser.page, 3)
    leave(own_browser.page, destination)

    tab = own_browser.crash_and_reopen()

    wait_until(tab, lambda: is_elsewhere(tab))
    assert "content" not in back_to(tab, search.url, presses=2)


@pytest.mark.parametrize(
    "deed", [OwnBrowser.duplicate, OwnBrowser.close_and_reopen, OwnBrowser.crash_and_restore]
)
def test_row_19_pages_that_stay_listed_show_nothing_in_a_tab_that_returns(
    own_browser, destination, visit, deed
):
    """After a visit with another site in between, as after one without the Navigation API."""
    visit(own_browser.page, 2)
    visit(own_browser.page, 1)
    leave(own_browser.page, destination)

    tab = deed(own_browser)

    wait_until(tab, lambda: is_elsewhere(tab))
    assert "content" not in everything_on_the_way_back(tab)
