"""The website with all its parts behind nginx: a crowd comes, parts are killed, people read on."""

import os
import re
import secrets
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest

from bench.servers import free_port
from deploy.machine import advice, nginx, postgresql, wrk
from deploy.private_postgresql import private_server
from operations.mirror.places import addresses_in
from tests.can_run import cannot_run
from tests.drills import size
from tests.edge.conftest import Answer, Edge
from tests.house.source import ROOT
from tests.static_files import give_static_files
from tests.waiting import wait_until

pytestmark = [pytest.mark.sqlite_only, pytest.mark.timeout(600)]

HOST = "localhost"
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

    def __init__(self, folder: Path, database: str, built: Path, stack: ExitStack) -> None:
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
        give_static_files(self.data, built)
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
        self.edge = Edge(folder / "edge", port, data=self.data, host=HOST)
        stack.callback(self.edge.process.kill)
        wait_until(lambda: self.edge.ask("/healthz").status == 200, 120)

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
def a_database(
    kind: str, migrated: Path, folder: Path
) -> Iterator[tuple[str, Callable[[], object]]]:
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
    with private_server(programs) as server:
        yield server.address, server.kill


@pytest.fixture
def site(tmp_path, django_db_setup, migrated_copy, built) -> Iterator[Site]:
    if nginx() is None or shutil.which("openssl") is None:
        cannot_run(advice("nginx"))
    with ExitStack() as stack:
        kind = size("sqlite", "postgresql")
        database, end = stack.enter_context(a_database(kind, migrated_copy, tmp_path))
        site = Site(tmp_path, database, built, stack)
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
    wait_until((site.data / "state/mirror.json").exists, 120)


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
    wait_until(lambda: not site.is_mirrored(address, b""), 60)
    wait_until(lambda: not site.is_mirrored("/publications/", link), 60)
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


CROWD_SECONDS = size(5, 300)
SLOW_VISITORS = size(60, 1_000)
CROWD_WAITS_SECONDS = size(10, 0.1)
"""At most, 95 in 100. Beside other tests a crowd waits for the machine, so only nobody gives up."""

CROWDED = ["/", "/get-help/", "/news/", "/publications/", "/guidance/", "/card/", "/about/"]
CROWD = """
local paths = {%s}
function delay() return 90 end
function request()
    local path = paths[math.random(#paths)]
    if math.random() < 0.3 then path = path .. "?chance=" .. math.random(1000000000) end
    return wrk.format("GET", path)
end
function done(summary, latency, requests)
    local lost = summary.errors
    io.write(string.format("\\n%%d %%d %%d", summary.requests,
        lost.connect + lost.read + lost.write + lost.status + lost.timeout,
        latency:percentile(95)))
end
"""
PUBLISH = """
from news.models import NewsIndexPage, NewsPage
page = NewsPage(title="In the middle", slug="in-the-middle", summary="Of it all.")
NewsIndexPage.objects.get().add_child(instance=page)
"""


@contextmanager
def slow_visitors(edge: Edge) -> Iterator[None]:
    """They send headers or a body byte by byte, or take what they asked for as slowly."""
    ways = [b"GET / HTTP/1.1\r\nHost: localhost\r\nX: ", b"", b""]
    ways[1] = b"POST /useful/1/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9999\r\n\r\n"
    ways[2] = b"GET /card/card.pdf HTTP/1.1\r\nHost: localhost\r\n\r\n"
    is_over = threading.Event()

    def dawdle(first: int) -> None:
        held = []
        for number in range(first, SLOW_VISITORS, READERS):
            held.append(come_slowly(edge, f"127.0.1.{number % 250 + 1}", ways[number % 3]))
        while not is_over.wait(1):
            for visitor in held:
                with suppress(OSError):
                    visitor.send(b"a")

    threads = [threading.Thread(target=dawdle, args=[number]) for number in range(READERS)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        is_over.set()
        for thread in threads:
            thread.join()


def come_slowly(edge: Edge, source: str, words: bytes) -> ssl.SSLSocket:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    plain = socket.create_connection(("127.0.0.1", edge.port), 20, source_address=(source, 0))
    plain.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
    visitor = context.wrap_socket(plain, server_hostname=HOST)
    visitor.send(words)
    return visitor


def crowd(edge: Edge, folder: Path) -> subprocess.Popen[str]:
    """At most 500 requests a second, three in ten with words of chance in the query."""
    script = folder / "crowd.lua"
    script.write_text(CROWD % ", ".join(f'"{path}"' for path in CROWDED))
    command = [str(wrk()), "-t1", "-c45", f"-d{CROWD_SECONDS}s", "--timeout=20s"]
    command += ["-s", str(script)]
    return subprocess.Popen(
        [*command, f"https://localhost:{edge.port}"], stdout=subprocess.PIPE, text=True
    )


@pytest.mark.drill(
    "D-17", "A crowd and slow visitors come while something is published (with D-18)"
)
def test_a_crowd_and_slow_visitors_get_in_nobodys_way(site, drill, tmp_path):
    if wrk() is None:
        cannot_run(advice("wrk"))
    edge = site.edge
    for path in CROWDED:
        assert edge.ask(path).status == 200
    asked_before = len(edge.log().splitlines())

    with slow_visitors(edge), Readers(edge, CROWDED) as readers:
        process = crowd(edge, tmp_path)
        time.sleep(CROWD_SECONDS / 3)
        site.manage("shell", "-c", PUBLISH)
        wait_until(lambda: edge.ask("/news/in-the-middle/").status == 200, 10)
        said = process.communicate()[0].splitlines()[-1]

    count, lost, slow_at = map(int, said.split())
    lines = edge.log().splitlines()[asked_before:]
    passed_on = sum(bool(re.search(r" (MISS|EXPIRED|BYPASS) ", f"{line} ")) for line in lines)
    drill.tried(count + len(readers.answers), "requests")
    drill.tried(SLOW_VISITORS, "slow visitors")
    drill.tried(passed_on, "of them reached the website")
    assert readers.failed() == []
    drill.lost(lost, "answers")
    assert count > CROWD_SECONDS * 100
    assert passed_on < CROWD_SECONDS * 20 + len(CROWDED)
    assert slow_at / 1_000_000 < CROWD_WAITS_SECONDS
