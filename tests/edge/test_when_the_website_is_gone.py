"""The database is killed, then the application, while people read (D-5 and D-6)."""

import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from deploy.machine import advice, nginx, postgresql
from operations.mirror.places import addresses_in
from private_postgresql import private_server
from tests.browser.conftest import free_port
from tests.can_run import cannot_run
from tests.drills import size
from tests.edge.conftest import Answer, Edge
from tests.house.source import ROOT

pytestmark = [pytest.mark.sqlite_only, pytest.mark.timeout(600)]

HOST = "www.example.org"
READERS = 4
SLOWEST_SECONDS = 0.3
# While the machine also tests something else, an answer may wait for its turn.
AT_LEISURE = size(10, 1)
BEYOND_THE_SITEMAP = [
    "/-",
    "/robots.txt",
    "/helplines.json",
    "/card/",
    "/card/card.pdf",
    "/numbers/",
    "/get-help/",
    "/news/atom/",
    "/recommendations/csv/",
    "/recommendations/json/",
    "/publications/2021/",
]
DIFFERS = {
    "accept-ranges",
    "connection",
    "content-disposition",
    "content-encoding",
    "content-length",
    "date",
    "etag",
    "last-modified",
    "server",
    "vary",
}


class Site:
    """The website with all that belongs to it, and nginx in front."""

    def __init__(self, folder: Path, database: str, stack: ExitStack) -> None:
        port = free_port()
        self.data = folder / "data"
        self.environment = os.environ | {
            "BEHIND_PROXY": "true",
            "DATA_DIR": str(self.data),
            "DATABASE_URL": database,
            "EMAIL_URL": "dummymail://",
            "SECRET_KEY": secrets.token_urlsafe(50),
            "SECOND_FACTOR": "required",
            "SITE_URL": f"https://{HOST}",
            "STATIC_MIRROR": "true",
        }
        self.manage("prepare")
        self.log = folder / "log"
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "serve", "--port", str(port)],
                cwd=ROOT,
                env=self.environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        stack.callback(self.kill)
        (folder / "edge").mkdir()
        self.edge = Edge(folder / "edge", port, data=self.data)
        stack.callback(self.edge.process.kill)

    def manage(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def kill(self) -> None:
        """The application, with its timetable, worker and mirror."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def is_mirrored(self, address: str, words: bytes) -> bool:
        path = self.data / "mirror/current/site" / address.strip("/") / "index.html"
        return path.exists() and words in path.read_bytes()


@contextmanager
def a_database(kind: str, migrated: Path, folder: Path) -> Iterator[tuple[str, callable]]:
    """Its address, and what makes an end of it: of the file, or kill -9 of the server."""
    if kind == "sqlite":
        folder = folder / "database"
        folder.mkdir()
        path = folder / "db.sqlite3"
        if migrated.exists():  # spares a migration
            shutil.copy(migrated, path)
        yield f"sqlite:///{path}", lambda: folder.rename(folder.with_name("gone"))
        return
    programs = postgresql()
    if programs is None:
        cannot_run(advice("postgresql"))
    with private_server(programs) as address:
        yield address, lambda: kill_server(Path(re.search("//iasc:.*@/(/.*)/postgres", address)[1]))


def kill_server(folder: Path) -> None:
    main = int((folder / "cluster/postmaster.pid").read_text().split()[0])
    os.kill(main, signal.SIGKILL)


@pytest.fixture
def site(tmp_path, django_db_setup, migrated_copy) -> Iterator[Site]:
    if nginx() is None or shutil.which("openssl") is None:
        cannot_run(advice("nginx"))
    with ExitStack() as stack:
        kind = size("sqlite", "postgresql")
        database, end = stack.enter_context(a_database(kind, migrated_copy, tmp_path))
        site = Site(tmp_path, database, stack)
        site.end_database = end
        yield site


class Readers:
    """People who read one address after the other until they are told to stop."""

    def __init__(self, edge: Edge, addresses: list[str]) -> None:
        self.edge, self.addresses = edge, addresses
        self.answers: list[tuple[str, int, float]] = []
        self.is_over = threading.Event()
        self.threads = [threading.Thread(target=self.read, args=[n]) for n in range(READERS)]

    def __enter__(self) -> "Readers":
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_) -> None:
        self.is_over.set()
        for thread in self.threads:
            thread.join()

    def read(self, first: int) -> None:
        number = first * 7
        while not self.is_over.is_set():
            address = self.addresses[number % len(self.addresses)]
            number += 1
            began = time.monotonic()
            try:
                status = self.edge.ask(address).status
            except OSError:
                status = 0
            self.answers.append((address, status, time.monotonic() - began))
            time.sleep(0.02)

    def failed(self) -> list[tuple[str, int]]:
        return [(address, status) for address, status, _ in self.answers if status != 200]

    def slow_ones(self) -> float:
        """Seconds within which 19 of 20 answers came."""
        seconds = sorted(seconds for *_, seconds in self.answers)
        return seconds[len(seconds) * 19 // 20]


def all_addresses(edge: Edge) -> list[str]:
    """Each address of the sitemap, the files that pages show, and some that stand nowhere."""
    found = list(BEYOND_THE_SITEMAP)
    site = f"https://{HOST}"
    for part in re.findall(rf"{site}(/sitemap-[^<]+)", edge.ask("/sitemap.xml").body.decode()):
        found += re.findall(rf"<loc>{site}(/[^<]*)", edge.ask(part).body.decode())
    for page in list(found):
        text = edge.ask(page).body.decode(errors="replace")
        files = re.findall(r'(?<=["\s,])/files/[^\s"<>,]+', text)
        found += [file for file in files if file in set(addresses_in(f'"{file}"'))]
    return sorted(set(found))


def told(answer: Answer) -> dict[str, str]:
    """The headers that are to be the same, of the media type without what CSV says beside it."""
    headers = {name: value for name, value in answer.headers.items() if name not in DIFFERS}
    return headers | {"content-type": headers["content-type"].removesuffix("; header=present")}


def differences(before: dict[str, Answer], edge: Edge) -> list[str]:
    """The addresses that answer otherwise than before, in words, status or headers."""
    found = []
    with ThreadPoolExecutor(READERS) as people:
        answers = dict(zip(before, people.map(edge.ask, before), strict=True))
    for address, was in before.items():
        now = answers[address]
        if (now.status, now.body) != (was.status, was.body):
            found.append(f"{address}: {now.status}, {len(now.body)} bytes for {len(was.body)}")
        elif told(now) != told(was):
            found.append(f"{address}: {sorted(told(now).items() ^ told(was).items())}")
    return found


def assert_search_rests_and_nothing_is_taken_in(edge: Edge) -> None:
    search = edge.ask("/search/?q=modern+slavery")
    assert (search.status, search.headers["retry-after"]) == (503, "60")
    assert b"Search is resting" in search.body
    sent = edge.ask("/useful/1/", method="POST", body=b"a=b", Origin=f"https://{HOST}")
    assert (sent.status, sent.headers["retry-after"]) == (503, "60")
    nothing = edge.ask("/nothing/is/here/")
    assert nothing.status == 503
    for answer in (search, sent, nothing):
        assert b'href="tel:999"' in answer.body
        assert b"data-quick-exit" in answer.body or b"quick-exit" in answer.body


def wait_for_the_mirror(site: Site) -> None:
    deadline = time.monotonic() + 120
    while not (site.data / "state/mirror.json").exists():
        assert time.monotonic() < deadline, site.log.read_text()
        time.sleep(0.2)


WITHDRAW = """
from publications.models import PublicationPage
page = PublicationPage.objects.live().order_by("pk").last()
page.unpublish()
print(page.url)
"""


def withdraw_a_page(site: Site) -> tuple[str, float]:
    """Its address, and the seconds until neither its file nor a list that names it was shown."""
    address = site.manage("shell", "--verbosity=0", "-c", WITHDRAW).strip().splitlines()[-1]
    began = time.monotonic()
    link = f'href="{address}"'.encode()
    assert address.startswith("/publications/")
    while site.is_mirrored(address, b"") or site.is_mirrored("/publications/", link):
        assert time.monotonic() < began + 60
        time.sleep(0.1)
    return address, time.monotonic() - began


@pytest.mark.drill("D-5", "Database and application are killed while people read (with D-6)")
def test_all_pages_stay_while_database_and_application_are_killed(site, drill):
    edge = site.edge
    wait_for_the_mirror(site)
    withdrawn, seconds = withdraw_a_page(site)
    addresses = all_addresses(edge)
    before = {address: edge.ask(address) for address in addresses}
    assert {answer.status for answer in before.values()} == {200}
    assert len(addresses) > 40

    with Readers(edge, addresses) as readers:
        time.sleep(size(1, 10))
        site.end_database()
        time.sleep(size(3, 60))
        without_database = differences(before, edge)
        assert_search_rests_and_nothing_is_taken_in(edge)
        assert edge.ask("/healthz").status == 200
        site.kill()
        time.sleep(size(3, 60))
        assert_search_rests_and_nothing_is_taken_in(edge)
    # As after a restart of nginx, which forgets what it kept itself.
    shutil.rmtree(edge.folder / "cache")
    from_the_disk = differences(before, edge)

    drill.tried(len(readers.answers), f"requests to {len(addresses)} addresses")
    drill.tried(round(seconds), "seconds until a withdrawn page had left the mirror")
    drill.lost(len(readers.failed()), "answers")
    for found in (without_database, from_the_disk):
        assert found == []
    assert edge.ask(withdrawn).status == 503
    assert readers.slow_ones() < SLOWEST_SECONDS * AT_LEISURE
