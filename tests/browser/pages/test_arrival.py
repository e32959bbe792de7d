"""How soon each kind of page shows a number to call on a slow phone, and that nothing jumps."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.browser.pages.conftest import KINDS, ask

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

# What Chromium's own tools call “Slow 3G”: milliseconds, and bytes in a second.
SLOW_3G = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 50_000,
    "uploadThroughput": 50_000,
}

NUMBER_MS = 2_000
"""How long somebody waits for the first number, at 400 kbit/s and 400 ms."""

TRIES = 3
"""A busy machine makes an arrival later, never sooner: so one good try of three counts."""

AT_ONCE = 4

FONT_SECONDS = 0.2
"""How long the face of headings is kept back, so that the page is drawn without it first."""

# Chromium tells when a text was painted if its element bears a mark when it is laid out.
WATCH = """
const seen = { number_at: null, shift: 0, moved: [] };
Object.defineProperty(window, "seen", { value: seen });
new MutationObserver(() => {
  const link = document.querySelector("a[href^='tel:']");
  for (const one of link ? [link, ...link.children] : []) one.elementTiming = "number";
}).observe(document, { childList: true, subtree: true });
const watch = (type, note) => new PerformanceObserver(
  list => list.getEntries().forEach(note)).observe({ type, buffered: true });
watch("element", one => { seen.number_at ??= one.renderTime; });
watch("layout-shift", one => {
  seen.shift += one.value;
  seen.moved.push(...one.sources.map(({ node }) => node?.parentElement?.outerHTML.slice(0, 120)));
});
"""
SETTLED = """document.fonts.ready.then(
  () => new Promise(done => requestAnimationFrame(() => setTimeout(done, 50, seen))))"""


@dataclass(frozen=True)
class Arrival:
    """What somebody saw who had never been here. Times in milliseconds from the start."""

    number_at: float | None
    shift: float
    moved: list[str]
    asked: list[str]


def begin(page: Page, address: str) -> Callable[[], Arrival]:
    """Set out for the address; what is given back waits until all of it is there."""
    asked: list[str] = []
    page.on("request", lambda one: one.resource_type != "image" and asked.append(one.url))
    page.goto(address, wait_until="commit")

    def end() -> Arrival:
        page.wait_for_load_state("load")
        return Arrival(**page.evaluate(SETTLED), asked=asked)

    return end


def slow_phone(browser: Browser, site_url: str) -> Page:
    """A page on a small phone over a slow network, nothing kept."""
    context = browser.new_context(
        viewport={"width": 360, "height": 640}, is_mobile=True, base_url=site_url
    )
    page = context.new_page()
    page.add_init_script(WATCH)
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send("Network.emulateNetworkConditions", SLOW_3G)
    return page


def by_phone(browser: Browser, site_url: str, addresses: dict[str, str]) -> dict[str, Arrival]:
    """Arrivals by kind of page, some at once: a slow network leaves the machine time for it."""
    found: dict[str, Arrival] = {}
    waiting = list(addresses)
    for first in range(0, len(waiting), AT_ONCE):
        kinds = waiting[first : first + AT_ONCE]
        phones = {kind: slow_phone(browser, site_url) for kind in kinds}
        ends = {kind: begin(phone, addresses[kind]) for kind, phone in phones.items()}
        found |= {kind: end() for kind, end in ends.items()}
        for phone in phones.values():
            phone.context.close()
    return found


def keep_back(route: Route) -> None:
    time.sleep(FONT_SECONDS)
    route.continue_()


def is_late(arrival: Arrival) -> bool:
    return arrival.number_at is None or arrival.number_at > NUMBER_MS


@pytest.fixture(scope="session")
def on_a_phone(browser: Browser, addresses: dict[str, str], site_url: str) -> dict[str, Arrival]:
    """An arrival at each kind of page; those where the number came late are tried again."""
    for kind in KINDS:
        ask(site_url + addresses[kind])  # only the first visitor of all waits for this
    found = by_phone(browser, site_url, {kind: addresses[kind] for kind in KINDS})
    for _ in range(TRIES - 1):
        late = {kind: addresses[kind] for kind, arrival in found.items() if is_late(arrival)}
        found |= by_phone(browser, site_url, late)
    return found


@pytest.fixture(scope="session")
def on_a_desk(browser: Browser, site_url: str, addresses: dict[str, str]) -> dict[str, Arrival]:
    """One arrival at each kind of page on a large screen, with a font that is late."""
    context = browser.new_context(viewport={"width": 1280, "height": 720}, base_url=site_url)
    page = context.new_page()
    page.route("**/*.woff2", keep_back)  # also lets Chromium keep nothing between pages
    page.add_init_script(WATCH)
    found = {kind: begin(page, addresses[kind])() for kind in KINDS}
    context.close()
    return found


def test_a_slow_phone_shows_a_number_to_call_within_two_seconds(on_a_phone):
    late = {kind: one.number_at for kind, one in on_a_phone.items() if is_late(one)}

    assert late == {}


def test_no_page_asks_for_more_than_six_things_besides_pictures(on_a_phone):
    asked = {kind: one.asked for kind, one in on_a_phone.items()}

    assert {kind: urls for kind, urls in asked.items() if len(urls) > 6} == {}


def test_nothing_on_a_phone_jumps_while_the_page_and_its_font_arrive(on_a_phone):
    assert {kind: one.moved for kind, one in on_a_phone.items() if one.shift > 0} == {}


def test_nothing_on_a_large_screen_jumps_when_the_font_comes_late(on_a_desk):
    assert {kind: one.moved for kind, one in on_a_desk.items() if one.shift > 0} == {}
