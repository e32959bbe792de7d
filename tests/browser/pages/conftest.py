"""The public addresses of the running site, and what a visit to each of them was like."""

import gzip
import http.client
import json
import re
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser

FIND_ONE_OF_EACH = """
import json
from core.models import BasePage
found = {}
for page in BasePage.objects.listed().order_by("pk").specific():
    if not getattr(page, "article_url", ""):
        found.setdefault(page._meta.verbose_name, page.get_url())
print(json.dumps(found))
"""

KINDS = [
    "front page",
    "help page",
    "pocket card",
    "discreet card",
    "news list",
    "news item",
    "press piece",
    "publications list",
    "publication",
    "letter",
    "HTML document",
    "section of a document",
    "document on one page",
    "series",
    "collection",
    "record of recommendations",
    "list of figures",
    "guidance list",
    "guide",
    "directory of agencies",
    "list of resources",
    "glossary",
    "standard page",
    "filtered list",
    "empty list",
    "search results",
    "missing page",
]
"""The kinds of public page that starter content has."""


@dataclass(frozen=True)
class Answer:
    """What the server sent for one address. Names of headers are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def html(self) -> str:
        is_packed = self.headers.get("content-encoding") == "gzip"
        return (gzip.decompress(self.body) if is_packed else self.body).decode()

    @property
    def bytes_sent(self) -> int:
        """Of status line, headers and body."""
        lines = [f"HTTP/1.1 {self.status} OK", *[f"{n}: {v}" for n, v in self.headers.items()], ""]
        return sum(len(line) + len("\r\n") for line in lines) + len(self.body)


def ask(url: str, *, encodings: str = "gzip") -> Answer:
    """Ask for an address as a browser does: compressed. Follows no redirect."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=30)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    with closing(connection):
        connection.request("GET", target, headers={"Accept-Encoding": encodings})
        response = connection.getresponse()
        headers = {name.lower(): value for name, value in response.getheaders()}
        return Answer(response.status, headers, response.read())


@pytest.fixture(scope="session")
def addresses(run_manage: Callable[..., str], site_url: str) -> dict[str, str]:
    """One address of each kind of public page."""
    found = json.loads(run_manage("shell", "-c", FIND_ONE_OF_EACH).splitlines()[-1])
    return found | {
        "section of a document": found["HTML document"] + "section-42/",
        "document on one page": found["HTML document"] + "all/",
        "filtered list": found["news list"] + "type/news/2021/",
        "empty list": found["publications list"] + "type/speech/1999/",
        "search results": "/search/?q=strategic+plan",
        "missing page": "/nothing-here/",
        "pocket card": "/card/",
        "discreet card": "/numbers/",
    }


@pytest.fixture(scope="session")
def every_address(site_url: str, addresses: dict[str, str]) -> list[str]:
    """All pages of the sitemap, and each page that they link to: also lists by one filter.

    Without those that lead to another website at once, and without files for machines.
    """
    sitemap = ask(f"{site_url}/sitemap-pages.xml").html
    pages = [urlsplit(address).path for address in re.findall(r"<loc>([^<]+)</loc>", sitemap)]
    found = dict.fromkeys([*pages, *addresses.values()])
    for address in list(found):
        # Lists by one filter link to lists by two; those are left out.
        page = BeautifulSoup(ask(site_url + address).html, "html.parser")
        for link in page.select("a[href]"):
            target = urlsplit(urljoin(site_url + address, link["href"]))
            if f"{target.scheme}://{target.netloc}" == site_url and target.path.endswith("/"):
                found.setdefault(target.path + (f"?{target.query}" if target.query else ""))
    return [address for address in found if is_page(ask(site_url + address))]


def is_page(answer: Answer) -> bool:
    """Whether a browser shows the answer, where it would follow a redirect or keep a file."""
    return answer.status not in (301, 302) and "text/html" in answer.headers["content-type"]


@dataclass
class Visit:
    """What happened in the browser of somebody who came to one address."""

    status: int = 0
    urls_asked: list[str] = field(default_factory=list)
    cookies: list[Any] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    width_of_content: int = 0
    too_wide: list[str] = field(default_factory=list)


WIDER_THAN_THE_SCREEN = """
() => [...document.querySelectorAll("body *")]
  .filter(one => one.getBoundingClientRect().right > innerWidth + 1
    && !one.closest("[tabindex='0'], .visually-hidden, pre"))
  .slice(0, 3).map(one => one.outerHTML.slice(0, 120))
"""


@pytest.fixture(scope="session")
def visits(browser: Browser, site_url: str, every_address: list[str]) -> dict[str, Visit]:
    """A visit to every public address on a phone of 320 pixels, one after the other."""
    context = browser.new_context(viewport={"width": 320, "height": 640}, base_url=site_url)
    page = context.new_page()
    found: dict[str, Visit] = {}
    current = Visit()
    page.on("request", lambda request: current.urls_asked.append(request.url))
    page.on("console", lambda line: line.type == "error" and current.complaints.append(line.text))
    page.on("pageerror", lambda error: current.complaints.append(str(error)))
    for address in every_address:
        current = found[address] = Visit()
        answer = page.goto(address)
        current.status = answer.status if answer else 0
        current.width_of_content = page.evaluate("document.documentElement.scrollWidth")
        current.too_wide = page.evaluate(WIDER_THAN_THE_SCREEN)
        current.cookies = context.cookies()
    context.close()
    return found
