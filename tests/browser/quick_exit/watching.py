"""What a person at the screen does and sees, where Playwright's own means would wait or guess."""

import base64
import io
import os
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from PIL import Image
from playwright.sync_api import CDPSession, Error, Page, TimeoutError

EXIT = ".quick-exit__leave"
OUR_HOST = "127.0.0.1"
PATIENCE_SECONDS = 10
RACES = int(os.environ.get("QUICK_EXIT_RACES", "1"))
"""How often to try what may go well by luck."""

NAMES = {(0, 204, 0): "destination", (0, 0, 204): "search"}


class Place(NamedTuple):
    x: float
    y: float


class Entry(NamedTuple):
    """One line of the menu that a long press on Back opens."""

    path: str
    title: str


def place_of(page: Page, selector: str) -> Place:
    """The middle of an element, from the edges of the window."""
    box = page.locator(selector).first.bounding_box()
    assert box, f"{selector} is not on the screen"
    return Place(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def click(page: Page, selector: str) -> None:
    """Click like a person: where the element is, without waiting for what follows."""
    page.locator(selector).first.scroll_into_view_if_needed()
    page.mouse.click(*place_of(page, selector))


def press(page: Page) -> None:
    """Hold the mouse button down on the exit."""
    page.mouse.move(*place_of(page, EXIT))
    page.mouse.down()


def press_shift(page: Page, count: int = 3) -> None:
    for _ in range(count):
        page.keyboard.press("Shift")


def cdp(page: Page) -> CDPSession:
    return page.context.new_cdp_session(page)


def colours(image: Image.Image) -> list[tuple[int, tuple[int, int, int]]]:
    """Counts of pixels by colour, the commonest first."""
    return sorted(image.convert("RGB").getcolors(1 << 24), reverse=True)


def what_is_on(image: Image.Image) -> str:
    """'blank', 'content', or the site whose colour fills the image."""
    found = colours(image)
    count, colour = found[0]
    if colour in NAMES:
        return NAMES[colour]
    return "blank" if count == image.width * image.height else "content"


def picture(page: Page) -> Image.Image:
    """The screen as it is now, also while another page is on its way.

    A picture of a page whose place is being taken may never come: then another is asked for.
    """
    half_of_our_patience = PATIENCE_SECONDS * 1000 / 2
    ask = partial(cdp(page).send, "Page.captureScreenshot", timeout=half_of_our_patience)
    try:
        data = ask()["data"]
    except TimeoutError:
        data = ask()["data"]
    return Image.open(io.BytesIO(base64.b64decode(data)))


def screen(page: Page) -> str:
    """What is on the screen; see `what_is_on`."""
    return what_is_on(picture(page))


def wait_until(page: Page, is_so: Callable[[], bool]) -> None:
    """Let the page go on until something is so. Between two pages there may be nobody to ask."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        with suppress(Error):
            if is_so():
                return
        assert time.monotonic() < deadline, f"waited in vain at {page.url}"
        page.wait_for_timeout(20)


def wait_until_screen(page: Page, wanted: str) -> None:
    wait_until(page, lambda: screen(page) == wanted)


def times_until(measure: Callable[[], float], at_most: float, tries: int) -> list[float]:
    """Measured times, until one is at most so long or there were so many tries.

    Whatever else the machine does can only add to a time, so the best of some tells what the page
    itself needs.
    """
    times: list[float] = []
    while not times or (min(times) > at_most and len(times) < tries):
        times.append(measure())
    return times


def rounded(times: list[float]) -> list[int]:
    return [round(each) for each in times]


class Film:
    """Every frame that a tab paints, from now on."""

    def __init__(self, page: Page):
        self.page = page
        self.frames: list[tuple[float, Image.Image]] = []
        self.session = cdp(page)
        self.session.on("Page.screencastFrame", self.keep)
        self.session.send("Page.startScreencast", {"format": "png", "everyNthFrame": 1})

    def keep(self, event: dict) -> None:
        image = Image.open(io.BytesIO(base64.b64decode(event["data"])))
        self.frames.append((event["metadata"]["timestamp"], image))
        self.session.send("Page.screencastFrameAck", {"sessionId": event["sessionId"]})

    def end(self) -> list[str]:
        """Film no more; what was seen."""
        self.session.send("Page.stopScreencast")
        self.session.detach()
        return self.seen()

    def seen(self, *, after: float = 0) -> list[str]:
        """What the frames showed, in turn, since a moment in seconds of the epoch."""
        shown = [what_is_on(image) for moment, image in self.frames if moment >= after]
        return [now for before, now in zip([None, *shown], shown, strict=False) if now != before]


def history(page: Page) -> tuple[int, list[Entry]]:
    """Where in the tab's history we are, and the history itself; our own addresses as paths."""
    found = cdp(page).send("Page.getNavigationHistory")
    entries = [
        Entry(entry["url"].removeprefix("http://").partition("/")[2], entry["title"])
        for entry in found["entries"]
    ]
    return found["currentIndex"], entries


def addresses(page: Page) -> list[str]:
    """The tab's history as whole addresses."""
    return [e["url"] for e in cdp(page).send("Page.getNavigationHistory")["entries"]]


def go_back(page: Page) -> bool:
    """Go to the entry before, as a patient finger on Back does; False when there is none.

    Stricter than the Back button, which may skip entries.
    """
    session = cdp(page)
    found = session.send("Page.getNavigationHistory")
    index = found["currentIndex"] - 1
    if index < 0:
        return False
    session.send("Page.navigateToHistoryEntry", {"entryId": found["entries"][index]["id"]})
    return True


def is_elsewhere(page: Page) -> bool:
    """Whether another site stands in the tab and fills the screen."""
    index, _ = history(page)
    is_ours = urlsplit(addresses(page)[index]).hostname == OUR_HOST
    return not is_ours and screen(page) in NAMES.values()


def go_back_and_settle(page: Page) -> str:
    """Press Back and wait for what comes of it: the site that then fills the screen."""
    before, _ = history(page)
    assert go_back(page), "there is nothing to go back to"
    wait_until(page, lambda: history(page)[0] < before and is_elsewhere(page))
    return screen(page)


def leave(page: Page, destination: Any) -> None:
    """Click the exit, and wait until the destination is on the screen."""
    click(page, EXIT)
    page.wait_for_url(destination.url)
    wait_until_screen(page, "destination")


def back_to(page: Page, url: str, *, presses: int) -> list[str]:
    """Go back until `url` stands there; everything that was on the screen on the way."""
    seen = []
    for _ in range(presses):
        film = Film(page)
        shown = go_back_and_settle(page)
        seen += [*film.end(), shown]
        if page.url == url:
            return seen
    raise AssertionError(f"{presses} presses did not reach {url}")


def everything_on_the_way_back(page: Page) -> list[str]:
    """Go back to the first site of the tab; everything that was on the screen on the way."""
    seen = []
    while history(page)[0] > 0 and addresses(page)[history(page)[0] - 1].startswith("http"):
        film = Film(page)
        shown = go_back_and_settle(page)
        seen += [*film.end(), shown]
    return seen


def words_heard(page: Page) -> list[str]:
    """What the page logs from now on, also while another page is on its way."""
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text))
    return heard


def names_in_accessibility_tree(page: Page) -> list[str]:
    """All that a screen reader could say."""
    nodes = cdp(page).send("Accessibility.getFullAXTree")["nodes"]
    names = [node.get("name", {}).get("value") for node in nodes if not node.get("ignored")]
    return [name for name in names if name]
