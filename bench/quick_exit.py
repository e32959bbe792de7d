"""Measures the quick exit in Chromium, each time against a plain link on the same page.

    python -m bench.quick_exit [--rounds 10] [--database migrated.sqlite3]

Starts a site, a place to come from and a place to go to on this machine; needs no network. In each
round a fresh tab goes through three pages and leaves them by a plain link, and another one by the
exit, with and without the back/forward cache, on this processor and on one made four times slower.

“Off the screen” is from the press of the button to the first frame of the browser's own film
without our page. “At the destination” is from the release to the request there. Both count what
the measuring itself takes, so read the difference and the ratio: both are taken within a round, and
given as the median over the rounds. Aims: off the screen in 50 ms, 100 ms when slowed down; at the
destination 50 ms after the plain link with the cache, 150 ms without. A load of the machine that is
above its number of processors spoils all of this.
"""

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright

from bench.own_site import ROOT, settings_in
from bench.servers import free_port, running
from deploy.machine import advice, chromium
from tests.browser.neighbours import SET_DESTINATION, Neighbour
from tests.browser.quick_exit.watching import EXIT, Film, cdp, click, place_of, what_is_on

PAGES = ("/", "/news/", "/publications/")
PLAIN = ".plain-link"
SETTLE_MILLISECONDS = 300
PREPARE = """
from django.core.management import call_command
call_command("prepare")
"""

ADD_PLAIN_LINK = """url => {
  const link = document.createElement("a");
  Object.assign(link, { href: url, rel: "noreferrer", className: "plain-link", textContent: "go" });
  document.querySelector("main").prepend(link);
}"""


class Leaving(NamedTuple):
    """What one leaving took, in milliseconds."""

    off_the_screen: float
    at_the_destination: float


@contextmanager
def running_site(
    folder: str, destination: Neighbour, migrated: Path | None = None
) -> Iterator[str]:
    """The address of a site with starter content, whose exit leads to this destination."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environment = settings_in(folder) | {
        "DEBUG": "false",
        "LOG_LEVEL": "WARNING",
        "SECRET_KEY_FILE": "",
        "SITE_URL": url,
    }
    if migrated:
        shutil.copy(migrated, Path(folder, "db.sqlite3"))
    manage = [sys.executable, str(ROOT / "manage.py")]
    make_ready = PREPARE + SET_DESTINATION.format(url=destination.url)
    done = subprocess.run(
        [*manage, "shell", "-v0", "-c", make_ready],
        env=os.environ | environment,
        capture_output=True,
    )
    if done.returncode != 0:
        sys.exit(done.stderr.decode()[-2000:])
    command = [*manage, "serve", "--port", str(port)]
    with running(command, folder=ROOT, address=url, environment=environment):
        yield url


def go_through(page: Page, search: Neighbour, site_url: str) -> None:
    """A visit of three pages, from another site."""
    page.goto(search.url)
    for path in PAGES:
        click(page, f"a[href$='{path}']")
        page.wait_for_url(site_url + path)
        page.wait_for_load_state()


def leave(page: Page, selector: str, destination: Neighbour) -> Leaving:
    """Leave this page by the link, and tell how long it took."""
    page.locator(selector).first.scroll_into_view_if_needed()
    page.mouse.move(*place_of(page, selector))
    film = Film(page)
    page.wait_for_timeout(SETTLE_MILLISECONDS)
    destination.forget()
    pressed_at = time.time()
    page.mouse.down()
    released_at = time.time()
    page.mouse.up()
    arrived_at, _ = destination.wait_for_visitor()
    page.wait_for_url(destination.url)
    page.wait_for_timeout(SETTLE_MILLISECONDS)
    hidden_at = next(
        moment
        for moment, image in film.frames
        if moment >= pressed_at and what_is_on(image) != "content"
    )
    return Leaving((hidden_at - pressed_at) * 1000, (arrived_at - released_at) * 1000)


def one_round(
    browser: Browser, site_url: str, search: Neighbour, destination: Neighbour, slower: int
) -> dict[str, Leaving]:
    """Leave by the plain link and by the exit, each in a tab of its own."""
    found = {}
    for selector in (PLAIN, EXIT):
        context = browser.new_context()
        page = context.new_page()
        cdp(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
        go_through(page, search, site_url)
        page.evaluate(ADD_PLAIN_LINK, destination.url)
        found[selector] = leave(page, selector, destination)
        context.close()
    return found


def row(name: str, times: list[float]) -> str:
    return f"{name:24}{statistics.median(times):8.0f}{min(times):8.0f}{max(times):8.0f}"


def report(title: str, rounds: list[dict[str, Leaving]]) -> None:
    """Print what all rounds of one kind took."""
    print(f"\n{title}, {len(rounds)} rounds")
    for index, what in enumerate(("off the screen", "at the destination")):
        plain = [each[PLAIN][index] for each in rounds]
        exits = [each[EXIT][index] for each in rounds]
        pairs = list(zip(plain, exits, strict=True))
        print(f"{what + ', ms':24}{'median':>8}{'min':>8}{'max':>8}")
        print(row("  plain link", plain))
        print(row("  quick exit", exits))
        print(row("  difference", [ours - theirs for theirs, ours in pairs]))
        ratio = statistics.median(ours / theirs for theirs, ours in pairs)
        print(f"{'  ratio':24}{ratio:8.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument(
        "--database", type=Path, help="begin with a copy of this migrated SQLite file; saves time"
    )
    options = parser.parse_args()
    program = chromium()
    if program is None:
        sys.exit(advice("chromium"))
    destination = Neighbour("127.0.0.3", "<!doctype html><title>To</title><body bgcolor=#00cc00>")
    with (
        tempfile.TemporaryDirectory(prefix="iasc-bench-", ignore_cleanup_errors=True) as folder,
        running_site(folder, destination, options.database) as site_url,
        sync_playwright() as playwright,
    ):
        search = Neighbour(
            "127.0.0.2",
            f"<!doctype html><title>From</title><body bgcolor=#0000cc><a href='{site_url}/'>go</a>",
        )
        arguments = ["--disable-gpu", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
        for cache, ignored in (("on", ["--disable-back-forward-cache"]), ("off", [])):
            browser = playwright.chromium.launch(
                executable_path=program, args=arguments, ignore_default_args=ignored
            )
            if cache == "on":
                print(
                    f"Chromium {browser.version}, Python {platform.python_version()}, "
                    f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors, "
                    f"load {os.getloadavg()[0]:.1f}"
                )
            for slower in (1, 4):
                rounds = [
                    one_round(browser, site_url, search, destination, slower)
                    for _ in range(options.rounds)
                ]
                report(f"Back/forward cache {cache}, processor {slower}x slower", rounds)
            browser.close()


if __name__ == "__main__":
    main()
