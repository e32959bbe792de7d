"""A visit that can be watched: where it began, where it leads, and what is on the screen.

`destination`  the ordinary site that the exit leads to, on this machine; tells who came and how
`search`       another site, with a link to ours: where visits begin
`visit`        `visit(page, 3)` goes from there through three of our pages
`bfcache_on`   a context of a browser with the back/forward cache, which Playwright switches off
`exit_page`    a page that stands on the front page, with the exit in sight
"""

import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, BrowserType, Page

from safety.destinations import DEFAULT_DESTINATION
from tests.browser.quick_exit.watching import click

OUR_PAGES = ("/", "/news/", "/publications/")

SET_DESTINATION = """
from wagtail.models import Site
from safety.models import ExitSettings
ExitSettings.objects.update_or_create(
    site=Site.objects.get(), defaults={{"destination": {url!r}}}
)
"""


class Neighbour(ThreadingHTTPServer):
    """Another website on this machine, in one colour. It keeps what it was asked."""

    daemon_threads = True

    def __init__(self, host: str, html: str):
        super().__init__((host, 0), Answer)
        self.html = html
        self.url = f"http://{host}:{self.server_port}/"
        self.forget()
        Thread(target=self.serve_forever, daemon=True).start()

    def forget(self) -> None:
        """Begin anew: no visitor yet, and answers without delay."""
        self.connection_count = 0
        self.requests: list[tuple[float, dict[str, str]]] = []
        self.delay_seconds = 0.0

    def process_request(self, request: Any, client_address: Any) -> None:
        self.connection_count += 1
        super().process_request(request, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that hangs up is no error here."""

    def wait_for_visitor(self, seconds: float = 5) -> tuple[float, dict[str, str]]:
        """When the last visitor came, in seconds of the epoch, and with which headers."""
        deadline = time.monotonic() + seconds
        while not self.requests and time.monotonic() < deadline:
            time.sleep(0.002)
        assert self.requests, "Nobody came."
        return self.requests[-1]


class Answer(BaseHTTPRequestHandler):
    server: Neighbour

    def do_GET(self) -> None:
        if self.path == "/favicon.ico":
            self.send_error(404)
            return
        self.server.requests.append((time.time(), dict(self.headers)))
        time.sleep(self.server.delay_seconds)
        body = self.server.html.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="package")
def destination_site(site_url: str, run_manage: Callable[..., str]) -> Iterator[Neighbour]:
    neighbour = Neighbour(
        "127.0.0.3", "<!doctype html><title>Weather</title><body style='background:#0c0'>"
    )
    # The form would refuse an address of this machine, so it goes straight into the database.
    run_manage("shell", "-c", SET_DESTINATION.format(url=neighbour.url))
    yield neighbour
    run_manage("shell", "-c", SET_DESTINATION.format(url=DEFAULT_DESTINATION))
    neighbour.shutdown()


@pytest.fixture
def destination(destination_site: Neighbour) -> Neighbour:
    destination_site.forget()
    return destination_site


@pytest.fixture(scope="package")
def search(site_url: str) -> Iterator[Neighbour]:
    neighbour = Neighbour(
        "127.0.0.2",
        "<!doctype html><title>Search</title><body style='background:#00c'>"
        f"<a href='{site_url}/' style='color:#00c;font-size:3rem'>result</a>",
    )
    yield neighbour
    neighbour.shutdown()


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
