"""A whole server is asked in every way, with marks on all that a visitor brings along.

None is found afterwards: in what the server said, in the database, or in any of its files.
"""

import http.client
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from bench.servers import free_port
from tests.house.source import ROOT
from tests.static_files import give_static_files
from tests.waiting import wait_until

START_SECONDS = 90
WORD, AGENT, CAME_FROM, FORM = "zqquery", "zqagent", "zqreferrer", "zqform"
ADDRESS_4, ADDRESS_6 = "198.51.100.77", "2001:db8:77::abcd"
TOKEN, EMAIL, SESSION = "zqReaderToken77aB", "zqperson@example.org", "zqsession"
COLLECTOR = "a-token-of-the-collector"
MARKS = [WORD, AGENT, CAME_FROM, FORM, ADDRESS_4, ADDRESS_6, TOKEN, EMAIL, SESSION]

BROUGHT = {
    "User-Agent": f"Mozilla/5.0 {AGENT}",
    "Referer": f"https://search.example/?q={CAME_FROM}",
    "X-Forwarded-For": f"{ADDRESS_4}, {ADDRESS_6}",
    "X-Real-Ip": ADDRESS_4,
    "Forwarded": f'for="[{ADDRESS_6}]"',
    "From": EMAIL,
    "X-Request-Id": WORD,
    "Cookie": f"session={SESSION}",
}
QUERY = f"?q={WORD}&email={EMAIL}&link={TOKEN}"


@pytest.fixture
def database(migrated_database_url: str) -> Path:
    return Path(migrated_database_url.removeprefix("sqlite:///"))


@pytest.fixture
def site(database: Path, built: Path, tmp_path: Path) -> Iterator[tuple[str, int, Path]]:
    """Host, port and folder of a running site."""
    port = free_port()
    folder = tmp_path / "data"
    give_static_files(folder, built)
    settings = {"DATABASE_URL": f"sqlite:///{database}", "DATA_DIR": str(folder)}
    settings |= {"SITE_URL": f"http://127.0.0.1:{port}", "LOG_LEVEL": "DEBUG"}
    settings |= {"METRICS_TOKEN": COLLECTOR, "ERROR_REPORTS_TO": "web@example.org"}
    settings |= {"EMAIL_URL": "consolemail://"}
    prepare = [sys.executable, "manage.py", "prepare"]
    subprocess.run(prepare, cwd=ROOT, env=os.environ | settings, check=True, capture_output=True)
    with (tmp_path / "said.txt").open("wb") as said:
        server = subprocess.Popen(
            [sys.executable, "manage.py", "serve", "--port", str(port), "--workers", "1"],
            cwd=ROOT,
            env=os.environ | settings,
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    wait_until(lambda: "Ctrl-C" in (tmp_path / "said.txt").read_text(), START_SECONDS)
    yield "127.0.0.1", port, folder
    with suppress(ProcessLookupError):
        os.killpg(server.pid, signal.SIGKILL)
    server.wait()


def ask(
    site: tuple, path: str, method: str = "GET", body: bytes | None = None, **other: str
) -> int:
    """The status of the answer; 0 if the server hung up."""
    headers = BROUGHT | {name.replace("_", "-"): value for name, value in other.items()}
    if body is not None:
        headers |= {"Content-Type": "application/x-www-form-urlencoded"}
    with closing(http.client.HTTPConnection(*site[:2], timeout=30)) as connection:
        try:
            connection.request(method, path + QUERY, body, headers)
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0


def figures(site: tuple) -> str:
    """What the site tells whoever watches it."""
    with closing(http.client.HTTPConnection(*site[:2], timeout=30)) as connection:
        connection.request("GET", "/metrics", headers={"Authorization": f"Bearer {COLLECTOR}"})
        return connection.getresponse().read().decode()


def hang_up_midway(site: tuple) -> None:
    """Send half a request and go."""
    start = f"POST /useful/1/{QUERY} HTTP/1.1\r\nHost: x\r\nUser-Agent: {AGENT}\r\n"
    with socket.create_connection(site[:2], timeout=5) as line:
        line.sendall(f"{start}Content-Length: 900\r\n\r\nanswer={FORM}".encode())


def statuses(site: tuple, useful: str) -> set[int]:
    """What is answered all over the site. `useful` is where readers say whether a page was."""
    ours = {"Origin": f"http://{site[0]}:{site[1]}"}
    form = f"answer={FORM}&login={EMAIL}&password={FORM}&link={TOKEN}".encode()
    large = f"answer={FORM}&a=".encode() + b"a" * (11 * 1024 * 1024)
    found = {
        ask(site, "/"),
        ask(site, f"/{EMAIL}/nothing-here/"),
        ask(site, "/admin/"),
        ask(site, "/search/"),
        ask(site, "/embargo/"),
        ask(site, "/embargo/", "POST", form),
        ask(site, "/admin/login/", "POST", form),
        ask(site, "/admin/policy-report/", "POST", form),
        ask(site, "/", "POST", form),
        ask(site, "/", "TRACE"),
        ask(site, "/", Host=f"{WORD}.example"),
        ask(site, useful, "POST", form),
        ask(site, useful, "POST", f"answer=yes&words={FORM}".encode(), **ours),
        ask(site, useful, "POST", large, **ours),
        ask(site, "/" + "a/" * 4000),
    }
    hang_up_midway(site)
    return found


@pytest.mark.django_db
@pytest.mark.sqlite_only
def test_no_mark_of_a_visitor_is_left_anywhere(site, database, tmp_path):
    with closing(sqlite3.connect(database, timeout=30)) as whole:
        (guide,) = whole.execute("SELECT max(basepage_ptr_id) FROM helpline_guidepage").fetchone()
    found = statuses(site, f"/useful/{guide}/")
    with closing(sqlite3.connect(database, timeout=30)) as broken:
        broken.execute("ALTER TABLE wagtailcore_site RENAME TO wagtailcore_gone")
        broken.commit()
    found.add(ask(site, "/"))
    time.sleep(1)

    assert {200, 302, 303, 400, 403, 404, 405, 503} <= found
    said = (tmp_path / "said.txt").read_text()
    assert "answered with 503: GET wagtail_serve OperationalError" in said
    assert "Subject: Error on" in said
    told = figures(site)
    assert 'site_requests_total{method="GET",route="search",status="2xx"} 1.0' in told
    assert [mark for mark in MARKS if mark in told] == []
    with closing(sqlite3.connect(database, timeout=30)) as kept:
        table = "\n".join(kept.iterdump())
    files = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    left = [f"the database: {mark}" for mark in MARKS if mark in table]
    left += [
        f"{path.name}: {mark}"
        for path, content in files.items()
        for mark in MARKS
        if mark.encode() in content
    ]
    assert left == []
