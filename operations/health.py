"""Whether this node can answer visitors now, and which of its parts is missing.

`/healthz` says that the process answers at all: whoever finds it silent starts it again. `/readyz`
says whether requests should be sent here: 200 or 503, with a word about each part. A part that all
nodes share and the site does without, such as the store of pages, is named, and no reason to send
requests elsewhere: elsewhere it is missing as well.
"""

import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TookTooLong
from functools import cache
from time import monotonic

from django.conf import settings
from django.core.cache import caches
from django.core.files.storage import FileSystemStorage, storages
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, JsonResponse

from core.media import scanning
from operations import stopping
from operations.refusals import NO_ANSWER, refusal

PATIENCE_SECONDS = 2.0
"""How long all parts together may take to say that they are there."""
OK = "ok"


def database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return OK


def migrations() -> str:
    """A database that is ahead is fine: while a release rolls out, the older code still serves."""
    applied = MigrationRecorder(connection).applied_migrations()
    return OK if newest_migrations() <= applied.keys() else "to be run"


@cache
def newest_migrations() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None).graph.leaf_nodes())


def static_files() -> str:
    return OK if (settings.STATIC_ROOT / "staticfiles.json").exists() else "not built"


def storage() -> str:
    """Whether files can be read and written, as far as that shows without writing one."""
    if files_are_here():
        is_open = os.access(storages["default"].location, os.R_OK | os.W_OK | os.X_OK)
        return OK if is_open else "can't be written"
    storages["default"].exists("readiness")
    return OK


def files_are_here() -> bool:
    """Whether files lie on this machine, and not in a store that all share."""
    return isinstance(storages["default"], FileSystemStorage)


def page_store() -> str:
    caches["pages"].get("readiness")
    return OK


def scanner() -> str:
    return OK if scanning.answers() else NO_ANSWER


class Part:
    """What the site stands on. `check` says `OK` or what is wrong, and may raise or hang."""

    def __init__(
        self, name: str, check: Callable[[], str], *, is_needed: bool, setting: str = ""
    ) -> None:
        self.name, self.setting = name, setting
        self.check = check
        self.is_needed = is_needed
        self.threads = ThreadPoolExecutor(1, thread_name_prefix=f"readiness-{name}")
        self.pending: Future[str] | None = None

    def ask(self) -> None:
        """Begin to look, unless an earlier look still hangs."""
        if self.pending is None or self.pending.done():
            self.pending = self.threads.submit(self.look)

    def look(self) -> str:
        try:
            return self.check()
        except Exception as error:  # noqa: BLE001 (each part has its own)
            why = refusal(error) or NO_ANSWER
            return why if why == NO_ANSWER else f"{why}: look at {self.setting}"
        finally:
            connection.close()

    def said(self, until: float) -> str:
        """What it said; `NO_ANSWER` if it is silent `until` then, by the monotonic clock."""
        try:
            return self.pending.result(max(0.0, until - monotonic()))
        except TookTooLong:
            return NO_ANSWER


@cache
def parts() -> list[Part]:
    return [
        Part("database", database, is_needed=True, setting="DATABASE_URL"),
        Part("migrations", migrations, is_needed=True, setting="DATABASE_URL"),
        Part("static files", static_files, is_needed=True),
        Part("storage", storage, is_needed=files_are_here(), setting="STORAGE_URL"),
        Part("page store", page_store, is_needed=False, setting="PAGE_STORE_URL"),
        *(
            [Part("scanner", scanner, is_needed=False, setting="SCANNER_URL")]
            if settings.SCANNER
            else []
        ),
    ]


def findings() -> dict[str, str]:
    """`OK`, or what is wrong, by the name of each part."""
    until = monotonic() + PATIENCE_SECONDS
    for part in parts():
        part.ask()
    return {part.name: part.said(until) for part in parts()}


def is_ready(found: dict[str, str]) -> bool:
    return all(found[part.name] == OK for part in parts() if part.is_needed)


def healthz(request: HttpRequest) -> HttpResponse:
    """Whether the process answers at all."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


def readyz(request: HttpRequest) -> HttpResponse:
    """Whether requests should be sent here, for a load balancer."""
    found = findings()
    if stopping.is_announced():
        found["server"] = "stopping"
    ready = is_ready(found) and "server" not in found
    answer = JsonResponse({"ready": ready, "parts": found}, status=200 if ready else 503)
    # It is asked every few seconds: Django would log each 503 as an error, and report it.
    answer._has_been_logged = True
    return answer
