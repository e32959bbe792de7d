"""Whole pages, kept in front of Django and given again for as long as they are true.

A page is true while nothing has changed that visitors can see (`core.generation`), and until the
clock comes to the next moment at which the site changes by itself. Nothing is ever purged.

A request comes in at `PageCache.__call__`:

1. What may be kept has a key: encryption, host, path, and the parameters that pages know. Django
   is asked with these alone, so nothing else of a request can change, split or poison an answer.
2. If this process has a true answer under the key, that is it: no framework, no database.
3. Else one process of this machine makes it and the others wait a little: it looks in the store
   that all share, or has Django render the page.
4. What was rendered is kept only if the number is the same before and after.

An answer is compressed once, and leaves in the coding that the browser takes, or as a 304.
"""

import fcntl
import gzip
import io
import re
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from threading import Lock
from typing import Any
from urllib.parse import parse_qsl, urlencode

import brotli
from cachetools import LRUCache
from django.conf import settings
from django.db import DatabaseError

from core import generation, incomplete
from core.page_store import Entry, Store

PARAMETERS = ("page", "p")
"""What pages read of a query string. Any other parameter changes no page."""
ASKED_IN_FULL = "page_cache.query"
"""The whole query string, for old addresses that lead on with it. Such answers aren't kept."""
BY_OURSELVES = "page_cache.by_ourselves"
"""Set if no visitor asks, so that nothing is counted. Nobody outside can set it."""
WAIT_SECONDS = 3.0
"""How long a request waits for another one to make its page, before it makes it itself."""
LOCKS = 64
LONGEST_KEY = 1_000
KEPT_POLICY = ("Cache-Control", "private, no-cache")
"""Which answers may be kept: those that every visitor gets alike, and asks for again each time."""
EDGE_POLICY = ("Cache-Control", "max-age=1, stale-while-revalidate=3, stale-if-error=86400")
"""What our own edge is told in its place. `docs/operating/edge.md`."""
GOOD = "200 OK"
OF_ONE_CODING = {"content-length", "content-encoding", "etag", "vary"}

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]


class PageCache:
    """A WSGI application around another one.

    `never` are the beginnings of paths that are always left to it. `next_moment` gives, for a
    moment in seconds since 1970, the next at which the clock alone changes a page. `release`
    names code and templates: pages of another release are other pages. `found` and `made` are
    called for each request, when a page was there and when it had to be made.
    """

    def __init__(
        self,
        application: Application,
        *,
        never: tuple[str, ...],
        next_moment: Callable[[float], float],
        release: str,
        found: Callable[[], object] = int,
        made: Callable[[], object] = int,
    ) -> None:
        self.application = application
        self.found, self.not_found = found, made
        self.never = never
        self.next_moment = next_moment
        self.store = Store(release)
        self.lock = Lock()
        self.entries = LRUCache(settings.PAGE_CACHE_BYTES, getsizeof=lambda entry: entry.size)
        self.moments = (0, 0.0, 0.0)
        settings.STATE_DIR.mkdir(parents=True, exist_ok=True)
        self.session = f"{settings.SESSION_COOKIE_NAME}="

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        key = self.key_of(environ)
        if key is None:
            return self.application(environ, start_response)
        try:
            entry = self.kept(key)
            if entry:
                self.found()
            else:
                self.not_found()
                entry = self.made(key, environ)
        except DatabaseError:
            # Django will say so, on a page with the numbers to call.
            return self.application(environ, start_response)
        return answer(entry, environ, start_response)

    def key_of(self, environ: Environ) -> str | None:
        """What an answer depends on, as one line. None if it isn't to be kept."""
        path = environ["PATH_INFO"]
        if (
            environ["REQUEST_METHOD"] not in ("GET", "HEAD")
            or path.startswith(self.never)
            or path.endswith(".pdf")
            or path.endswith("/pdf/")
            or self.session in environ.get("HTTP_COOKIE", "")
        ):
            return None
        query = known_parameters(environ.get("QUERY_STRING", ""))
        key = f"{scheme_of(environ)} {environ.get('HTTP_HOST', '')} {path}?{query}"
        return key if len(key) <= LONGEST_KEY else None

    def kept(self, key: str) -> Entry | None:
        """What this process has, if it is true now."""
        with self.lock:
            entry = self.entries.get(key)
        is_true = entry and entry.is_true(generation.current(), time.time())
        return entry if is_true else None

    def made(self, key: str, environ: Environ) -> Entry:
        """What others have made meanwhile or on another machine; else what Django makes."""
        with one_at_a_time(key) as waited:
            if waited and (entry := self.kept(key)):
                return entry
            number, now = generation.read(), time.time()
            entry = self.store.get(key)
            if entry and entry.is_true(number, now):
                self.keep(key, entry)
                return entry
            ends_at = self.end_of(number, now)
            with generation.rendering(number), incomplete.watching() as missing:
                entry = Entry(number, now, ends_at, *asked(self.application, environ))
            if may_be_kept(entry) and not missing and generation.read() == number:
                self.keep(key, entry)
                self.store.set(key, entry)
            return entry

    def end_of(self, number: int, now: float) -> float:
        """The next moment for all pages of a site generation, looked up once."""
        known, since, until = self.moments
        if known != number or not since <= now < until:
            until = self.next_moment(now)
            self.moments = number, now, until
        return until

    def keep(self, key: str, entry: Entry) -> None:
        with self.lock:
            if entry.size <= self.entries.maxsize:
                self.entries[key] = entry


def scheme_of(environ: Environ) -> str:
    """Whether the visitor came encrypted, as Django sees it."""
    if settings.SECURE_PROXY_SSL_HEADER:
        name, value = settings.SECURE_PROXY_SSL_HEADER
        return "https" if environ.get(name) == value else "http"
    return environ["wsgi.url_scheme"]


def known_parameters(query: str) -> str:
    """Those parameters of a query string that pages know, in one order, the last of each name."""
    return _known_parameters(query[:LONGEST_KEY])


# What is remembered here is short: visitors choose it, and could else fill the memory.
@lru_cache(1_000)
def _known_parameters(query: str) -> str:
    if not query:
        return ""
    found = dict(parse_qsl(query, keep_blank_values=True))
    return urlencode([(name, found[name]) for name in PARAMETERS if name in found])


def only_what_counts(environ: Environ) -> Environ:
    """A request for the same page that holds nothing of the visitor, nor what the key has not."""
    names = ["SERVER_NAME", "SERVER_PORT", "SERVER_PROTOCOL", "SCRIPT_NAME", "PATH_INFO"]
    # The number of a request is in lines of the log, and in no page.
    names += [BY_OURSELVES, "HTTP_HOST", "HTTP_X_REQUEST_ID"]
    names += (settings.SECURE_PROXY_SSL_HEADER or ())[:1]
    own = {name: value for name, value in environ.items() if name in names or "wsgi." in name}
    query = environ.get("QUERY_STRING", "")
    return own | {
        "REQUEST_METHOD": "GET",
        "QUERY_STRING": known_parameters(query),
        ASKED_IN_FULL: query,
        "wsgi.input": io.BytesIO(),
    }


def asked(application: Application, environ: Environ) -> tuple[Any, ...]:
    """An answer of Django: status, headers, ETag, and the body in each coding."""
    told: list[Any] = []
    parts = application(only_what_counts(environ), lambda *arguments: told.extend(arguments))
    try:
        body = b"".join(parts)
    finally:
        if hasattr(parts, "close"):
            parts.close()
    status, headers = told[:2]
    etag = next((value for name, value in headers if name.lower() == "etag"), "")
    kept = [pair for pair in headers if pair[0].lower() not in OF_ONE_CODING]
    # Weak, as it stands for the same page in each coding.
    return status, kept, etag and f"W/{etag.removeprefix('W/')}", packed(body)


def packed(body: bytes) -> dict[str, bytes]:
    if not body:
        return {}
    return {"br": brotli.compress(body, quality=5), "gzip": gzip.compress(body, 6, mtime=0)}


def may_be_kept(entry: Entry) -> bool:
    sets_cookie = any(name.lower() == "set-cookie" for name, _ in entry.headers)
    return entry.status == GOOD and KEPT_POLICY in entry.headers and not sets_cookie


def answer(entry: Entry, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    headers = [*entry.headers, ("Vary", "Accept-Encoding")]
    if entry.status[0] != "5" and edge_keeps_it_apart(environ):
        headers = [EDGE_POLICY if pair == KEPT_POLICY else pair for pair in headers]
    if entry.etag:
        headers.append(("ETag", entry.etag))
        # Of a page that is gone, nothing is as it was (RFC 9110, 13.2.1).
        if entry.status == GOOD and has_already(environ.get("HTTP_IF_NONE_MATCH", ""), entry.etag):
            start_response("304 Not Modified", headers)
            return []
    coding = coding_for(environ.get("HTTP_ACCEPT_ENCODING", "")) if entry.bodies else ""
    if coding:
        headers.append(("Content-Encoding", coding))
    body = entry.in_coding(coding)
    headers.append(("Content-Length", str(len(body))))
    start_response(entry.status, headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def edge_keeps_it_apart(environ: Environ) -> bool:
    """Whether our edge asks, and would give this answer to those alone who ask for the same page.

    It names the parameters by which it keeps answers apart. It takes the first of a name, in small
    letters or large and as it stands; we take the last, decoded. Where the two differ, whoever asks
    in such a way would choose what others are shown.
    """
    told, query = environ.get("HTTP_X_EDGE"), environ.get("QUERY_STRING", "")
    return told is not None and with_values(told) == with_values(query)


def with_values(query: str) -> list[tuple[str, str]]:
    return parse_qsl(known_parameters(query))


def has_already(condition: str, etag: str) -> bool:
    """Whether a browser has what `etag` names (RFC 9110, 13.1.2: compared weakly)."""
    if not condition:
        return False
    known = [one.strip().removeprefix("W/") for one in condition.split(",")]
    return known == ["*"] or etag.removeprefix("W/") in known


def coding_for(accepted: str) -> str:
    """The best coding of ours that `Accept-Encoding` allows; empty for none."""
    return _coding_for(accepted[:LONGEST_KEY])


@lru_cache(1_000)
def _coding_for(accepted: str) -> str:
    weights = {}
    for one in accepted.lower().split(","):
        name, _, weight = one.partition(";")
        match = re.fullmatch(r"\s*q=([01](?:\.\d{0,3})?)\s*", weight)
        weights[name.strip()] = float(match[1]) if match else 1.0
    return next((one for one in ("br", "gzip") if weights.get(one, weights.get("*", 0)) > 0), "")


@contextmanager
def one_at_a_time(key: str) -> Iterator[bool]:
    """Nobody else on this machine makes what has this key. Gives whether somebody just did.

    The lock goes with the process that had it. Whoever has waited goes on without it, so that
    what can't be kept isn't made by one after the other.
    """
    path = settings.STATE_DIR / f"making-{zlib.crc32(key.encode()) % LOCKS}"
    deadline = time.monotonic() + WAIT_SECONDS
    waited = False
    try:
        file = path.open("ab")
    except OSError:
        yield False
        return
    with file:
        while time.monotonic() < deadline:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                waited = True
                time.sleep(0.005)
        if waited:
            fcntl.flock(file, fcntl.LOCK_UN)
        yield waited
