"""Firefox as a person at its screen uses it, driven by Mozilla's own Marionette.

What a tab shows comes from pictures, what it remembers from the browser's own history list.
A picture is painted for us: it tells what is there now, not when a frame reached a screen.
"""

import base64
import io
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from marionette_driver.errors import MarionetteException
from marionette_driver.keys import Keys
from marionette_driver.marionette import ActionSequence, Marionette
from PIL import Image

from tests.browser.conftest import PASSWORD
from tests.browser.quick_exit.watching import EXIT, Place, what_is_on

PATIENCE_SECONDS = 20
AWAY = Place(300, 500)
LEFT_SHIFT = Keys.SHIFT
RIGHT_SHIFT = "\ue050"
ENTER = Keys.ENTER
ESCAPE = Keys.ESCAPE
TAB = Keys.TAB

# Marionette itself switches off most of what Firefox asks the network for.
PREFERENCES = {
    "app.normandy.enabled": False,
    "browser.safebrowsing.downloads.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "network.trr.mode": 5,
    "toolkit.telemetry.enabled": False,
    # Makes "offline" true of this machine's own addresses.
    "network.disable-localhost-when-offline": True,
}

HISTORY = """
const list = gBrowser.selectedBrowser.browsingContext.sessionHistory;
const entries = [...Array(list.count).keys()].map((index) => list.getEntryAtIndex(index));
return [list.index, entries.map((entry) => [entry.URI.spec, entry.title])];
"""

# Stricter than the button, which may skip entries that nobody has touched.
GO_BACK = """
const can = gBrowser.selectedBrowser.canGoBack;
if (can) gBrowser.goBack(false);
return can;
"""

IS_LOADED = """
const browser = gBrowser.selectedBrowser;
return browser.currentURI.spec == arguments[0] && !browser.webProgress.isLoadingDocument;
"""

MIDDLE = """
const element = document.querySelector(arguments[0]);
element.scrollIntoView({ block: "nearest" });
const box = element.getBoundingClientRect();
return [box.x + box.width / 2, box.y + box.height / 2];
"""

SIZE = """
const box = document.querySelector(arguments[0]).getBoundingClientRect();
return [box.width, box.height];
"""

RUN_IN_EACH_PAGE = """
const listen = (code, host) => addEventListener("DOMWindowCreated", (event) => {
  const page = event.target.defaultView;
  if (page.location.hostname != host) return;
  const options = { sandboxPrototype: page, wantXrays: false, sameZoneAs: page };
  Cu.evalInSandbox(code, new Cu.Sandbox(page, options));
});
const url = "data:," + encodeURIComponent(`(${listen})(...${JSON.stringify([...arguments])})`);
Services.mm.loadFrameScript(url, true);
return url;
"""

REFUSE = """
const [part] = arguments;
globalThis.refuse = (channel) => {
  const isRefused = channel.QueryInterface(Ci.nsIHttpChannel).URI.spec.includes(part);
  if (isRefused) channel.cancel(Cr.NS_ERROR_ABORT);
};
ChromeUtils.clearResourceCache();
Services.cache2.clear();
Services.obs.addObserver(refuse, "http-on-modify-request");
"""

# A press has opened a connection to where the link leads. Without a network that is dead as well.
GO_OFFLINE = """
Services.cache2.clear();
Services.io.offline = true;
Services.obs.notifyObservers(null, "net:cancel-all-connections");
"""

REFUSE_NO_MORE = 'Services.obs.removeObserver(refuse, "http-on-modify-request")'

FORGET_STORED = """
const { CLEAR_COOKIES, CLEAR_DOM_STORAGES } = Ci.nsIClearDataService;
Services.clearData.deleteData(CLEAR_COOKIES | CLEAR_DOM_STORAGES, () => arguments[0]());
"""

FLUSH_SESSION = """
const path = "resource:///modules/sessionstore/TabStateFlusher.sys.mjs";
ChromeUtils.importESModule(path).TabStateFlusher.flush(gBrowser.selectedBrowser)
  .then(() => arguments[0]());
"""

NAMES_IN_ACCESSIBILITY_TREE = """
const service = Cc["@mozilla.org/accessibilityService;1"].getService(Ci.nsIAccessibilityService);
const children = (node) => [...Array(node.childCount).keys()].map((n) => node.getChildAt(n));
const names = (node) => [node.name, ...children(node).flatMap(names)];
const page = service.getAccessibleFor(gBrowser.selectedBrowser);
return page ? names(page).filter(Boolean) : [];
"""


class Entry(NamedTuple):
    """One line of the menu that a long press on Back opens."""

    url: str
    title: str


def wait_until(is_so: Callable[[], bool], seconds: float = PATIENCE_SECONDS) -> None:
    """Wait until something is so. Between two pages there may be nobody to ask."""
    deadline = time.monotonic() + seconds
    while True:
        with suppress(MarionetteException):
            if is_so():
                return
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


class Firefox:
    """One browser with a profile of its own. What is done is done in the tab in front."""

    def __init__(self, program: Path, folder: Path):
        self.marionette = Marionette(
            bin=str(program),
            port=0,
            headless=True,
            workspace=str(folder),
            gecko_log=str(folder / "firefox.log"),
            prefs=PREFERENCES,
        )
        self.marionette.start_session({"pageLoadStrategy": "none"})
        self.to_undo: list[Callable[[], Any]] = []

    def quit(self) -> None:
        try:
            self.marionette.quit()
        finally:
            self.marionette.cleanup()

    # --- The browser ---

    def in_browser(self, script: str, *arguments: Any, **options: Any) -> Any:
        """Run a script with the browser's own rights."""
        with self.marionette.using_context("chrome"):
            return self.marionette.execute_script(script, arguments, **options)

    def in_browser_at_length(self, script: str) -> None:
        """The same, for a script that calls its argument when it is done."""
        with self.marionette.using_context("chrome"):
            self.marionette.execute_async_script(script)

    def begin_anew(self) -> None:
        """One new tab, and nothing of what was set, kept or pressed before."""
        self.show_tab(self.marionette.window_handles[0])
        self.marionette.actions.release()
        while self.to_undo:
            self.to_undo.pop()()
        self.in_browser_at_length(FORGET_STORED)
        self.set_size(900, 700)
        old = self.marionette.window_handles
        new = self.open_tab()
        for name in old:
            self.marionette.switch_to_window(name)
            self.marionette.close()
        self.show_tab(new)

    def open_tab(self) -> str:
        """Open a tab in front; gives the name that `show_tab` takes."""
        name = self.marionette.open(type="tab", focus=True)["handle"]
        self.marionette.switch_to_window(name)
        return name

    def show_tab(self, name: str) -> None:
        self.marionette.switch_to_window(name, focus=True)

    def follow_front_tab(self) -> None:
        """Go on in the tab that the browser itself has brought to the front."""
        for name in self.marionette.window_handles:
            self.marionette.switch_to_window(name, focus=False)
            if self.marionette.execute_script("return document.visibilityState") == "visible":
                return

    def set_size(self, width: int, height: int) -> None:
        self.marionette.set_window_rect(width=width, height=height)

    def flush_session(self) -> None:
        """Let the browser note all that it would restore."""
        self.in_browser_at_length(FLUSH_SESSION)

    def look_through(self, width: int, height: int, zoom: float) -> None:
        """Take a window of this size with the page zoomed in."""
        self.set_size(width, height)
        undo = "gBrowser.selectedBrowser.fullZoom = 1"
        self.to_undo.append(lambda: self.in_browser(undo))
        self.in_browser("gBrowser.selectedBrowser.fullZoom = arguments[0]", zoom)

    def prefer(self, preferences: dict[str, Any]) -> None:
        """Set preferences until `begin_anew`."""
        before = {name: self.marionette.get_pref(name) for name in preferences}
        self.to_undo.append(lambda: self.marionette.set_prefs(before))
        self.marionette.set_prefs(preferences)

    def turn_cache_off(self) -> None:
        """Park no pages: the back/forward cache is off."""
        self.prefer(
            {"browser.sessionhistory.max_total_viewers": 0, "fission.bfcacheInParent": False}
        )

    def turn_navigation_api_off(self) -> None:
        """Be like Firefox before it had one."""
        self.prefer({"dom.navigation.webidl.enabled": False})

    def switch_script_off(self) -> None:
        self.prefer({"javascript.enabled": False})

    def go_offline(self) -> None:
        """Be without a network, and without pages that were kept from before."""
        self.to_undo.append(lambda: self.in_browser("Services.io.offline = false"))
        self.in_browser(GO_OFFLINE)

    def refuse(self, part: str) -> None:
        """Refuse requests for addresses with this part, and forget what was kept of them."""
        own = {"sandbox": "refusal", "new_sandbox": False}
        self.in_browser(REFUSE, part, **own)
        self.to_undo.append(lambda: self.in_browser(REFUSE_NO_MORE, **own))

    def run_in_each_page(self, code: str, host: str = "127.0.0.1") -> None:
        """Run a script in each page of this host before the page's own scripts run."""
        url = self.in_browser(RUN_IN_EACH_PAGE, code, host)
        undo = "Services.mm.removeDelayedFrameScript(arguments[0])"
        self.to_undo.append(lambda: self.in_browser(undo, url))

    # --- What the tab shows and remembers ---

    @property
    def url(self) -> str:
        return self.in_browser("return gBrowser.selectedBrowser.currentURI.spec")

    @property
    def title(self) -> str:
        return self.in_browser("return gBrowser.selectedTab.label")

    def picture(self) -> Image.Image:
        data = self.marionette.screenshot(full=False)
        return Image.open(io.BytesIO(base64.b64decode(data)))

    def screen(self) -> str:
        """'blank', 'content' or the name of a neighbour."""
        return what_is_on(self.picture())

    def wait_until_screen(self, wanted: str) -> None:
        wait_until(lambda: self.screen() == wanted)

    def watch_until(self, is_so: Callable[[], bool]) -> list[str]:
        """What is on the screen, in turn, until something is so and has been for a moment."""
        seen: list[str] = []

        def look() -> None:
            with suppress(MarionetteException):
                now = self.screen()
                if seen[-1:] != [now]:
                    seen.append(now)

        def look_and_ask() -> bool:
            look()
            return is_so()

        wait_until(look_and_ask)
        until = time.monotonic() + 0.3
        while time.monotonic() < until:
            look()
        return seen

    def titles_of_tabs(self) -> list[str]:
        return self.in_browser("return Array.from(gBrowser.tabs, (tab) => tab.label)")

    def forget_messages(self) -> None:
        self.in_browser("Services.console.reset()")

    def messages(self) -> list[str]:
        """What the browser's console tells, of pages too."""
        return self.in_browser("return Services.console.getMessageArray().map(String)")

    def print(self) -> str:
        """The page as it would be printed: a PDF in base64."""
        return self.marionette._send_message("WebDriver:Print", {}, key="value")

    def names_in_accessibility_tree(self) -> list[str]:
        """All that a screen reader could say of the page."""
        return self.in_browser(NAMES_IN_ACCESSIBILITY_TREE)

    def history(self) -> tuple[int, list[Entry]]:
        """Where in the tab's history we are, and the history itself."""
        index, entries = self.in_browser(HISTORY)
        return index, [Entry(*entry) for entry in entries]

    def has_arrived(self, url: str) -> bool:
        """Whether this page stands there, whole."""
        return (
            self.in_browser(IS_LOADED, url) and self.evaluate("document.readyState") == "complete"
        )

    def wait_for(self, url: str) -> None:
        try:
            wait_until(lambda: self.has_arrived(url))
        except AssertionError as error:
            error.add_note(f"for {url}: {self.url}, {self.history()}")
            raise

    def evaluate(self, expression: str, *arguments: Any) -> Any:
        """What an expression is worth in the page; its own script's variables included."""
        return self.marionette.execute_script(f"return {expression}", arguments, sandbox=None)

    def is_visible(self, selector: str) -> bool:
        """Whether an element takes any room."""
        return self.evaluate("document.querySelector(arguments[0]).checkVisibility()", selector)

    def run_async(self, expression: str) -> Any:
        """What a promise of the page comes to."""
        return self.marionette.execute_async_script(
            f"{expression}.then(arguments[0], (error) => arguments[0](String(error)))",
            sandbox=None,
        )

    def place_of(self, selector: str) -> Place:
        """The middle of an element, brought into sight, from the edges of the page's window."""
        return Place(*self.marionette.execute_script(MIDDLE, [selector]))

    def size_of(self, selector: str) -> tuple[float, float]:
        """Width and height of an element."""
        return tuple(self.marionette.execute_script(SIZE, [selector]))

    # --- What the person does ---

    def goto(self, url: str) -> None:
        """Type an address, and wait for the page."""
        self.marionette.navigate(url)
        self.wait_for(url)

    def sign_in(self, site_url: str, role: str) -> None:
        self.goto(f"{site_url}/admin/login/")
        for name, value in (("username", role), ("password", PASSWORD)):
            self.evaluate("(document.forms[0][arguments[0]].value = arguments[1])", name, value)
        self.click("button[type=submit]")
        self.wait_for(f"{site_url}/admin/")

    def go_back(self) -> None:
        """Go to the entry before, which the browser may list a moment after the page is there."""
        wait_until(lambda: self.in_browser(GO_BACK))

    def mouse(self) -> ActionSequence:
        return self.marionette.actions.sequence("pointer", "mouse", {"pointerType": "mouse"})

    def keyboard(self) -> ActionSequence:
        return self.marionette.actions.sequence("key", "keyboard")

    def focus(self, selector: str) -> None:
        self.evaluate("document.querySelector(arguments[0]).focus()", selector)

    def move(self, place: Place) -> None:
        self.mouse().pointer_move(round(place.x), round(place.y)).perform()

    def click(self, selector: str) -> None:
        self.move(self.place_of(selector))
        self.mouse().click().perform()

    def press(self) -> None:
        """Hold the mouse button down on the exit."""
        self.move(self.place_of(EXIT))
        self.mouse().pointer_down().perform()

    def let_go(self, place: Place | None = None) -> None:
        """Let go of the button, here or elsewhere."""
        if place:
            self.move(place)
        self.mouse().pointer_up().perform()

    def type(self, *keys: str) -> None:
        for key in keys:
            self.keyboard().key_down(key).key_up(key).perform()

    def press_shift(self, count: int = 3) -> None:
        self.type(*[LEFT_SHIFT] * count)
