"""A real nginx with the configuration of `deploy/nginx`, and a stand-in for the website behind it.

Only what an operator changes is changed: ports, folders, the certificate. And some patience is
shorter, so that nobody waits for these tests.

`website`   the stand-in: `website.says("/news/", body="...")` sets its answer to a path;
            `website.asked` lists the requests that reached it
`edge`      the running nginx: `edge.ask("/news/")` gives its answer, `edge.log()` its access log
"""

import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from bench.servers import free_port
from deploy.machine import advice, nginx
from tests.can_run import cannot_run

CONFIGURATION = Path(__file__).resolve().parent.parent.parent / "deploy" / "nginx"
HOST = "www.example.org"
KEPT = "max-age=1, stale-while-revalidate=3, stale-if-error=86400"
"""What the page cache says to nginx of a page."""

SHORT_PATIENCE = {
    "client_header_timeout 10s": "client_header_timeout 3s",
    "proxy_read_timeout 15s": "proxy_read_timeout 1s",
}
STATIC = {"css/main.0123456789ab.css": b"body{}", "robots.txt": b"plain"}

NGINX_CONF = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/start.log error;
{user}
{brotli}
events {{ worker_connections 2048; }}
http {{
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/unused;
    uwsgi_temp_path {folder}/unused;
    scgi_temp_path {folder}/unused;
    include {folder}/site/site.conf;
}}
"""
BROTLI = Path("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so")


@dataclass
class Answer:
    """What came back. Names of headers are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Said:
    """What the stand-in answers with."""

    body: bytes = b"words"
    status: int = 200
    seconds: float = 0
    headers: dict[str, str] = field(default_factory=lambda: {"Cache-Control": KEPT})


class Website(ThreadingHTTPServer):
    """Answers as it was told to, and notes who asked what."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: dict[str, Said] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def handle_error(self, request, client_address) -> None:
        """nginx hung up: it had waited long enough."""

    def says(self, path: str, **said) -> None:
        self.answers[path] = Said(**said)

    def times_asked(self, path: str) -> int:
        return sum(asked.partition("?")[0] == path for asked, _ in self.asked)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Website

    def answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.asked.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
        said = self.server.answers.get(self.path.partition("?")[0], Said())
        time.sleep(said.seconds)
        self.send_response(said.status)
        for name, value in said.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(said.body)))
        self.end_headers()
        self.wfile.write(said.body)

    do_GET = do_HEAD = do_POST = answer

    def log_message(self, *arguments) -> None:
        pass


class Edge:
    """nginx in front of the website at a port of this machine."""

    def __init__(
        self,
        folder: Path,
        upstream: int,
        *,
        data: Path,
        host: str = HOST,
        patience: dict[str, str] | None = None,
    ) -> None:
        self.folder, self.host = folder, host
        self.port, self.plain_port = free_port(), free_port()
        self.changes = {
            "127.0.0.1:8000": f"127.0.0.1:{upstream}",
            **(patience or {}),
            "/srv/site/var": str(data),
            HOST: host,
            "/etc/nginx/site/": f"{folder}/",
            "include site/": f"include {folder}/site/",
            "/var/cache/nginx/site": f"{folder}/cache",
            "/var/log/nginx": str(folder),
            "    listen [::]:443": "    # ",
            "    listen [::]:80": "    # ",
            "listen 443": f"listen 127.0.0.1:{self.port}",
            "listen 80": f"listen 127.0.0.1:{self.plain_port}",
        }
        self.write()
        self.process = subprocess.Popen(self.command())
        self.wait()

    def command(self, *more: str) -> list[str]:
        return [str(nginx()), "-c", str(self.folder / "nginx.conf"), *more]

    def write(self) -> None:
        """Put the configuration and a certificate in the folder."""
        (self.folder / "site").mkdir()
        for file in CONFIGURATION.glob("*.conf"):
            text = file.read_text()
            for before, after in self.changes.items():
                text = text.replace(before, after)
            if not BROTLI.exists():
                text = text.replace("brotli_static on;", "")
            (self.folder / "site" / file.name).write_text(text)
        (self.folder / "nginx.conf").write_text(
            NGINX_CONF.format(
                folder=self.folder,
                user="user root;" if os.geteuid() == 0 else "",
                brotli=f"load_module {BROTLI};" if BROTLI.exists() else "",
            )
        )
        make_certificate(self.folder)

    def wait(self) -> None:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                self.ask("/-")
            except OSError:
                time.sleep(0.02)
            else:
                return
        pytest.fail("nginx did not start")

    def ask(self, path: str, *, method: str = "GET", body: bytes | None = None, **headers):
        """The answer to a request over TLS. A header `Accept_Encoding` is `Accept-Encoding`."""
        named = {"Host": self.host} | {n.replace("_", "-"): v for n, v in headers.items()}
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        with closing(connection):
            connection.sock = open_tls(self.port, self.host)
            connection.request(method, path, body=body, headers=named)
            return answer_of(connection)

    def ask_plainly(self, path: str, *, host: str = HOST) -> Answer:
        """The answer to a request without TLS."""
        connection = http.client.HTTPConnection("127.0.0.1", self.plain_port, timeout=20)
        with closing(connection):
            connection.request("GET", path, headers={"Host": host})
            return answer_of(connection)

    def log(self) -> str:
        return (self.folder / "site.log").read_text()

    def says_at_last(self, pattern: str) -> bool:
        """Whether the last line of the log comes to match: it is written after the answer."""
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline:
            if re.search(pattern, self.log().splitlines()[-1]):
                return True
            time.sleep(0.05)
        return False

    def all_written(self) -> str:
        """Everything on the disk that nginx wrote, apart from its own configuration."""
        written = [*self.folder.glob("*.log"), *(self.folder / "cache").rglob("*")]
        return "".join(f.read_bytes().decode(errors="replace") for f in written if f.is_file())


def stand_in_files(folder: Path) -> Path:
    """What the website would have built: static files, packed, and error pages."""
    static, pages = folder / "static", folder / "error-pages"
    for name, content in STATIC.items():
        (static / name).parent.mkdir(parents=True, exist_ok=True)
        (static / name).write_bytes(content)
        (static / f"{name}.gz").write_bytes(b"packed by gzip")
        (static / f"{name}.br").write_bytes(b"packed by brotli")
    pages.mkdir()
    (pages / "refused.html").write_text("refused, and the numbers to call")
    (pages / "broken.html").write_text("broken, and the numbers to call")
    return folder


def answer_of(connection: http.client.HTTPConnection) -> Answer:
    response = connection.getresponse()
    headers = {name.lower(): value for name, value in response.getheaders()}
    return Answer(response.status, headers, response.read())


def open_tls(port: int, server_name: str, *, alpn: list[str] | None = None) -> ssl.SSLSocket:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    if alpn:
        context.set_alpn_protocols(alpn)
    plain = socket.create_connection(("127.0.0.1", port), timeout=20)
    return context.wrap_socket(plain, server_hostname=server_name)


def make_certificate(folder: Path) -> None:
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
    command += ["-nodes", "-days", "2", "-subj", f"/CN={HOST}"]
    command += ["-keyout", f"{folder}/certificate.key", "-out", f"{folder}/certificate.pem"]
    subprocess.run(command, check=True, capture_output=True)


@pytest.fixture(scope="session")
def standing_in() -> Iterator[Website]:
    website = Website()
    yield website
    website.shutdown()


@pytest.fixture(scope="session")
def running_edge(standing_in: Website, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Edge]:
    if nginx() is None or shutil.which("openssl") is None:
        cannot_run(advice("nginx"))
    folder = tmp_path_factory.mktemp("edge")
    data = stand_in_files(folder / "data")
    edge = Edge(folder, standing_in.server_port, data=data, patience=SHORT_PATIENCE)
    yield edge
    edge.process.terminate()
    edge.process.wait(timeout=20)


@pytest.fixture
def website(standing_in: Website) -> Website:
    standing_in.answers.clear()
    standing_in.asked.clear()
    return standing_in


@pytest.fixture
def edge(running_edge: Edge, website: Website) -> Edge:
    return running_edge
