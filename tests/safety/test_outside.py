"""Other websites are asked, machines next to ours never: T11 of our list of threats."""

import gzip
import socket
import ssl
import time
from threading import Thread

import pytest
from django.core.exceptions import ValidationError

from safety import outside
from safety.outside import NotReached, ask, is_public
from tests.outside import HERE, Handler, Reply, World, outside_world, place

KB = 1024


@pytest.fixture
def world(monkeypatch):
    with outside_world(monkeypatch) as found:
        yield found


class Trap:
    """Listens on this machine in both versions, and counts who comes."""

    def __init__(self):
        self.sockets = [socket.create_server((HERE, 0))]
        self.port = self.sockets[0].getsockname()[1]
        if socket.has_ipv6:
            self.sockets.append(socket.create_server(("::1", self.port), family=socket.AF_INET6))
        for one in self.sockets:
            one.setblocking(False)

    @property
    def visits(self) -> int:
        count = 0
        for one in self.sockets:
            try:
                while True:
                    one.accept()[0].close()
                    count += 1
            except BlockingIOError:
                continue
        return count

    def close(self) -> None:
        for one in self.sockets:
            one.close()


@pytest.fixture
def trap(monkeypatch):
    found = Trap()
    monkeypatch.setattr(outside.PublicConnection, "default_port", found.port)
    yield found
    found.close()


def test_the_trap_sees_whoever_comes(trap):
    socket.create_connection((HERE, trap.port)).close()

    assert trap.visits == 1


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0177.0.0.1",
        "127.255.255.254",
        "localhost",
        "LOCALHOST",
        "localhost.",
        "[::1]",
        "[0:0:0:0:0:0:0:1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::127.0.0.1]",
        "[::]",
        "0.0.0.0",
        "0",
        "127.0.0.1@127.0.0.1",
        "xn--.127.0.0.1",
        "１２７.０.０.１",
        "127。0。0。1",
    ],
)
def test_no_spelling_of_this_machine_is_asked(trap, host):
    with pytest.raises((ValidationError, NotReached)):
        ask(f"https://{host}/", {})

    assert trap.visits == 0


@pytest.mark.parametrize(
    "number",
    [
        "10.1.2.3",
        "100.64.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "192.0.0.192",
        "192.168.1.1",
        "192.88.99.1",
        "198.18.0.1",
        "203.0.113.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "100::1",
        "2001::7f00:1",
        "2001:db8::1",
        "2002:7f00:1::",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1%lo",
        "fec0::1",
        "ff02::1",
    ],
)
def test_a_name_that_leads_to_a_machine_that_is_not_public_is_not_asked(trap, monkeypatch, number):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [place(number, trap.port)])
    monkeypatch.setattr(socket, "create_connection", lambda *_, **__: pytest.fail("It was asked."))

    with pytest.raises(ValidationError, match="private network"):
        ask("https://feeds.example/", {})


@pytest.mark.parametrize("number", ["8.8.8.8", "212.58.237.1", "2001:4860:4860::8888"])
def test_machines_of_the_open_internet_are_public(number):
    assert is_public(number)


def test_a_name_with_one_private_place_among_others_is_not_asked(trap, monkeypatch):
    places = [place("8.8.8.8"), place(HERE, trap.port)]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: places)

    with pytest.raises(ValidationError, match="private network"):
        ask("https://feeds.example/", {})

    assert trap.visits == 0


def test_a_name_that_leads_elsewhere_a_moment_later_is_asked_where_it_was_looked_at(
    trap, monkeypatch
):
    answers = iter([[place("8.8.8.8", trap.port)]])
    asked = []

    def remember(address, *_, **__):
        asked.append(address)
        raise OSError("Nobody is asked in a test.")

    # A second question would be one too many.
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: next(answers))
    monkeypatch.setattr(socket, "create_connection", remember)

    with pytest.raises(NotReached):
        ask("https://feeds.example/", {})

    assert asked == [("8.8.8.8", trap.port)]


@pytest.mark.usefixtures("trap")
def test_a_proxy_of_the_environment_is_not_used(trap, monkeypatch, world):
    for name in ("https_proxy", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://{HERE}:{trap.port}")
    world.replies["/"] = Reply(b"words")

    assert ask("https://feeds.example/", {}, most_bytes=KB).body == b"words"
    assert trap.visits == 0


def test_the_server_is_asked_under_its_name_and_keeps_nothing(world: World):
    world.replies["/feed"] = Reply(b"words", headers={"Set-Cookie": "a=b"})

    ask("https://feeds.example/feed?one=two#three", {"Accept": "text/x"}, most_bytes=KB)
    ask("https://feeds.example/feed", {}, most_bytes=KB)

    assert world.asked == ["feeds.example/feed?one=two", "feeds.example/feed"]
    first, second = world.headers_sent
    assert first["Accept"] == "text/x"
    assert second.keys() == {"Host", "Accept-Encoding"}


def test_a_certificate_for_another_name_is_no_answer(world: World):
    with pytest.raises(NotReached) as failure:
        ask("https://other.example/", {})

    assert isinstance(failure.value.__cause__, ssl.SSLCertVerificationError)
    assert world.asked == []


def test_an_answer_of_the_greatest_size_is_taken_and_a_longer_one_is_not(world: World):
    world.replies["/"] = Reply(b"x" * KB)

    assert len(ask("https://feeds.example/", {}, most_bytes=KB).body) == KB
    with pytest.raises(ValidationError, match="too long"):
        ask("https://feeds.example/", {}, most_bytes=KB - 1)


def test_what_comes_packed_is_never_unpacked(world: World):
    packed = gzip.compress(b"0" * 10_000 * KB)
    world.replies["/"] = Reply(packed, headers={"Content-Encoding": "gzip"})

    assert ask("https://feeds.example/", {}, most_bytes=100 * KB).body == packed


def endless_body(handler: Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n\r\n")
    while True:
        handler.wfile.write(b"0" * KB)


def drop_by_drop(start: bytes, drop: bytes):
    def run(handler: Handler) -> None:
        handler.wfile.write(start)
        while True:
            handler.wfile.write(drop)
            time.sleep(0.05)

    return run


@pytest.mark.parametrize(
    "run",
    [
        lambda handler: time.sleep(3),
        drop_by_drop(b"", b"H"),
        drop_by_drop(b"HTTP/1.1 200 OK\r\nX: ", b"x"),
        drop_by_drop(b"HTTP/1.1 200 OK\r\n\r\n", b"x"),
        drop_by_drop(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n", b"x"),
        drop_by_drop(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        drop_by_drop(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    ],
    ids=["silence", "status", "header", "body", "sized body", "chunks", "continue"],
)
def test_an_answer_drop_by_drop_is_not_waited_for(world: World, monkeypatch, run):
    monkeypatch.setattr(outside, "PATIENCE_SECONDS", 0.3)
    world.replies["/"] = Reply(run=run)
    begun = time.monotonic()

    with pytest.raises(NotReached):
        ask("https://feeds.example/", {}, most_bytes=KB * KB)

    assert time.monotonic() - begun < 2


def test_a_handshake_drop_by_drop_is_not_waited_for(world: World, monkeypatch):
    monkeypatch.setattr(outside, "PATIENCE_SECONDS", 0.3)
    with socket.create_server((HERE, 0)) as server:
        port = server.getsockname()[1]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [place(HERE, port)])
        # It takes the connection, and a byte of a record now and then is all it gives.
        Thread(target=drip, args=[server], daemon=True).start()
        begun = time.monotonic()

        with pytest.raises(NotReached):
            ask("https://feeds.example/", {})

        assert time.monotonic() - begun < 2


def drip(server: socket.socket) -> None:
    connection, _ = server.accept()
    with connection:
        for byte in b"\x16\x03\x03\x40\x00" + b"\x02" * 60:
            try:
                connection.send(bytes([byte]))
            except OSError:
                return
            time.sleep(0.1)


def test_an_answer_without_an_end_is_taken_up_to_its_greatest_size(world: World):
    world.replies["/"] = Reply(run=endless_body)

    with pytest.raises(ValidationError, match="too long"):
        ask("https://feeds.example/", {}, most_bytes=100 * KB)


@pytest.mark.parametrize(
    "answer",
    [b"", b"SSH-2.0-x\r\n", b"HTTP/1.1 200 OK\r\n" + b"X: 1\r\n" * 200, b"X" * 100_000],
    ids=["nothing", "another protocol", "many headers", "no line"],
)
def test_an_answer_that_is_none_is_none(world: World, answer):
    world.replies["/"] = Reply(run=lambda handler: handler.wfile.write(answer))

    with pytest.raises(NotReached):
        ask("https://feeds.example/", {}, most_bytes=KB)
