"""Atom (RFC 4287) and RSS 2.0 of a list, for people and machines that follow what is new in it.

Ids come from the key that Wagtail gives each page for good, so they survive a new title, slug,
place or host. An entry's address is the page's own: that of a press piece leads on to the article,
wherever that is by then. Conditional requests are answered by the checksum alone (ETag): a date of
last change can't tell that an entry was withdrawn.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.html import escape

from core.models import BasePage, DatePrecision, OfficeSettings

SIZE = 30
"""How many entries a feed holds: the newest of its list."""
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Category:
    """A type or topic: its word in addresses, as visitors read it, and the list of its kind."""

    term: str
    label: str
    scheme: str


class OurAtom(Atom1Feed):
    """Django's, with categories that say what they are, and a link to the licence."""

    def latest_post_date(self) -> datetime:
        return self.feed["updated"]

    def add_root_elements(self, handler):
        super().add_root_elements(handler)
        if self.feed["licence_url"]:
            link = {"rel": "license", "href": self.feed["licence_url"]}
            handler.addQuickElement("link", "", link)

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        for name in item["contributors"]:
            handler.startElement("contributor", {})
            handler.addQuickElement("name", as_xml(name))
            handler.endElement("contributor")
        for kind in item["kinds"]:
            parts = {"term": kind.term, "label": as_xml(kind.label), "scheme": kind.scheme}
            handler.addQuickElement("category", "", parts)


class OurRss(Rss201rev2Feed):
    """Django's, with categories that say what they are, and with the day of an update."""

    def latest_post_date(self) -> datetime:
        return self.feed["updated"]

    def rss_attributes(self):
        return super().rss_attributes() | {"xmlns:dcterms": "http://purl.org/dc/terms/"}

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        for name in item["contributors"]:
            handler.addQuickElement("dcterms:contributor", as_xml(name))
        handler.addQuickElement("dcterms:modified", item["updateddate"].isoformat())
        for kind in item["kinds"]:
            handler.addQuickElement("category", as_xml(kind.label), {"domain": kind.scheme})


FORMATS: dict[str, type[SyndicationFeed]] = {"atom": OurAtom, "rss": OurRss}


def as_xml(text: str) -> str:
    """`text` on one line, without the characters that XML 1.0 has no way to hold."""
    return " ".join(NOT_IN_XML.sub("", text).split())


def moment_on(day: date, *known: datetime | None) -> datetime:
    """The moment among `known` that falls on `day` in London; else the first of the day."""
    for moment in filter(None, known):
        if timezone.localdate(moment) == day:
            return moment.astimezone(UTC)
    # London is never behind this, so the day is the same there.
    return datetime.combine(day, time.min, tzinfo=UTC)


def published_at(page: BasePage) -> datetime:
    return moment_on(page.display_date, page.first_published_at)


def updated_at(page: BasePage) -> datetime:
    """When visitors were last told something new: by an update, else by the page itself."""
    if page.updated_on:
        return moment_on(page.updated_on, page.last_published_at)
    return published_at(page)


def summary_of(page: BasePage) -> str:
    """Plain words as HTML, which is what readers take a summary for."""
    elsewhere = f"On another website: {page.card_source}." if page.card_is_elsewhere else ""
    return escape(as_xml(f"{page.summary} {elsewhere}"))


def answer(
    kind: str,
    *,
    feed_id: UUID,
    title: str,
    list_page: BasePage,
    list_url: str,
    office: OfficeSettings,
    entries: Iterable[tuple[BasePage, Sequence[Category]]],
) -> HttpResponse:
    """The feed of a list, as one of `FORMATS`. Entries come in order, each with its categories.

    `list_url` is the list's path; the feed stands below it.
    """
    entries = list(entries)
    address = f"{settings.SITE_URL}{list_url}"
    made_at = list_page.first_published_at or moment_on(list_page.display_date)
    feed = FORMATS[kind](
        title=as_xml(title),
        link=address,
        description=as_xml(list_page.description or title),
        subtitle=as_xml(list_page.description) or None,
        language=list_page.foreign_language or settings.LANGUAGE_CODE,
        author_name=as_xml(office.name),
        author_link=f"{settings.SITE_URL}/",
        feed_url=f"{address}{kind}/",
        feed_copyright=as_xml(office.licence) or None,
        feed_guid=feed_id.urn,
        updated=max((updated_at(page) for page, _ in entries), default=made_at),
        licence_url=office.licence_url,
    )
    for page, categories in entries:
        is_dated = page.date_precision == DatePrecision.DAY
        author = page.card_source if page.leads_elsewhere else office.name
        feed.add_item(
            title=as_xml(page.title) or page.full_url,
            link=page.full_url,
            description=summary_of(page) or None,
            author_name=as_xml(author),
            pubdate=published_at(page) if is_dated else None,
            updateddate=updated_at(page),
            unique_id=page.translation_key.urn,
            unique_id_is_permalink=False,
            contributors=page.contributors,
            kinds=categories,
        )
    response = HttpResponse(content_type=feed.content_type)
    feed.write(response, "utf-8")
    return response
