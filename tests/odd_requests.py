"""Requests that no browser would send: odd methods, addresses, headers, cookies and bodies.

They begin with addresses and forms that are there, since what makes no sense at all is refused at
the door, and put something odd in one or several places.
"""

import re
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any
from urllib.parse import quote_from_bytes

from django.core.signals import got_request_exception, request_finished, request_started
from django.db import close_old_connections, transaction
from lxml.html import fromstring

from tests.wsgi import ask

SLOW_SECONDS = 2  # of our own work, so that a machine that others use changes nothing
METHODS = ["GET"] * 8 + ["POST"] * 6
METHODS += ["HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "get"]

NUMBERS = ["0", "-1", "1", "1.5", "1e5", "0x1", "NaN", "inf", "٣", "²", " 1", "1_0", "9" * 400]
NUMBERS += [str(2**power + step) for power in (31, 32, 63, 64) for step in (-1, 0)]
DATES = ["0001-01-01", "9999-12-31", "0000-00-00", "10000-01-01", "2022-02-30", "0001", "9999"]
DATES += ["0001-01-01T00:00", "9999-12-31T23:59:59Z", "2027-03-28 01:30", "2027-10-31 01:30", "--"]
DATES += ["9999-12-31T23:59:59-14:00", "0001-01-01T00:00+14:00", "2022-W01-1", "24:00", "99:99"]
WORDS = ["", " ", "\0", "a\0b", "\ud800", "\U0010ffff", "\u202e", "\r\nX: 1", "%", "%s%n", "%00"]
WORDS += ["../" * 8, "..\\", ".", "//evil.example", "'", '"', "' OR 1=1 --", "{{ 7 * 7 }}", "${x}"]
WORDS += ["null", "true", "[]", "{}", '{"a": [{}]}', "[[[[", "[" * 400, "__class__", "x__y__z"]
WORDS += ["<script>hack()</script>", "a" * 400, "İ ﬁ ß", "-", "+", ",", "1,2", ";", "a=b&c", "*"]
WORDS += ["all", "live", "latest", "en", "page", "core.customimage", "id,title", "-id", "?"]
WORDS += ['{"blocks": [{"entityRanges": [{"key": 9}]}], "entityMap": {}}', "http://[", "mailto:"]
ODD = [NUMBERS, DATES, WORDS]

KEYS = ["q", "p", "page", "sort", "type", "year", "topic", "next", "return_url", "id", "ids"]
KEYS += ["order", "ordering", "export", "locale", "collection_id", "tag", "object_type", "user"]
KEYS += ["timestamp_before", "timestamp_after", "fields", "limit", "offset", "child_of", "show"]
KEYS += ["descendant_of", "for_explorer", "result_type", "page_type", "multiple", "usage_count"]
KEYS += ["owner", "live", "first_published_at", "mode", "in_preview_panel", "created_at_from"]
KEYS += ["created_at_to", "of", "on", "search", "latest_revision_created_at_from", "format"]
STRANGE = ["&&", "=", "%", "%zz=%f", "a[]=1", ";", "a" * 400, "%ED%A0%80=1", "\xff=\xff"]
SENT = [*KEYS, "csrfmiddlewaretoken", "action-publish", "password", "login", "answer", "title"]

HEADERS = ["ACCEPT", "ACCEPT_ENCODING", "ACCEPT_LANGUAGE", "IF_MATCH", "IF_NONE_MATCH", "IF_RANGE"]
HEADERS += ["IF_MODIFIED_SINCE", "IF_UNMODIFIED_SINCE", "RANGE", "REFERER", "ORIGIN", "HOST"]
HEADERS += ["X_REQUESTED_WITH", "X_FORWARDED_FOR", "X_FORWARDED_PROTO", "SEC_FETCH_SITE", "COOKIE"]
HEADERS += ["USER_AGENT", "AUTHORIZATION", "EXPECT", "TRANSFER_ENCODING", "X_WAGTAIL_TAB"]
VALUES = ["*/*;q=9", "bytes=0-0,1-1,-1", f"bytes=-{'9' * 30}", "bytes=9-1", 'W/"', '"a', "*", "Thu"]
VALUES += ["Fri, 31 Dec 9999 23:59:59 GMT", "Mon, 01 Jan 0001 00:00:00 GMT", "gzip;q=x,br", "[::1"]
VALUES += ["http://[", "null", "XMLHttpRequest", "evil.example:x", "a, b;q=é", "\xff\xfe", "100"]
VALUES += ["session=1", "csrf=", "messages=W10", "sessionid=é", "=", "a;b;;=", "$Path=/", "a" * 400]

FORM = "application/x-www-form-urlencoded"
KINDS = [FORM, "application/json", "text/plain", "multipart/form-data", "text/html; charset=x", ""]
KINDS += ["multipart/form-data; boundary=b", f"{FORM}; charset=utf-7", "multipart/form-data; é"]
KINDS += ["multipart/form-data; boundary=", "application/csp-report"]
BODIES = [b"", b"{", b'{"csp-report": 1}', b"[]", b"\xff\xfe", b"null", b"1", b"--b--", b"a" * 400]
PART = b'--b\r\nContent-Disposition: form-data; name="%b"; filename="%b"\r\n%b\r\n%b\r\n--b--'

TAKEN = re.compile(r"<(?:\w+:)?\w+>|\(\?P<\w+>(?:[^()]|\([^()]*\))*\)|\([^()]*\)[?*]?")


@dataclass(frozen=True)
class Asked:
    """One request. Address, query and body as they go over the wire."""

    address: str
    method: str = "GET"
    query: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    kind: str = ""
    body: bytes = b""


def wire(words: str) -> str:
    """As it stands in an address, whatever it is."""
    return quote_from_bytes(words.encode("utf-8", "surrogatepass"), safe="")


class Making:
    """Makes odd requests: the same ones for the same `seed`."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.any = self.random.choice

    def odd(self) -> str:
        return self.any(self.any(ODD))

    def pairs(self, keys: list[str]) -> str:
        """A query or a form: up to three names that are known, with odd values."""
        pairs = [f"{self.any(keys)}={wire(self.odd())}" for _ in range(self.random.randrange(4))]
        return "&".join([*pairs, self.any(STRANGE)] if self.random.random() < 0.2 else pairs)

    def address_of(self, pattern: str) -> str:
        """An address of the resolver: for what it takes, a number that is there, or odd words."""
        text = re.sub(r"[\^$?]|\\(?=\.)", "", TAKEN.sub("\0", pattern))
        return "/" + re.sub("\0", lambda _: self.likely(), text)

    def likely(self) -> str:
        return str(self.random.randrange(12)) if self.random.random() < 0.5 else wire(self.odd())

    def below(self, address: str, parts: list[str]) -> str:
        """What may or may not stand below a page."""
        count = self.random.randrange(4)
        ends = [self.any(parts) if self.random.random() < 0.5 else self.likely()] * count
        return address + "".join(f"{end}/" for end in ends)

    def request(self, address: str, query: str = "") -> Asked:
        headers = {self.any(HEADERS): self.any(VALUES) for _ in range(self.random.randrange(3))}
        query = "&".join(filter(None, [query, self.pairs(KEYS)]))
        return Asked(address, self.any(METHODS), query, headers, self.any(KINDS), self.body())

    def body(self) -> bytes:
        which = self.random.random()
        if which < 0.5:
            return self.pairs(SENT).encode()
        if which < 0.8:
            return self.any(BODIES)
        words = [self.any(["file", "files[]", "title"]), self.odd(), self.any(KINDS), self.odd()]
        return PART % tuple(one.encode("utf-8", "surrogatepass") for one in words)

    def spoilt(self, fields: list[tuple[str, str]]) -> bytes:
        """A form with something odd in one to three of its fields, or without these."""
        values = list(fields)
        for _ in range(self.random.randrange(1, 4)):
            place = self.random.randrange(len(values))
            name = values[place][0]
            values[place : place + 1] = [(name, self.odd())] if self.random.random() < 0.8 else []
            if not values:
                break
        return "&".join(f"{wire(name)}={wire(value)}" for name, value in values).encode()


def forms_in(html: bytes) -> Iterator[list[tuple[str, str]]]:
    """The fields of each form in a page that is sent by POST."""
    if b"<form" in html:
        for form in fromstring(html.decode()).forms:
            if form.method == "POST" and (fields := list(form.form_values())):
                yield fields


class Asking:
    """Asks an application, undoes what it did, and notes what failed or took too long."""

    def __init__(self, application: Callable, **headers: str) -> None:
        self.application, self.headers = application, headers
        self.count = 0
        self.wrong: dict[str, Asked] = {}
        self.error = ""

    def __call__(self, asked: Asked) -> bytes:
        began = time.process_time()
        with transaction.atomic():
            status, body = self.answer(asked)
            transaction.set_rollback(True)
        seconds = time.process_time() - began
        self.count += 1
        if status >= 500:
            self.wrong.setdefault(f"{status} {self.error}", asked)
        elif seconds > SLOW_SECONDS:
            self.wrong.setdefault(f"{seconds:.0f} s {asked.address[:60]}", asked)
        return body

    def answer(self, asked: Asked) -> tuple[int, bytes]:
        got_request_exception.connect(self.note)
        # Between requests Django drops a connection that is in a transaction.
        for signal in (request_started, request_finished):
            signal.disconnect(close_old_connections)
        address = f"{asked.address}?{asked.query}"
        headers = {"CONTENT_TYPE": asked.kind} | asked.headers | self.headers
        try:
            answer = ask(self.application, address, asked.method, asked.body, **headers)
        finally:
            got_request_exception.disconnect(self.note)
            for signal in (request_started, request_finished):
                signal.connect(close_old_connections)
        return answer.status, answer.body

    def note(self, **_: Any) -> None:
        """What failed and where, in the innermost lines of its way through the code."""
        kind, error, way = sys.exc_info()
        lines = reversed(traceback.extract_tb(way)[-4:])
        where = " < ".join(
            f"{'/'.join(line.filename.split('/')[-3:])}:{line.lineno}" for line in lines
        )
        self.error = f"{kind.__name__}: {str(error)[:120]} at {where}"

    def told(self) -> str:
        return "\n".join(f"{error}\n    {asked}" for error, asked in self.wrong.items())
