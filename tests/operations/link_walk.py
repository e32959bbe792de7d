"""Follows every link of the site as a visitor would, and says which lead nowhere."""

import re
from urllib.parse import unquote, urljoin, urlsplit

from bs4 import BeautifulSoup
from django.contrib.staticfiles import finders
from django.test import Client

from tests.private.crawl import Answer, ask

SITE = "http://testserver"
LINKS = {"href": "[href]", "src": "[src]", "action": "form[action]"}
NARROWED = re.compile(r"/(?:type|topic|partner|body|status|publication)/|/\d{4}/|(?:atom|rss)/$")


def is_walked(address: str) -> bool:
    """Lists that are narrowed in two ways, and feeds of narrowed ones, are thousands, all alike.

    A form sends what somebody types, and its own words are a query.
    """
    path, _, query = address.partition("?")
    return len(NARROWED.findall(path)) < 2 and not query.startswith("q=")


def kind(answer: Answer) -> str:
    return answer.headers.get("Content-Type", "").partition(";")[0]


def read(answer: Answer) -> BeautifulSoup:
    """A page, feed or map of the site. Of anything else, nothing."""
    if kind(answer) == "text/html":
        return BeautifulSoup(answer.body.decode(), "html.parser")
    return BeautifulSoup(answer.body if kind(answer).endswith("xml") else b"", "xml")


def links_in(document: BeautifulSoup) -> set[str]:
    """What a browser, a feed reader or a search engine asks for next."""
    found = {tag[name] for name, these in LINKS.items() for tag in document.select(these)}
    found |= {tag.get_text() for tag in document.select("loc, channel link")}
    sizes = [size for tag in document.select("[srcset]") for size in tag["srcset"].split(",")]
    return found | {size.split()[0] for size in sizes}


class Walk:
    """`broken` is each link that leads nowhere, with an address that it stands at."""

    def __init__(self, client: Client):
        self.client = client
        self.answers: dict[str, Answer] = {}
        self.places: dict[str, set[str]] = {}
        self.links: dict[str, str] = {}
        waiting = ["/", "/robots.txt", "/sitemap.xml"]
        while waiting:
            address = waiting.pop()
            if address not in self.answers:
                self.answers[address] = ask(client, address)
                waiting += self.ways_on_from(address)
        self.broken = [f"{link} at {at}" for link, at in self.links.items() if self.is_broken(link)]

    def ways_on_from(self, address: str) -> list[str]:
        answer = self.answers[address]
        if answer.status >= 400:
            return []
        document = read(answer)
        self.places[address] = {tag["id"] for tag in document.select("[id]")}
        found = links_in(document) | {answer.headers.get("Location", "")}
        here = [urljoin(SITE + address, link) for link in found]
        here = [link.removeprefix(SITE) for link in here if link.startswith(f"{SITE}/")]
        here = [link for link in here if is_walked(link)]
        self.links = dict.fromkeys(here, address) | self.links
        targets = {link.partition("#")[0] for link in here}
        return [target for target in targets if not target.startswith("/static/")]

    def is_broken(self, link: str) -> bool:
        target, _, place = link.partition("#")
        if target.startswith("/static/"):
            return finders.find(unquote(urlsplit(target).path.removeprefix("/static/"))) is None
        answer = self.answers[target]
        if 300 < answer.status < 400:
            return False  # Where it leads on is a link of its own.
        is_page = kind(answer) == "text/html"
        has_place = not place or not is_page or unquote(place) in self.places[target]
        return answer.status != 200 or not has_place
