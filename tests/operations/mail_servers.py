"""Mail servers that go wrong, each at a port of this machine.

    with MailServer("silent") as server:
        settings.EMAIL_PORT = server.port

`silent` takes the connection and says nothing, `refusing` takes no password, `expired` has a
certificate whose time is over, and `good` keeps what it is sent in `letters`.
"""

import datetime
import socketserver
import ssl
import tempfile
import threading
from ipaddress import ip_address
from pathlib import Path
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

ANSWERS = {b"DATA": b"354 Go on", b"QUIT": b"221 Good bye", b"AUTH": b"235 Come in"}


class Conversation(socketserver.StreamRequestHandler):
    """One client, in as much of RFC 5321 as Python's client speaks."""

    def handle(self) -> None:
        if self.server.how == "silent":
            self.server.is_over.wait(30)
            return
        self.say(b"220 mail.example.org")
        while line := self.rfile.readline():
            self.answer(line.strip())

    def say(self, words: bytes) -> None:
        self.wfile.write(words + b"\r\n")

    def answer(self, line: bytes) -> None:
        word = line[:4].upper()
        if word == b"EHLO":
            self.say(b"250-mail.example.org\r\n250-STARTTLS\r\n250 AUTH PLAIN")
        elif word == b"STAR":
            self.say(b"220 Go ahead")
            self.connection = self.server.tls.wrap_socket(self.request, server_side=True)
            self.setup_again()
        elif word == b"AUTH" and self.server.how == "refusing":
            self.say(b"535 5.7.8 Not with that password: hunter2")
        else:
            self.say(ANSWERS.get(word, b"250 Fine"))
        if word == b"DATA":
            self.server.letters.append(b"".join(iter(self.rfile.readline, b".\r\n")))
            self.say(b"250 Taken")

    def setup_again(self) -> None:
        self.rfile = self.connection.makefile("rb")
        self.wfile = self.connection.makefile("wb", buffering=0)


class MailServer(socketserver.ThreadingTCPServer):
    daemon_threads, allow_reuse_address = True, True

    def __init__(self, how: str, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Conversation)
        self.how, self.port = how, self.server_address[1]
        self.letters: list[bytes] = []
        self.is_over = threading.Event()
        self.folder = tempfile.TemporaryDirectory()
        self.certificate = Path(self.folder.name) / "certificate.pem"
        self.tls = expired(self.certificate) if how == "expired" else None

    def handle_error(self, request, client_address) -> None:
        """The client hung up, as it should."""

    def __enter__(self) -> Self:
        threading.Thread(target=self.serve_forever, args=[0.05], daemon=True).start()
        return self

    def __exit__(self, *error) -> None:
        self.is_over.set()
        self.shutdown()
        self.server_close()
        self.folder.cleanup()


def expired(path: Path) -> ssl.SSLContext:
    """What a server needs whose certificate ended yesterday. It is written to `path`."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    address = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    builder = builder.add_extension(address, critical=False)
    builder = builder.not_valid_before(now - datetime.timedelta(days=9))
    certificate = builder.not_valid_after(now - datetime.timedelta(days=1)).sign(
        key, hashes.SHA256()
    )
    pem = serialization.Encoding.PEM
    form = serialization.PrivateFormat.PKCS8
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    private = path.with_name("key.pem")
    private.write_bytes(key.private_bytes(pem, form, serialization.NoEncryption()))
    path.write_bytes(certificate.public_bytes(pem))
    context.load_cert_chain(path, private)
    return context
