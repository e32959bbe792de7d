"""The web server is killed while somebody publishes: the page is wholly old, or wholly new.

So are its file, which only the new page offers, what search finds, and the static mirror.
"""

import http.client
import json
import random
import re
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from contextlib import suppress
from http.cookiejar import CookieJar

import pytest

from tests import builders
from tests.drills import size
from tests.operations.nodes import MAKE_READY, Node, shell

TIMES = size(2, 200)
LATEST_SECONDS = 0.4
"""A publish takes about half of it."""

AGREE_WITHIN_SECONDS = 60

PREPARE = f"""
import json
from tests import builders
from wagtail.models import Workflow
author, publisher = builders.staff("Author"), builders.staff("Publisher")
builders.front_page()
pages = []
for number in range({TIMES}):
    title, file = f"words number{{number}}", builders.document(f"{{number}}.csv", b"a,b")
    page = builders.news_item(
        title=f"Old {{title}}", slug=f"item-{{number}}", body=builders.text("Old")
    )
    link = f'<a linktype="document" id="{{file.pk}}">file</a>'
    page.title, page.body = f"New {{title}}", builders.text(f"New {{link}}")
    page.save_revision(user=author)
    state = Workflow.objects.get().start(page, author)
    pages.append([page.pk, state.current_task_state.pk, file.url])
print(json.dumps(pages))
"""
STATES = """
import json
from wagtail.models import Page, TaskState
approved = TaskState.objects.filter(status="approved")
print(json.dumps({
    "approved": list(approved.values_list("revision__object_id", flat=True)),
    "new": [str(page.pk) for page in Page.objects.filter(title__startswith="New words")],
}))
"""


@pytest.fixture
def node(database_of_its_own, built, tmp_path):
    found = Node(tmp_path / "node", built=built, DATABASE_URL=database_of_its_own)
    said = shell(MAKE_READY + PREPARE, found.settings)
    found.pages = json.loads(said.splitlines()[-1])
    found.start()
    found.wait_until_ready()
    yield found
    found.kill()


class Publisher:
    """Somebody signed in, who approves what others wrote."""

    def __init__(self, node: Node) -> None:
        self.site = node.settings["SITE_URL"]
        self.jar = CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))
        self.opener.open(f"{self.site}/admin/login/", timeout=20).read()
        self.post("/admin/login/", username="publisher", password=builders.PASSWORD)

    def post(self, path: str, **fields: str) -> str:
        token = next(cookie.value for cookie in self.jar if cookie.name == "csrf")
        form = urllib.parse.urlencode(fields | {"csrfmiddlewaretoken": token}).encode()
        return self.opener.open(f"{self.site}{path}", form, timeout=20).read().decode()

    def approve(self, page: int, state: int) -> None:
        """It may never be answered."""
        with suppress(OSError, http.client.HTTPException):
            self.post(f"/admin/pages/workflow/action/{page}/approve/{state}/", comment="")


def keep_running(node: Node) -> None:
    """What a service manager does."""
    if node.process.poll() is not None:
        node.start()


def offered(node: Node, file: str) -> bool:
    return node.ask(file)[0] == 200


def searched(node: Node, number: int) -> str:
    """Which words search finds."""
    _, body = node.ask(f"/search/?q=number{number}")
    return re.search(rf"(Old|New) words number{number}\b", re.sub("<[^>]*>", "", body.decode()))[1]


def mirrored(node: Node, number: int) -> str:
    page = node.folder / "mirror/current/site/news" / f"item-{number}" / "index.html"
    return re.search(r"<p>(Old|New)", page.read_text())[1]


def disagreements(node: Node, words: list[str]) -> list[str]:
    """Where visitors would find other than the words that each page shows."""
    shell(
        "from django.core.management import call_command; call_command('mirror', once=True)",
        node.settings,
    )
    found = []
    for number, word in enumerate(words):
        file = node.pages[number][2]
        places = {
            "file": "New" if offered(node, file) else "Old",
            "search": searched(node, number),
            "mirror": mirrored(node, number),
        }
        found += [f"{place} of {number}" for place, says in places.items() if says != word]
    return found


def shown(node: Node, number: int) -> tuple[str, ...]:
    """Which words the page has, in its title and in its text."""
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        keep_running(node)
        with suppress(OSError, http.client.HTTPException):
            status, body = node.ask(f"/news/item-{number}/")
            if status == 200:
                return tuple(re.findall(r"<h1[^>]*>\s*(\w+)|<p>(Old|New)", body.decode()))
        time.sleep(0.05)
    return ("no answer",)


@pytest.mark.django_db
@pytest.mark.sqlite_only
@pytest.mark.drill("D-1", "The web server is killed while a page is published")
def test_a_page_is_wholly_old_or_wholly_new(node, drill):
    publisher = Publisher(node)
    chance = random.Random(1)
    old, new = (("Old", ""), ("", "Old")), (("New", ""), ("", "New"))
    torn, results = [], []
    for number, (page, state, _) in enumerate(node.pages):
        publishing = threading.Thread(target=publisher.approve, args=[page, state])
        publishing.start()
        time.sleep(chance.uniform(0, LATEST_SECONDS))
        node.kill_workers()
        publishing.join()
        results.append(shown(node, number))
        if results[-1] not in (old, new):
            torn.append((number, results[-1]))

    began = time.monotonic()
    differ = disagreements(node, [title for (title, _), _ in results])
    seconds = time.monotonic() - began
    found = json.loads(shell(STATES, node.settings))
    drill.tried(TIMES, f"kills, {results.count(new)} of them too late")
    drill.lost(len(torn), "pages that were neither")
    drill.lost(len(differ), f"files, hits and copies that agree with the page: {differ[:5]}")
    assert seconds < AGREE_WITHIN_SECONDS
    assert sorted(found["approved"]) == sorted(found["new"])
    assert len(found["new"]) == results.count(new)
    publisher.approve(*node.pages[0][:2])
    assert shown(node, 0) == new
