"""G8: the three questions, in a real browser, before a server that tells what it was asked."""

import http.client
from collections.abc import Callable, Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, BrowserType, Page

from tests.browser.quick_exit.watching import back_to, history, leave

pytestmark = pytest.mark.browser

ADDRESS = "/get-help/questions/"
PATHS = {
    "danger": ["danger-yes"],
    "for me": ["danger-no", "who-me", "where-wales"],
    "for another": ["danger-no", "who-other", "where-unknown"],
    "a change of mind": ["danger-yes", "danger-no", "who-other", "who-me", "where-scotland"],
}

# What speaks of one connection, and is not handed on.
HOP_HEADERS = {"connection", "keep-alive", "transfer-encoding"}

KEPT_IN_THE_BROWSER = """
async () => [
  document.cookie,
  JSON.stringify(sessionStorage),
  JSON.stringify(localStorage),
  (await indexedDB.databases()).length,
]
"""

MAKE_ARABIC = """
from datetime import date
from helpline.models import Language
arabic = Language(
    tag="ar", english_name="Arabic", own_name="العربية",
    translations={"questions.danger": "هل هناك من هو في خطر الآن؟", "questions.yes": "نعم"},
)
arabic.record_check(by="A sample for this test", on=date(2022, 1, 25))
arabic.save()
"""
REMOVE_ARABIC = "from helpline.models import Language; Language.objects.filter(tag='ar').delete()"


class Witness(ThreadingHTTPServer):
    """Stands before the real server, hands on what it is asked, and remembers all of it."""

    daemon_threads = True

    def __init__(self, site_url: str):
        super().__init__(("127.0.0.1", 0), HandOn)
        self.site = urlsplit(site_url).netloc
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.asked: list[tuple[str, ...]] = []
        Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that hangs up is no error here."""


class HandOn(BaseHTTPRequestHandler):
    server: Witness

    def do_GET(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length).decode()
        self.server.asked.append((self.requestline, *map(": ".join, self.headers.items()), body))
        connection = http.client.HTTPConnection(self.server.site, timeout=30)
        with closing(connection):
            connection.request(self.command, self.path, headers=dict(self.headers))
            answer = connection.getresponse()
            content = answer.read()
            self.send_response(answer.status)
            for name, value in answer.getheaders():
                if name.lower() not in HOP_HEADERS | {"content-length", "server", "date"}:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    do_POST = do_HEAD = do_PUT = do_GET

    def log_message(self, *arguments: Any) -> None:
        """Say nothing: it remembers."""


@pytest.fixture
def witness(site_url: str) -> Iterator[Witness]:
    witness = Witness(site_url)
    yield witness
    witness.shutdown()


@pytest.fixture(scope="module")
def arabic(site_url: str, run_manage: Callable[..., str]) -> Iterator[str]:
    """The address of the questions in Arabic, with a translation made up for these tests."""
    run_manage("shell", "-c", MAKE_ARABIC)
    yield "/get-help/ar/questions/"
    run_manage("shell", "-c", REMOVE_ARABIC)


def answer(page: Page, *answers: str) -> None:
    for one in answers:
        page.locator(f"label[for={one}]").click()


def ticked(page: Page) -> list[str]:
    return page.locator("main input:checked").evaluate_all("all => all.map(one => one.id)")


def visible(page: Page) -> list[str]:
    """The questions and headings in sight, without those of helplines."""
    found = page.locator("main form legend:visible, main form h2:visible")
    return found.all_inner_texts()


def test_the_server_is_asked_the_same_whatever_is_answered(
    new_context: Callable[..., BrowserContext], site_url: str
):
    def asked(answers: list[str]) -> list[tuple[str, ...]]:
        witness = Witness(site_url)
        page = new_context().new_page()
        page.goto(witness.url + ADDRESS, wait_until="networkidle")
        answer(page, *answers)
        page.keyboard.press("Enter")
        if answers:
            page.locator("button[type=reset]").click()
        page.wait_for_timeout(300)
        assert page.url == witness.url + ADDRESS
        witness.shutdown()
        port = str(witness.server_port)
        return sorted(tuple(line.replace(port, "PORT") for line in one) for one in witness.asked)

    unanswered = asked([])

    assert sum(one[0].startswith(f"GET {ADDRESS}") for one in unanswered) == 1
    for name, answers in PATHS.items():
        assert asked(answers) == unanswered, name


@pytest.mark.parametrize("answers", PATHS.values(), ids=PATHS)
def test_an_answer_changes_neither_address_nor_history_nor_what_the_browser_keeps(
    page: Page, answers
):
    page.goto(ADDRESS)
    before = page.evaluate("history.length"), page.url, page.evaluate(KEPT_IN_THE_BROWSER)

    answer(page, *answers)
    page.keyboard.press("Enter")

    after = page.evaluate("history.length"), page.url, page.evaluate(KEPT_IN_THE_BROWSER)
    assert after == before
    assert after[2] == ["", "{}", "{}", 0]
    assert page.context.cookies() == []
    assert len(page.context.new_cdp_session(page).send("Page.getNavigationHistory")["entries"]) == 2


def test_a_link_from_there_tells_the_next_page_nothing_of_the_answers(page: Page, witness):
    page.goto(witness.url + ADDRESS)
    answer(page, *PATHS["for me"])

    page.locator(".site-header a[href$='/news/']").click()
    page.wait_for_url("**/news/")

    news = next(one for one in witness.asked if one[0].startswith("GET /news/ "))
    assert f"Referer: {witness.url}{ADDRESS}" in news
    assert "danger" not in " ".join(news)
    assert "wales" not in " ".join(news).lower()


def test_answers_and_an_exit_leave_nothing_in_the_servers_log(
    page: Page, server_environment: dict[str, str], destination: Any, search: Any
):
    log = Path(server_environment["DATA_DIR"], "server.log")
    before = log.read_text()
    page.goto(search.url)
    page.goto(ADDRESS)
    answer(page, *PATHS["for me"])

    leave(page, destination)
    back_to(page, search.url, presses=2)

    assert log.read_text() == before


def test_an_exit_after_the_answers_leaves_neither_page_nor_answers_behind(
    page: Page, destination: Any, search: Any
):
    page.goto(search.url)
    page.goto(ADDRESS)
    answer(page, *PATHS["for me"])

    leave(page, destination)

    assert "content" not in back_to(page, search.url, presses=2)
    assert all(ADDRESS.strip("/") not in entry.path for entry in history(page)[1])


def test_a_reload_shows_no_answer(page: Page):
    page.goto(ADDRESS)
    answer(page, *PATHS["for me"])

    page.reload()

    assert ticked(page) == []


@pytest.mark.parametrize("is_kept", [True, False], ids=["bfcache on", "bfcache off"])
def test_back_shows_no_answer(
    browser_type: BrowserType, browser_type_launch_args: dict[str, Any], site_url: str, is_kept
):
    ignored = ["--disable-back-forward-cache"] if is_kept else None
    with browser_type.launch(**browser_type_launch_args, ignore_default_args=ignored) as browser:
        page = browser.new_context(base_url=site_url).new_page()
        page.goto(ADDRESS)
        answer(page, *PATHS["for me"])
        page.goto("/news/")

        page.go_back(wait_until="commit")
        page.wait_for_selector("main form")

        assert page.url.endswith(ADDRESS)
        assert ticked(page) == []


@pytest.mark.parametrize("has_script", [True, False], ids=["with script", "without script"])
def test_each_answer_brings_what_follows_and_nothing_else(
    new_context: Callable[..., BrowserContext], has_script
):
    page = new_context(java_script_enabled=has_script).new_page()
    page.goto(ADDRESS)
    assert visible(page) == ["Is somebody in danger now?"]

    answer(page, "danger-yes")
    assert visible(page) == ["Is somebody in danger now?", "If somebody is in danger now"]
    assert page.locator("main a[href='tel:999']:visible").count() == 1

    answer(page, "danger-no")
    assert visible(page) == ["Is somebody in danger now?", "Who needs help?"]

    answer(page, "who-other")
    assert visible(page)[2:] == ["If someone else needs help", "Where in the UK is it?"]

    answer(page, "where-wales")
    assert visible(page)[4:] == ["Who you can call"]
    assert page.locator("main a[href='tel:+448000121700']:visible").count() == 1

    page.locator("button[type=reset]").click()
    assert visible(page) == ["Is somebody in danger now?"]


def test_the_keyboard_alone_leads_to_a_number_and_enter_sends_nothing(page: Page):
    page.goto(ADDRESS)
    page.locator("#danger-yes").focus()

    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert ticked(page) == ["danger-no", "who-me", "where-england"]
    assert page.evaluate("document.activeElement.getAttribute('href')") == "tel:+448000121700"
    assert page.url.endswith(ADDRESS)


def test_numbers_stand_on_the_first_screen_before_any_answer(page: Page):
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(ADDRESS)

    for number in ("tel:999", "tel:+448000121700"):
        box = page.locator(f"a[href='{number}']:visible").first.bounding_box()
        assert box["y"] + box["height"] <= 640


@pytest.mark.parametrize(("width", "height"), [(320, 256), (320, 640), (1280, 800)])
def test_each_answer_is_large_enough_and_in_sight_when_it_has_the_focus(page: Page, width, height):
    page.set_viewport_size({"width": width, "height": height})
    page.goto(ADDRESS)
    answer(page, *PATHS["for me"])

    for one in page.locator("main input:visible").all():
        one.focus()
        label = page.locator(f"label[for={one.get_attribute('id')}]")
        assert label.bounding_box()["height"] >= 44
        exit_bar = page.locator(".quick-exit").bounding_box()
        assert one.bounding_box()["y"] >= exit_bar["y"] + exit_bar["height"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_browser_that_cannot_tell_what_is_ticked_shows_all_of_it(page: Page):
    def change(route, old: str, new: str) -> None:
        response = route.fetch()
        route.fulfill(response=response, body=response.text().replace(old, new))

    page.route("**/css/*.css", lambda route: change(route, "selector(:has(*))", "selector(:no(*))"))
    page.route(f"**{ADDRESS}", lambda route: change(route, "integrity=", "data-was="))
    page.goto(ADDRESS)

    assert len(visible(page)) == 7
    assert page.locator("main a[href='tel:999']:visible").count() == 1
    assert page.locator("main a[href='tel:+448000121700']:visible").count() == 1


def test_paper_shows_all_helplines_and_no_answer(page: Page):
    page.goto(ADDRESS)
    answer(page, *PATHS["danger"])

    page.emulate_media(media="print")

    assert page.locator("main input:visible").count() == 0
    assert page.locator("main a[href='tel:+448000121700']:visible").count() == 1


@pytest.mark.parametrize("options", [{}, {"forced_colors": "active"}, {"color_scheme": "dark"}])
def test_no_rule_of_accessibility_is_broken_once_all_is_answered(
    new_context: Callable[..., BrowserContext], axe, options
):
    page = new_context(**options).new_page()
    page.goto(ADDRESS)
    answer(page, *PATHS["for another"])

    found = axe(page)

    if "forced_colors" in options:
        # The rules reckon with our colours, which are not on the screen then.
        found = [one for one in found if not one.startswith("color-contrast")]
    assert found == []


def test_in_arabic_the_answers_stand_on_the_right(page: Page, arabic: str, axe):
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(arabic)

    answer(page, "danger-yes")

    circle = page.locator("#danger-yes").bounding_box()
    assert circle["x"] > 240
    assert page.locator(".quick-exit__leave").bounding_box()["x"] > 120
    assert page.locator("main a[href='tel:999']:visible").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert axe(page) == []
