"""The screens of the admin, found as an administrator would find them: by following what is there.

The walk begins at the dashboard and goes on to every address that a screen holds, be it a link, an
entry of the menu or the address of a dialog. So a new screen is found by itself. Of addresses that
differ in nothing but a number, the first is taken.
"""

import json
import re
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve

ADDRESS = re.compile(r"/admin/[\w/.-]*(?:\?[\w=&;.%-]*)?")
# An error on purpose, an address that a form is sent to, and what no person looks at.
LEFT_OUT = {
    "wagtailadmin_error_test",
    "wagtailadmin_javascript_catalog",
    "wagtailadmin_logout",
    "wagtailadmin_sprite",
}


@dataclass(frozen=True)
class Answer:
    """What came for an address, redirects followed."""

    status: int
    kind: str
    text: str


@dataclass(frozen=True)
class Screen:
    """A screen, or a dialog upon one: then `html` is what the script puts into the page."""

    name: str
    address: str
    html: str
    is_dialog: bool


def html_within(answer: Answer) -> tuple[str, bool] | None:
    """What a browser would show of an answer, and whether it is a dialog."""
    if answer.status not in {200, 404}:
        return None
    if answer.kind.startswith("text/html"):
        return answer.text, "<html" not in answer.text
    if answer.kind.startswith("application/json"):
        told = json.loads(answer.text)
        if isinstance(told, dict) and isinstance(told.get("html"), str):
            return told["html"], True
    return None


def kind_of(address: str) -> tuple[str, ...] | None:
    """The name of the view, and what the address says beyond numbers. None if it is no screen."""
    try:
        match = resolve(urlsplit(address).path)
    except Resolver404:
        return None
    words = [value for value in map(str, match.kwargs.values()) if not value.isdigit()]
    return None if match.view_name in LEFT_OUT else (match.view_name, *words)


def walk(get: Callable[[str], Answer], more: Iterable[str] = ()) -> list[Screen]:
    """Every kind of screen that the dashboard leads to, and those at the addresses of `more`."""
    waiting = deque(["/admin/", *more])
    met = {kind_of(address) for address in waiting}
    found = []
    while waiting:
        address = waiting.popleft()
        if shown := html_within(get(address)):
            html, is_dialog = shown
            found.append(Screen(" ".join(kind_of(address)), address, html, is_dialog))
            for other in ADDRESS.findall(html.replace("\\/", "/").replace("&amp;", "&")):
                if (kind := kind_of(other)) and kind not in met:
                    met.add(kind)
                    waiting.append(other)
    return found
