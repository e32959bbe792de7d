"""Other websites, where visits to ours begin and end."""

import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

# The form would refuse an address of this machine, so it goes straight into the database.
SET_DESTINATION = """
from wagtail.models import Site
from safety.models import ExitSettings
ExitSettings.objects.update_or_create(
    site=Site.objects.get(), defaults={{"destination": {url!r}}}
)
"""


class Neighbour(ThreadingHTTPServer):
    """Another website on this machine, in one colour. It keeps what it was asked."""

    daemon_threads = True

    def __init__(self, host: str, html: str):
        super().__init__((host, 0), Answer)
        self.html = html
        self.url = f"http://{host}:{self.server_port}/"
        self.forget()
        Thread(target=self.serve_forever, daemon=True).start()

    def forget(self) -> None:
        """Begin anew: no visitor yet, and answers without delay."""
        self.connection_count = 0
        self.requests: list[tuple[float, dict[str, str]]] = []
        self.delay_seconds = 0.0

    def process_request(self, request: Any, client_address: Any) -> None:
        self.connection_count += 1
        super().process_request(request, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that hangs up is no error here."""

    def wait_for_visitor(self, seconds: float = 5) -> tuple[float, dict[str, str]]:
        """When the last visitor came, in seconds of the epoch, and with which headers."""
        deadline = time.monotonic() + seconds
        while not self.requests and time.monotonic() < deadline:
            time.sleep(0.002)
        assert self.requests, "Nobody came."
        return self.requests[-1]


class Answer(BaseHTTPRequestHandler):
    server: Neighbour

    def do_GET(self) -> None:
        if self.path == "/favicon.ico":
            self.send_error(404)
            return
        self.server.requests.append((time.time(), dict(self.headers)))
        time.sleep(self.server.delay_seconds)
        body = self.server.html.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: Any) -> None:
        """Say nothing."""
