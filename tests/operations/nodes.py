"""Nodes of one site: each `manage.py serve` in a folder of its own, on one database."""

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import closing, suppress
from pathlib import Path

import psutil

from bench.servers import free_port
from tests.house.source import ROOT
from tests.static_files import give_static_files

START_SECONDS = 90
MAKE_READY = """
from operations import error_pages
error_pages.write()
"""


def shell(words: str, environment: dict[str, str]) -> str:
    """What a Python program says that runs on the site with these settings."""
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v0", "-c", words],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


class Node:
    """One node. Its static files are those in `built`; see `give_static_files`."""

    def __init__(self, folder: Path, *, built: Path, **settings: str) -> None:
        self.folder, self.port = folder, free_port()
        (folder / "media").mkdir(parents=True)
        give_static_files(folder, built)
        site = f"http://127.0.0.1:{self.port}"
        self.settings = {"DATA_DIR": str(folder), "SITE_URL": site} | settings
        self.host = self.settings["SITE_URL"].rpartition("/")[2]
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *, workers: int = 1) -> None:
        command = [sys.executable, "manage.py", "serve", "--only", "web"]
        command += ["--port", str(self.port), "--workers", str(workers)]
        with (self.folder / "said.txt").open("ab") as said:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=os.environ | self.settings,
                stdout=said,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while self.ready()[0] != 200:
            assert time.monotonic() < deadline, (self.folder / "said.txt").read_text()
            time.sleep(0.1)

    def ready(self) -> tuple[int, dict]:
        """What `/readyz` says; 0 if nobody answers."""
        try:
            status, body = self.ask("/readyz")
        except (OSError, http.client.HTTPException):
            return 0, {}
        return status, json.loads(body)

    def ask(
        self, path: str, method: str = "GET", body: str = "", **headers: str
    ) -> tuple[int, bytes]:
        named = {"Host": self.host} | {key.replace("_", "-"): v for key, v in headers.items()}
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)) as line:
            line.request(method, path, body or None, named)
            answer = line.getresponse()
            return answer.status, answer.read()

    def stop(self) -> int:
        """Tell it to stop, as a service manager does; its exit status."""
        self.process.terminate()
        return self.process.wait(timeout=30)

    def kill_workers(self) -> None:
        """Kill the process that answers requests, if there is one just now.

        The server starts another one at once. After a second kill within seconds it gives up, and
        whoever runs the site starts it again.
        """
        with suppress(psutil.NoSuchProcess):
            for server in psutil.Process(self.process.pid).children():
                if "granian" in " ".join(server.cmdline()):
                    for worker in server.children():
                        if "resource_tracker" not in " ".join(worker.cmdline()):
                            worker.kill()

    def kill(self) -> None:
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
