"""Asks for every address that a visitor can come to, and for many that one can only guess."""

import html
import re
from dataclasses import dataclass

from django.test import Client

from core import share_pictures
from core.models import OfficeSettings
from tests.private.world import World

ADDRESS = re.compile(r"""(?:http://testserver|(?<=["'\s,>]))(/[^\s"'<>()\\,]*)""")
MARKER = re.compile(rb"zq\w+zz")
BELOW = ["atom/", "rss/", "ris/", "bibtex/", "csv/", "json/", "all/", "pdf/", "?page=1"]
FOR_MACHINES = [
    "/robots.txt",
    "/sitemap.xml",
    *(f"/sitemap-{name}.xml" for name in ("pages", "sections", "recommendations", "figures")),
    "/healthz",
    "/readyz",
    "/metrics",
    "/-",
]
# A name and a number that nothing on the site has.
NOTHING, NO_NUMBER = "nothinghere", "987654321"
ELSEWHERE = ("/admin/", "/search/?")
# Words of one search: as many as it takes before it cuts what is too long.
AT_ONCE = 8
# What is the same on pages of some kind, and words with a slip in them.
COMMON_SEARCHES = [
    "/search/?q=2022&sort=newest",
    *[f"/search/?q={word}" for word in ("report", "news", "letter", "guide", "recommendation")],
    *[f"/search/?q=zq{name}z" for name in ("reporttitle", "filetext", "sectiontext", "topic")],
]


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    def says(self, word: str) -> bool:
        return word in f"{self.headers} {self.body.decode('latin-1')}".lower()

    def apart_from(self, word: str) -> tuple:
        """All that it says, with `word` for each marker that it says back."""
        headers = dict(self.headers)
        if MARKER.search(self.body) or word.encode() in self.body:
            for name in ("Content-Length", "ETag"):
                headers.pop(name, None)
        return self.status, sorted(headers.items()), MARKER.sub(word.encode(), self.body)


def ask(client: Client, address: str, method: str = "get", **headers: str) -> Answer:
    answer = getattr(client, method)(address, headers=headers)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return Answer(answer.status_code, dict(answer.headers), body)


def addresses_in(answer: Answer) -> set[str]:
    kind = answer.headers.get("Content-Type", "")
    if kind.startswith(("image/", "application/pdf")):
        return set()
    text = f"{html.unescape(answer.body.decode())} {answer.headers.get('Location', '')}"
    return {found.partition("#")[0] for found in ADDRESS.findall(text)}


def crawl(client: Client, *starts: str) -> dict[str, Answer]:
    """What is answered at each of `starts`, and at all that these lead to.

    Of searches those that are named: each leads to others that narrow it, which show no more.
    """
    found: dict[str, Answer] = {}
    waiting = ["/", *FOR_MACHINES, *COMMON_SEARCHES, *starts]
    while waiting:
        address = waiting.pop()
        if address in found or address.startswith(("/static/", "//")):
            continue
        found[address] = ask(client, address)
        waiting += [one for one in addresses_in(found[address]) if not one.startswith(ELSEWHERE)]
    return found


def where_it_stands(answers: dict[str, Answer], words: set[str]) -> dict[str, list[str]]:
    """The addresses at which each of `words` is read; words that are nowhere are left out."""
    places = {
        word: [
            address
            for address, answer in answers.items()
            # An address may be said back to whoever typed it.
            if word not in address and answer.says(word)
        ]
        for word in sorted(words)
    }
    return {word: stands for word, stands in places.items() if stands}


def guesses(world: World) -> dict[str, str]:
    """Addresses of what is in `world`, each beside one of the same make with nothing behind it."""
    pairs: dict[str, str] = {}
    for kind, page in world.pages.items():
        parent = page.url.removesuffix(f"{page.slug}/")
        for below in ["", *(BELOW if kind in ("report", "document") else [])]:
            pairs[page.url + below] = f"{parent}{NOTHING}/{below}"
        name = share_pictures.words_for(page, OfficeSettings()).name
        pairs[f"/useful/{page.pk}/"] = f"/useful/{NO_NUMBER}/"
        pairs[f"/files/share/{page.pk}/{name}.png"] = f"/files/share/{NO_NUMBER}/{name}.png"
    text, report = world.pages["document"], world.pages["report"]
    for section in ("sectionheading", "secondheading"):
        pairs[f"{text.url}{world.mark(section)}/"] = f"{report.url}{NOTHING}/{section}/"
    for start in ("/publications/", "/news/"):
        for below in ("", "atom/", "rss/"):
            nothing = f"{start}topic/{NOTHING}/{below}"
            pairs[f"{start}topic/{world.topic.slug}/{below}"] = nothing
    partner = world.mark("partner")
    pairs[f"/publications/partner/{partner}/"] = f"/publications/partner/{NOTHING}/"
    for below in ("", "csv/", "json/"):
        for part, word in (("publication", report.slug), ("body", world.mark("body"))):
            pairs[f"/recommendations/{part}/{word}/{below}"] = (
                f"/recommendations/{part}/{NOTHING}/{below}"
            )
    number = world.recommendation.number
    pairs[f"/recommendations/{report.slug}/{number}/"] = f"/recommendations/{NOTHING}/{number}/"
    pairs[f"/figures/{world.figure.slug}/"] = f"/figures/{NOTHING}/"
    return pairs | guessed_files(world) | searches(world)


def searches(world: World) -> dict[str, str]:
    """Searches for all words of `world`, some at once, beside as many words of nothing."""
    words = sorted(world.mark.words)
    some = [words[start : start + AT_ONCE] for start in range(0, len(words), AT_ONCE)]
    return {
        f"/search/?q={'+'.join(part)}": f"/search/?q={'+'.join([NOTHING] * len(part))}"
        for part in some
    }


def guessed_files(world: World) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for file in world.files.values():
        name = file.filename
        pairs[file.url] = f"/files/documents/{NO_NUMBER}/{name}"
        pairs[f"/files/documents/{file.pk}/x.pdf"] = f"/files/documents/{NO_NUMBER}/x.pdf"
        pairs[f"/documents/{file.pk}/{name}"] = f"/documents/{NO_NUMBER}/{name}"
        for version in file.versions.all():
            nothing = f"/files/documents/{NO_NUMBER}/versions/{version.number}/{version.filename}"
            pairs[version.url] = nothing
            for root in ("/media/", "/files/", "/files/pictures/"):
                pairs[root + version.file.name] = f"{root}documents/{NOTHING}/{name}"
            if facts := getattr(version, "facts", None):
                for url in (facts.cover_url, facts.small_cover_url):
                    end = url.rpartition("-")[2]
                    pairs[url] = f"/files/covers/{'0' * 32}-{end}"
    for rendition in world.picture.renditions.all():
        pairs[rendition.url] = "/files/pictures/images/nothing.png"
    pairs[f"/files/pictures/{world.picture.file.name}"] = "/files/pictures/originals/nothing.png"
    pairs["/files/pictures/document-pdfs/made.pdf"] = "/files/pictures/document-pdfs/none.pdf"
    return pairs


def admin_addresses(world: World) -> list[str]:
    """Where staff meet what is in `world`."""
    found = ["/admin/", "/admin/pages/", "/admin/reports/site-history/", "/admin/api/main/pages/"]
    for page in (world.pages["report"], world.pages["news"]):
        root = f"/admin/pages/{page.pk}/"
        found += [root, *[f"{root}{word}/" for word in ("edit", "view_draft", "history", "copy")]]
        found += [f"/admin/api/main/pages/{page.pk}/", f"/api/v2/pages/{page.pk}/"]
    for file in world.files.values():
        found += [f"/admin/documents/edit/{file.pk}/", f"/admin/documents/chosen/{file.pk}/"]
    found += [f"/admin/images/{world.picture.pk}/", f"/admin/images/chooser/{world.picture.pk}/"]
    return [*found, "/api/v2/pages/", "/search/?q=zq", "/_util/login/"]
