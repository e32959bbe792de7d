"""What a folder of saved pages holds, and at which address each of it was."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from django.conf import settings

from operations.redirects.addresses import folded

HOST = re.compile(r"(?:https?:?|[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?)", re.IGNORECASE)
PAGES = {"html", "htm", "xhtml", "php", "asp", "aspx", ""}
# As copying programs write “?” in the name of a file, which some systems don't allow.
QUERY = re.compile(r"[?@](?=[\w%.-]+=)")
UNUSUAL = re.compile(r"[^A-Za-z0-9_.:/-]+")


@dataclass(frozen=True)
class SavedFile:
    path: Path
    # As it was on the old website, in the one spelling that redirects have.
    address: str
    query: str
    suffix: str

    @property
    def key(self) -> str:
        """What it is called in the bundle."""
        return f"old{UNUSUAL.sub('-', self.address)}"[:190].rstrip("/") or "old"

    @property
    def is_page(self) -> bool:
        return self.suffix in PAGES

    @property
    def is_document(self) -> bool:
        return self.suffix in settings.WAGTAILDOCS_EXTENSIONS

    @property
    def is_picture(self) -> bool:
        return self.suffix in settings.WAGTAILIMAGES_EXTENSIONS


def saved_files(folder: Path) -> Iterator[SavedFile]:
    """All files below `folder`. Links are left alone, wherever they lead."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield _saved(path, path.relative_to(folder).parts)


def _saved(path: Path, steps: tuple[str, ...]) -> SavedFile:
    while len(steps) > 1 and HOST.fullmatch(steps[0]):
        steps = steps[1:]
    name, query = unquote("/".join(steps)), ""
    if found := QUERY.search(name):
        name, query = name[: found.start()], name[found.end() :].removesuffix(".html")
    last = name.rpartition("/")[2]
    suffix = last.rpartition(".")[2].lower() if "." in last else ""
    if suffix in PAGES and suffix:
        name = name[: -len(suffix) - 1]
        name = name.removesuffix("/index") if name != "index" else ""
    return SavedFile(path, folded(f"/{name}"), query, suffix)
