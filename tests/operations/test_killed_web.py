"""The web server is killed while somebody publishes: the page is wholly old, or wholly new."""

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

import psutil
import pytest

from tests import builders
from tests.drills import size
from tests.operations.nodes import MAKE_READY, Node, shell

TIMES = size(2, 200)
LATEST_SECONDS = 0.4
"""A publish takes about half of it."""

PREPARE = f"""
import json
from tests import builders
from wagtail.models import Workflow
author, publisher = builders.staff("Author"), builders.staff("Publisher")
builders.front_page()
pages = []
for number in range({TIMES}):
    page = builders.news_item(title="Old words", slug=f"item-{{number}}", body=builders.text("Old"))
    page.title, page.body = "New words", builders.text("New")
    page.save_revision(user=author)
    state = Workflow.objects.get().start(page, author)
    pages.append([page.pk, state.current_task_state.pk])
print(json.dumps(pages))
"""
STATES = """
import json
from wagtail.models import Page, TaskState
approved = TaskState.objects.filter(status="approved")
print(json.dumps({
    "approved": list(approved.values_list("revision__object_id", flat=True)),
    "new": [str(page.pk) for page in Page.objects.filter(title="New words")],
}))
"""


@pytest.fixture
def node(database_of_its_own, tmp_path):
    found = Node(tmp_path / "node", DATABASE_URL=database_of_its_own)
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


def kill_worker(node: Node) -> None:
    """Kill the process that answers requests, if there is one just now.

    The server starts another one at once. After a second kill within seconds it gives up, and
    whoever runs the site starts it again.
    """
    with suppress(psutil.NoSuchProcess):
        for server in psutil.Process(node.process.pid).children():
            if "granian" in " ".join(server.cmdline()):
                for worker in server.children():
                    if "resource_tracker" not in " ".join(worker.cmdline()):
                        worker.kill()


def keep_running(node: Node) -> None:
    """What a service manager does."""
    if node.process.poll() is not None:
        node.start()


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
    for number, (page, state) in enumerate(node.pages):
        publishing = threading.Thread(target=publisher.approve, args=[page, state])
        publishing.start()
        time.sleep(chance.uniform(0, LATEST_SECONDS))
        kill_worker(node)
        publishing.join()
        results.append(shown(node, number))
        if results[-1] not in (old, new):
            torn.append((number, results[-1]))

    found = json.loads(shell(STATES, node.settings))
    drill.tried(TIMES, f"kills, {results.count(new)} of them too late")
    drill.lost(len(torn), "pages that were neither")
    assert sorted(found["approved"]) == sorted(found["new"])
    assert len(found["new"]) == results.count(new)
    publisher.approve(*node.pages[0])
    assert shown(node, 0) == new
