"""Which addresses the mirror holds, and the file of each.

    /                      index.html
    /news/?page=2          news/index@page=2.html
    /news/atom/            news/atom/index.atom
    /files/documents/1/a.pdf   files/documents/1/a.pdf
    /-                     -.html

`deploy/nginx/mirror.conf` finds them by the same rule.
"""

import html
import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from urllib.parse import quote, unquote

from django.conf import settings

SUFFIXES = {
    "application/atom+xml": ".atom",
    "application/json": ".json",
    "application/rss+xml": ".rss",
    "application/x-bibtex": ".bib",
    "application/x-research-info-systems": ".ris",
    "text/csv": ".csv",
    "text/html": ".html",
}
"""Of a file whose address has none, by the media type of the answer."""

READ = {*SUFFIXES, "application/xml", "text/plain"}
"""Media types in which other addresses of ours may stand."""

NEVER = ("//", "/admin/", "/embargo/", "/healthz", "/search/", "/static/", "/useful/")
"""Where people sign in, search or send something. Styles and scripts are files already."""

FILTER = r"(?:(?:type|topic|partner|publication|body)/[^/]+|[0-9]{4})/"
# A list that is narrowed twice, and what programs read of a narrowed one: too many to keep them
# all, and each entry stands in a list that is kept.
NARROWED = re.compile(rf"/{FILTER}(?:{FILTER}|atom/|rss/|csv/|json/)")
FIRST = (
    "/",
    "/-",
    "/get-help/",
    "/helplines.json",
    "/robots.txt",
    "/sitemap.xml",
    "/.well-known/security.txt",
)
"""Where a round begins: what matters most, and what no page leads to."""
LONGEST_STEP = 200


def addresses_in(text: str) -> Iterator[str]:
    """Each address of ours that stands in `text`: HTML, a feed, a sitemap, JSON or CSV."""
    for found in pattern().finditer(html.unescape(text)):
        address = found[1].partition("#")[0]
        if is_kept(address):
            yield address


def pattern() -> re.Pattern[str]:
    # `re` keeps what it has compiled.
    return re.compile(rf"""(?:{re.escape(settings.SITE_URL)}|(?<=["'\s,>]))(/[^\s"'<>()\\,]*)""")


def is_kept(address: str) -> bool:
    path, _, query = address.partition("?")
    is_ours = not path.startswith(NEVER) and not NARROWED.search(path)
    return is_ours and bool(re.fullmatch(r"|(?:page|p)=[1-9][0-9]{0,8}", query))


def file_of(address: str, kind: str) -> PurePosixPath | None:
    """Where the answer of this media type lies, below the mirror. None if it can't lie there."""
    path, _, query = address.partition("?")
    *folders, name = unquote(path).removeprefix("/").split("/")
    part = f"@{query}" if query else ""
    if not name:
        name = f"index{part}{SUFFIXES.get(kind, '')}"
    elif "." not in name or part:
        name = f"{name}{part}{SUFFIXES.get(kind, '')}"
    steps = [*folders, name]
    return PurePosixPath(*steps) if all(map(is_a_name, steps)) else None


def is_a_name(step: str) -> bool:
    is_short = 0 < len(step.encode(errors="replace")) <= LONGEST_STEP
    is_hidden = step.startswith(".") and step != ".well-known"
    return is_short and step.isprintable() and not is_hidden


def folder_of(path: str) -> PurePosixPath:
    """The folder of a page's path, which holds the page and all below it."""
    return PurePosixPath(unquote(path).strip("/"))


def as_address(url: str) -> str:
    """The path of a page, spelled as in a link."""
    return quote(unquote(url), safe="/-_.~")
