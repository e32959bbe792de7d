"""Reads feeds: RSS, Atom and JSON Feed."""

import re
from calendar import timegm
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from xml.sax import ContentHandler, SAXParseException
from xml.sax.xmlreader import AttributesImpl

import feedparser
from defusedxml import DefusedXmlException, sax
from django.core.exceptions import ValidationError

from home.posts.asking import UNREADABLE, Answered, answer_at, as_json
from home.posts.words import Found, language, moment, plain, tidy, web_address
from home.profiles import Profile

MOST_PARTS, MOST_DEPTH = 10_000, 50
# Mastodon writes a content warning so, in the language of the post.
WARNING = re.compile(r"\s*<p><strong>[^<]*</strong>(?P<warning>.*?)</p>\s*<hr", re.DOTALL)


def posts_of(profile: Profile, *, account: str, unless: dict[str, str]) -> Answered:
    answer = answer_at(profile.name, unless)
    return Answered(read(answer.body, profile.name), answer.headers)


def read(body: bytes, address: str) -> list[Found]:
    """The posts of the feed that was found at `address`.

    Raise `ValidationError`, with words for staff, for what is no feed.
    """
    start = body.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].lower()
    if start.startswith((b"<!doctype html", b"<html")):
        raise ValidationError(
            "The address answered with a web page, not a feed. Copy the address of the feed: it "
            "often ends in .rss, .xml or .json."
        )
    return from_json(as_json(body)) if start.startswith(b"{") else from_xml(body, address)


class Measure(ContentHandler):
    """Refuses a text that would keep the worker busy for minutes: too many parts, or too deep."""

    depth = count = 0

    def startElement(self, name: str, attributes: AttributesImpl) -> None:
        self.depth += 1
        self.count += 1 + len(attributes)
        if self.depth > MOST_DEPTH or self.count > MOST_PARTS:
            raise ValidationError("The feed has too many parts for one of posts.")

    def endElement(self, name: str) -> None:
        self.depth -= 1


def from_xml(body: bytes, address: str) -> list[Found]:
    """The posts of RSS or Atom. A text that defines names of its own could grow without end."""
    try:
        sax.parseString(body, Measure())
    except DefusedXmlException as error:
        raise ValidationError("The feed defines names of its own, which is refused.") from error
    except (SAXParseException, ValueError, LookupError) as error:
        raise ValidationError("The answer is no feed, or one with a mistake in it.") from error
    # Of plain bytes the parser would look first whether there is a file of that name.
    feed = feedparser.parse(
        BytesIO(body),
        response_headers={"content-location": address},
        resolve_relative_uris=False,
        sanitize_html=False,  # It takes minutes for a hostile text, and we keep words alone.
    )
    if not feed.version:
        raise ValidationError("The answer is XML, but not a feed.")
    spoken = language(feed.feed.get("language"))
    try:
        return [entry_of(entry, spoken) for entry in feed.entries]
    except UNREADABLE as error:
        raise ValidationError("The feed has something in it that can’t be read.") from error


def entry_of(entry: Any, spoken: str) -> Found:
    contents = entry.get("content") or [{}]
    html = entry.get("summary") or contents[0].get("value") or ""
    said = entry.get("published_parsed") or entry.get("updated_parsed")
    warned = WARNING.match(html)
    return Found(
        url=web_address(entry.get("link", "")),
        text=with_title(plain(entry.get("title", "")), plain(html)),
        posted_at=datetime.fromtimestamp(timegm(said), UTC) if said else None,
        language=language(contents[0].get("language")) or spoken,
        warning=plain(warned["warning"]) if warned else "",
    )


def with_title(title: str, text: str) -> str:
    """Both, unless the text begins with its title, as in feeds of services without titles."""
    if not title or text.startswith(title.rstrip("….")):
        return text
    return tidy(f"{title}\n\n{text}")


def from_json(feed: Any) -> list[Found]:
    """The posts of JSON Feed 1.0 or 1.1."""
    try:
        if not feed["version"].startswith("https://jsonfeed.org/version/1"):
            raise ValueError("This is another kind of JSON.")
        spoken = language(feed.get("language"))
        return [item_of(item, spoken) for item in feed["items"]]
    except UNREADABLE as error:
        raise ValidationError("The answer is JSON, but not a JSON Feed.") from error


def item_of(item: dict[str, Any], spoken: str) -> Found:
    text = item.get("content_text") or item.get("summary") or ""
    said = item.get("date_published") or item.get("date_modified")
    return Found(
        url=web_address(item.get("url") or ""),
        text=with_title(
            tidy(item.get("title") or ""), plain(item.get("content_html") or "") or tidy(text)
        ),
        posted_at=moment(said) if said else None,
        language=language(item.get("language")) or spoken,
    )
