"""What nginx in front does by itself: encryption, headers, errors, slow visitors, its log."""

import socket
import ssl
import subprocess
import time
from contextlib import closing

import pytest
from django.conf import settings

from safety import headers as table
from tests.edge.conftest import HOST, open_tls

pytestmark = pytest.mark.sqlite_only

HSTS = {"Strict-Transport-Security": "max-age=63072000; includeSubDomains"}
MARKER = "markerofavisitor"


def carries(answer, surface: dict[str, str]) -> bool:
    expected = {name.lower(): value for name, value in (table.EVERYWHERE | surface | HSTS).items()}
    return {name: answer.headers.get(name) for name in expected} == expected


def test_the_configuration_is_sound(edge):
    done = subprocess.run(edge.command("-t"), capture_output=True, text=True)

    assert done.returncode == 0
    assert "warn" not in done.stderr


def test_without_encryption_there_is_only_the_way_to_it(edge):
    answer = edge.ask_plainly("/get-help/")

    assert answer.status == 301
    assert answer.headers["location"] == f"https://{HOST}/get-help/"


@pytest.mark.parametrize("path", ["/readyz", "/metrics", "/metrics?token=x"])
def test_what_is_for_those_who_watch_the_website_is_not_here(edge, website, path):
    answer = edge.ask(path, Authorization="Bearer of-the-right-token")

    assert answer.status == 404
    assert website.asked == []


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion")
def test_old_encryption_is_refused_and_the_newest_transport_is_offered(edge):
    with closing(open_tls(edge.port, HOST, alpn=["h2", "http/1.1"])) as connection:
        assert connection.version() == "TLSv1.3"
        assert connection.selected_alpn_protocol() == "h2"
    old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
    old.minimum_version, old.maximum_version = ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1
    old.set_ciphers("ALL:@SECLEVEL=0")
    with (
        closing(socket.create_connection(("127.0.0.1", edge.port))) as plain,
        pytest.raises(OSError),
    ):
        old.wrap_socket(plain, server_hostname=HOST)


def test_whoever_names_another_host_gets_nothing_of_ours(edge, website):
    assert edge.ask("/", Host="evil.example").status == 421
    assert edge.ask_plainly("/", host="evil.example").status == 421
    with pytest.raises(OSError):
        open_tls(edge.port, "evil.example")
    assert website.asked == []


def test_static_files_leave_packed_and_stay_for_good(edge, website):
    name = "/static/css/main.0123456789ab.css"

    packed = [edge.ask(name, Accept_Encoding=how) for how in ("gzip, deflate, br", "gzip", "")]

    assert packed[1].body == b"packed by gzip"
    assert packed[2].body == b"body{}"
    assert packed[0].headers["content-encoding"] in ("br", "gzip")
    assert all(carries(answer, table.HASHED_STATIC_FILE) for answer in packed)
    assert edge.ask("/static/robots.txt").headers["cache-control"] == "public, max-age=60"
    assert website.asked == []


@pytest.mark.parametrize(
    ("status", "method", "path", "page"),
    [
        (405, "TRACE", "/", "refused"),
        (404, "GET", "/static/nothing.css", "refused"),
        (413, "POST", "/useful/1/", "refused"),
        (414, "GET", "/" + "x" * 9_000, "refused"),
        (400, "GET", "/%00", "refused"),
        (503, "GET", "/silent/", "broken"),
    ],
)
def test_errors_of_nginx_show_the_numbers_under_the_headers_of_a_page(
    edge, website, status, method, path, page
):
    website.says("/silent/", seconds=2)

    answer = edge.ask(path, method=method, body=b"x" * 70_000 if method == "POST" else None)

    assert answer.status == status
    assert answer.body.decode() == f"{page}, and the numbers to call"
    assert carries(answer, table.PUBLIC)
    assert answer.headers["server"] == "nginx"


def test_a_file_of_a_hundred_megabytes_passes_in_the_admin(edge):
    size = settings.WAGTAILDOCS_MAX_UPLOAD_SIZE

    assert edge.ask("/admin/documents/add/", method="POST", body=bytes(size)).status == 200


def test_the_website_hears_of_a_visitors_address_only_where_passwords_are_guessed(edge, website):
    for path in ("/news/", "/search/", "/admin/login/"):
        edge.ask(path, X_Forwarded_For="192.0.2.7", X_Forwarded_Proto="http")

    seen = [headers.get("x-forwarded-for") for _, headers in website.asked]
    assert seen == [None, None, "127.0.0.1"]
    assert {headers["x-forwarded-proto"] for _, headers in website.asked} == {"https"}


def test_nothing_of_a_visitor_is_written_down(edge, website):
    everywhere = {"User_Agent": MARKER, "Referer": MARKER, "Cookie": f"session={MARKER}"}
    website.says(f"/{MARKER}/", headers={"Cache-Control": "private, no-cache"})
    for path in (f"/{MARKER}/", f"/search/?q={MARKER}", f"/static/{MARKER}", f"/%00{MARKER}"):
        edge.ask(path, **everywhere)
    edge.ask("/kept/?q=" + MARKER, X_Forwarded_For=MARKER)
    edge.ask("/", Host=f"{MARKER}.example")
    edge.ask("/useful/1/", method="POST", body=MARKER.encode() * 5000)

    assert edge.says_at_last(" POST answer 413 ")
    written = edge.all_written()
    assert MARKER not in written
    assert "127.0.0.1" not in edge.log() + (edge.folder / "start.log").read_text()
    assert edge.log().splitlines()[-1].index(" ") == len("2026-11-30T09:30")


def test_visitors_who_dawdle_keep_nobody_waiting(edge, website):
    head = f"GET /slow/ HTTP/1.1\r\nHost: {HOST}\r\nX-Slow: "
    body = f"POST /useful/1/ HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 60000\r\n\r\nx"
    dawdlers = [open_tls(edge.port, HOST) for _ in range(60)]
    for number, dawdler in enumerate(dawdlers):
        dawdler.sendall((head if number % 2 else body).encode())

    began = time.monotonic()
    answers = [edge.ask(f"/quick/{number}/") for number in range(20)]

    assert {answer.status for answer in answers} == {200}
    assert time.monotonic() - began < 5
    assert website.times_asked("/slow/") + website.times_asked("/useful/1/") == 0
    for dawdler in dawdlers:
        dawdler.close()


def test_a_visitor_who_sends_nothing_is_let_go(edge):
    dawdler = open_tls(edge.port, HOST)
    dawdler.sendall(b"GET / HTTP/1.1\r\n")
    dawdler.settimeout(10)

    with closing(dawdler):
        assert dawdler.recv(100) == b""
