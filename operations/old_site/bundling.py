"""Makes a bundle of a folder of saved pages and files, and lists what it could not place."""

import csv
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.core.files.base import File
from django.utils.html import escape
from django.utils.text import slugify

from core.rich_text_cleaning import ADDRESS
from core.spreadsheets import one_line, safe_cell
from operations.bundle.writing import Lines, Writer
from operations.old_site.content import Blocks
from operations.old_site.files import SavedFile, saved_files
from operations.old_site.pages import SavedPage, read_page
from operations.old_site.rules import Destination, Rules
from operations.redirects.addresses import folded

LEFT_OUT, LOOK = "left out", "look at it"
# A link to a place on the same page.
NOWHERE = "#"
COLUMNS = ["file", "address", "what", "why"]


@dataclass
class Placed:
    """A saved page, and where it goes."""

    file: SavedFile
    destination: Destination
    title: str
    # Other spellings and copies of its address.
    also: list[str] = field(default_factory=list)


class OldSite:
    """A folder of saved pages on its way into a bundle."""

    def __init__(self, folder: Path, rules: Rules, *, hosts: list[str]):
        self.folder, self.rules = folder, rules
        self.hosts = {host.lower() for host in hosts}
        self.pages: dict[str, Placed] = {}
        self.files: dict[str, SavedFile] = {}
        self.titles: dict[str, Counter[str]] = {}
        self.notes: list[tuple[str, str, str, str]] = []

    def write(self, path: Path, *, now: datetime, tick: Callable[[int], object]) -> int:
        """Write the bundle to `path`; how many records that were."""
        self._look_through(tick)
        count = 0
        with Writer(path, now=now) as writer:
            with writer.lines("pages") as lines:
                for placed in self.pages.values():
                    lines.write(self._page(placed))
                    count += 1
                    tick(1)
            with writer.lines("files") as lines:
                for file in self._wanted_files():
                    self._put_file(file, lines, writer)
                    count += 1
        return count

    def write_notes(self, path: Path) -> None:
        """What was left out or should be looked at, for somebody to go through."""
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            for row in sorted(self.notes):
                writer.writerow([safe_cell(one_line(cell)) for cell in row])

    def note(self, file: SavedFile, what: str, why: str) -> None:
        name = file.path.relative_to(self.folder).as_posix()
        self.notes.append((name, file.address, what, why))

    # What there is

    def _look_through(self, tick: Callable[[int], object]) -> None:
        for file in saved_files(self.folder):
            tick(1)
            if file.is_page:
                self._look_at_page(file)
            elif file.is_document or file.is_picture:
                self.files.setdefault(file.address, file)
            elif file.suffix not in {"css", "js", "ico", "woff", "woff2", "map", "svg", "xml"}:
                self.note(file, LEFT_OUT, f"The website takes no .{file.suffix} files.")

    def _look_at_page(self, file: SavedFile) -> None:
        page = read_page(file.path.read_bytes(), self.rules)
        if page is None or not page.title:
            return self.note(file, LEFT_OUT, "There is no title, or nothing to read.")
        address = self._address_of(file, page)
        if address in self.pages:
            first = self.pages[address]
            first.also += [file.address] if file.address != address else []
            return self.note(file, LEFT_OUT, f"The same page as {first.file.path.name}.")
        if file.query or page.is_list or self.rules.is_list(address):
            return self.note(file, LEFT_OUT, "It is a list of other pages.")
        destination = self.rules.destination_of(address)
        if destination is None:
            return self.note(file, LEFT_OUT, "No rule says where it goes.")
        placed = SavedFile(file.path, address, file.query, file.suffix)
        self.pages[address] = Placed(placed, destination, page.title)
        if file.address != address:
            self.pages[address].also.append(file.address)

    def _address_of(self, file: SavedFile, page: SavedPage) -> str:
        """Its own, unless the page says which of several is the right one."""
        parts = urlsplit(page.canonical)
        is_ours = not parts.netloc or parts.hostname in self.hosts
        return folded(parts.path) if page.canonical and is_ours and parts.path else file.address

    # What becomes of it

    def _page(self, placed: Placed) -> dict[str, Any]:
        page = read_page(placed.file.path.read_bytes(), self.rules)
        destination = placed.destination
        attached: dict[str, str] = {}
        blocks = Blocks(page.title, self._leading(placed, attached), self._showing(placed))
        fields = {
            "title": page.title,
            "slug": slugify(placed.file.address.rpartition("/")[2]) or slugify(page.title),
            "summary": page.summary,
            "display_date": page.day and page.day.isoformat(),
            "body": blocks.of(page.content),
        }
        if destination.label_field:
            fields[destination.label_field] = self.rules.labels.get(page.label, destination.label)
        if destination.type == "publications.PublicationPage":
            fields["attachments"] = [
                {"title": words[:200], "document": key} for key, words in attached.items()
            ]
        if destination.is_dated and page.day is None:
            self.note(placed.file, LOOK, "No day was found, so it comes as a draft.")
        is_ready = page.day is not None or not destination.is_dated
        return {
            "type": destination.type,
            "key": placed.file.key,
            "parent": destination.parent,
            "state": "live" if is_ready else "draft",
            "fields": {name: value for name, value in fields.items() if value},
            "old_addresses": [placed.file.address, *dict.fromkeys(placed.also)],
        }

    def _leading(self, placed: Placed, attached: dict[str, str]) -> Callable[[str], str]:
        def lead(href: str) -> str:
            address = self._on_old_site(placed.file, href)
            if address is None:
                return f'href="{escape(href)}"' if ADDRESS.fullmatch(href) else ""
            if address == NOWHERE:
                return ""
            if address in self.pages:
                return f'linktype="page" id="{self.pages[address].file.key}"'
            found = self.files.get(address)
            if found and found.is_document:
                attached.setdefault(found.key, found.path.stem)
                return f'linktype="document" id="{found.key}"'
            if address != "/":
                self.note(
                    placed.file, LOOK, f"It leads to {address}, which is not among the files."
                )
            return f'href="{escape(address)}"'

        return lead

    def _showing(self, placed: Placed) -> Callable[[str], str]:
        def show(src: str) -> str:
            address = self._on_old_site(placed.file, src)
            found = self.files.get(address or "")
            if found and found.is_picture:
                self.titles.setdefault(found.address, Counter())
                return found.key
            self.note(placed.file, LOOK, f"The picture {src[:200]} is not among the files.")
            return ""

        return show

    def _on_old_site(self, file: SavedFile, href: str) -> str | None:
        """The address of a link within the old website; None if it leads elsewhere."""
        href = href.strip()
        if not href or href.startswith("#"):
            return NOWHERE
        is_folder = file.path.stem == "index"
        try:
            parts = urlsplit(urljoin(f"http://old{file.address}{'/' * is_folder}", href))
        except ValueError:
            return NOWHERE
        if parts.scheme not in {"http", "https"}:
            return None
        if parts.hostname != "old" and parts.hostname not in self.hosts:
            return None
        path = parts.path.removesuffix("/index.html").removesuffix(".html")
        return folded(path)

    def _wanted_files(self) -> list[SavedFile]:
        """All documents, and the pictures that a page shows."""
        files = self.files.values()
        return [file for file in files if file.is_document or file.address in self.titles]

    def _put_file(self, file: SavedFile, lines: Lines, writer: Writer) -> None:
        with file.path.open("rb") as opened:
            kept = writer.keep_file(File(opened), file.path.name.partition("?")[0])
        kind = "core.CustomDocument" if file.is_document else "core.CustomImage"
        title = file.path.stem.replace("-", " ").replace("_", " ").strip().capitalize()
        record = {"type": kind, "key": file.key, "fields": {"title": title}, "file": kept}
        if file.is_document:
            record["old_addresses"] = [file.address]
        lines.write(record)
