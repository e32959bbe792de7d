"""One round through the site: what is new is written, what is gone is taken out."""

import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from django.db import DatabaseError, connection

from core.models import BasePage
from operations.mirror import places
from operations.mirror.copies import Copies, Copy
from operations.mirror.website import Answer, Website

SHOWN_EVERY_SECONDS = 20.0
"""What a long round has so far is shown so often. What changed last comes first."""


class Abandoned(Exception):
    """The database went away, or we are to stop: what was shown before stays."""


@dataclass
class Outcome:
    """What a round found. `failed`: addresses that had no answer, and whose old files stay."""

    written: int = 0
    failed: list[str] = field(default_factory=list)


def public_pages() -> dict[str, str]:
    """The address of each page that everybody may read, by its number.

    Lists come first, as what was withdrawn must leave them soon, then what changed last.
    """
    newest_first = BasePage.objects.visible_to_public().order_by("-last_published_at", "pk")
    pages = sorted(newest_first, key=lambda page: not page.specific_class.shows_others)
    urls = ((str(page.pk), page.url) for page in pages)
    return {number: places.as_address(urlsplit(url).path) for number, url in urls if url}


class Sweep:
    """A round that makes a new copy. `is_stopped` is asked before each address."""

    def __init__(self, copies: Copies, website: Website, is_stopped: Callable[[], bool]) -> None:
        self.copies, self.website, self.is_stopped = copies, website, is_stopped
        self.outcome = Outcome()
        self.names: set[PurePosixPath] = set()
        self.marks: dict[str, tuple[str, str]] = {}

    def run(self) -> Outcome:
        """Raises `Abandoned`, and `OSError` if the disk is full; what is shown stays whole."""
        pages = public_pages()
        if current := self.copies.current():
            take_out_gone(current, pages)
        self.begin()
        shown_at = time.monotonic()
        for address in self.all_addresses(pages.values()):
            if time.monotonic() - shown_at > SHOWN_EVERY_SECONDS:
                self.show(pages)
                self.begin()
                shown_at = time.monotonic()
            self.visit(address)
        self.copy.keep_only(self.names)
        self.known = {}
        self.show(pages)
        return self.outcome

    def begin(self) -> None:
        self.copy = self.copies.begin()
        self.known = self.copy.notes().get("marks", {})

    def show(self, pages: dict[str, str]) -> None:
        self.copy.note({"pages": pages, "marks": self.known | self.marks})
        self.copies.show(self.copy)

    def all_addresses(self, pages: Iterable[str]) -> Iterable[str]:
        """Each address once: files that we have, since one may be gone, then pages and links."""
        files = [address for address in self.known if address.startswith("/files/")]
        self.waiting = deque([*places.FIRST, *files, *pages])
        met = set()
        while self.waiting:
            address = self.waiting.popleft()
            if address not in met and places.is_kept(address):
                met.add(address)
                yield address

    def visit(self, address: str) -> None:
        """Ask for what is at `address`, and put it in the copy or take it out."""
        if self.is_stopped():
            raise Abandoned
        if address.startswith("/files/") and self.is_unchanged(address):
            return
        with self.copy.incoming.open("wb") as file:
            answer = self.website.ask(address, into=file)
        if answer.status >= 500:
            self.fail(address)
        elif answer.status == 200 and (name := places.file_of(address, answer.kind)):
            self.read_on(answer)
            self.copy.take_in(name)
            self.done(address, name, answer)
        elif answer.status in (301, 302, 307, 308):
            self.waiting += places.addresses_in(f" {answer.headers.get('location', '')}")

    def is_unchanged(self, address: str) -> bool:
        """Whether a file is still public, and the one that we have."""
        name = places.file_of(address, "")
        if name is None or not self.copy.has(name):
            return False
        answer = self.website.ask(address)
        is_same = answer.status == 200 and list(answer.mark) == self.known.get(address)
        if is_same:
            self.done(address, name, answer)
        return is_same

    def done(self, address: str, name: PurePosixPath, answer: Answer) -> None:
        self.outcome.written += 1
        self.names.add(name)
        if address.startswith("/files/"):
            self.marks[address] = answer.mark

    def fail(self, address: str) -> None:
        """Keep what we had. Raises `Abandoned` if it is the database that is gone."""
        if not has_database():
            raise Abandoned
        self.outcome.failed.append(address)
        kinds = ["", *places.SUFFIXES]
        names = {places.file_of(address, kind) for kind in kinds} - {None}
        self.names |= {name for name in names if self.copy.has(name)}

    def read_on(self, answer: Answer) -> None:
        """Add the addresses that stand in what just came in."""
        if answer.kind in places.READ:
            text = self.copy.incoming.read_text(encoding="utf-8", errors="replace")
            self.waiting += places.addresses_in(text)


def has_database() -> bool:
    try:
        connection.ensure_connection()
    except DatabaseError:
        return False
    return connection.is_usable()


def take_out_gone(shown: Copy, pages: dict[str, str]) -> None:
    """Before all else, take pages that are public no more out of what is shown."""
    for number, address in shown.notes().get("pages", {}).items():
        if pages.get(number) != address:
            shown.remove_below(places.folder_of(address))
