"""Reads a saved page: its title, day, kind and content, whatever stands around them."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from bs4 import BeautifulSoup, Tag
from django.utils.dateparse import parse_date

from operations.old_site.rules import Rules

DAY = re.compile(
    r"\b(\d{1,2})(?:st|nd|rd|th)?\s+(January|February|March|April|May|June|July|August|September"
    r"|October|November|December)\s+((?:19|20)\d\d)\b",
    re.IGNORECASE,
)
ISO_DAY = re.compile(r"\b((?:19|20)\d\d-\d\d-\d\d)(?!\d)")
DAY_IN_HEAD = ["article:published_time", "datePublished", "dc.date", "DC.date", "date"]
BETWEEN = r"\s+[|–—-]\s+"
# A page whose words are mostly links, and that has this many, leads to others and says little.
MANY_LINKS, MOSTLY = 6, 0.6


@dataclass
class SavedPage:
    """What was read from one file."""

    title: str
    day: date | None
    label: str
    summary: str
    canonical: str
    content: Tag
    is_list: bool


def read_page(data: bytes, rules: Rules) -> SavedPage | None:
    """None for a file without any content."""
    soup = BeautifulSoup(data, "lxml")
    content = next((found for css in rules.content if (found := soup.select_one(css))), None)
    if content is None or not content.get_text(strip=True):
        return None
    title = _title(soup, content, rules)
    day, label = _day(soup, content, rules), _label(content, rules)
    for css in [*rules.leave_out, *rules.date, *rules.label, "h1"]:
        for part in content.select(css):
            part.decompose()
    canonical = soup.select_one("link[rel=canonical][href]")
    return SavedPage(
        title=title,
        day=day,
        label=label,
        summary=_in_head(soup, ["description", "og:description"])[:300],
        canonical=str(canonical["href"]) if canonical else "",
        content=content,
        is_list=_is_mostly_links(content),
    )


def _in_head(soup: BeautifulSoup, names: list[str]) -> str:
    for name in names:
        for attribute in ("property", "name", "itemprop"):
            found = soup.find("meta", attrs={attribute: name})
            if found and found.get("content"):
                return _words(str(found["content"]))
    return ""


def _title(soup: BeautifulSoup, content: Tag, rules: Rules) -> str:
    heading = content.find("h1") or soup.find("h1")
    if heading and (words := _words(heading.get_text(" "))):
        return words[:255]
    title = _in_head(soup, ["og:title"]) or _words(soup.title.get_text(" ") if soup.title else "")
    names = {name.casefold() for name in rules.site_names}
    parts = re.split(BETWEEN, title)
    while len(parts) > 1 and parts[-1].strip().casefold() in names:
        title = title[: title.rindex(parts.pop())].rstrip(" |–—-")
    return title[:255]


def _day(soup: BeautifulSoup, content: Tag, rules: Rules) -> date | None:
    """As the head says, else as the page shows it before its text."""
    candidates = [_in_head(soup, DAY_IN_HEAD)]
    for css in rules.date:
        for found in content.select(css):
            candidates += [str(found.get("datetime") or ""), found.get_text(" ")]
    candidates.append(content.get_text(" ")[:400])
    return next((day for text in candidates if (day := day_in(text))), None)


def day_in(text: str) -> date | None:
    """The first day that is written out in `text`."""
    for found in DAY.finditer(text):
        try:
            return datetime.strptime(" ".join(found.groups()), "%d %B %Y").date()
        except ValueError:
            continue
    found = ISO_DAY.search(text)
    try:
        return parse_date(found[1]) if found else None
    except ValueError:
        return None


def _label(content: Tag, rules: Rules) -> str:
    """The kind of the page in small letters, as far as the rules know it."""
    for css in rules.label:
        for found in content.select(css):
            words = DAY.sub("", _words(found.get_text(" "))).strip(" |–-:,").casefold()
            if words in rules.labels:
                return words
    return ""


def _is_mostly_links(content: Tag) -> bool:
    links = content.find_all("a", href=True)
    in_links = sum(len(link.get_text(strip=True)) for link in links)
    return len(links) >= MANY_LINKS and in_links > MOSTLY * len(content.get_text(strip=True))


def _words(text: str) -> str:
    return " ".join(text.split())
