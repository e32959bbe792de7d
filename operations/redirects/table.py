"""The rules of the table of redirects: what may stand in it, and where each line ends.

A line leads to a page, with a route below it or `/*` for the rest of the address; or to a file of
ours; or to another website. It never leads to another line: what is made so leads to its end.
"""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.http import HttpRequest
from django.test import RequestFactory
from django.urls import Resolver404
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.models import Page, Site

from core.models import BasePage
from core.spreadsheets import CONTROLS
from editorial.roles import ADMINISTRATOR
from operations.redirects.addresses import LONGEST, REST, fitting, folded, spelled
from operations.redirects.targets import (
    FILES,
    belongs_to_the_site,
    is_ours,
    is_page,
    leads_somewhere,
)

CHUNK = 400
"""Addresses that are asked for by one query. SQLite takes a thousand values at most."""
is_web_address = URLValidator(schemes=["http", "https"])


@dataclass(frozen=True)
class Target:
    """Where a line leads: to a page, or to a link. A link is as somebody typed it at first."""

    page_id: int | None = None
    route: str = ""
    link: str = ""

    @classmethod
    def of(cls, line: Redirect) -> Self:
        return cls(line.redirect_page_id, line.redirect_page_route_path, line.redirect_link)

    @property
    def leaves_the_site(self) -> bool:
        return bool(self.link) and not is_ours(self.link)

    def give_to(self, line: Redirect) -> None:
        """Let `line` lead here. Saves nothing."""
        line.redirect_page_id = self.page_id
        line.redirect_page_route_path = self.route
        line.redirect_link = self.link


def may_leave_the_site(user: AbstractUser) -> bool:
    """Visitors trust our addresses, so few may lead them elsewhere."""
    return user.groups.filter(name=ADMINISTRATOR).exists()


class Table:
    """All lines by their addresses, those of a file among them, with the pages that they name."""

    def __init__(self) -> None:
        self.lines = {line.old_path: Target.of(line) for line in Redirect.objects.all()}
        self.site = Site.objects.select_related("root_page").get(is_default_site=True)
        self.pages: dict[str, tuple[int, bool] | None] = {}
        self.specific_pages: dict[int, Page] = {}

    def look_up(self, addresses: Iterable[str]) -> None:
        """Find the pages at `addresses` and above them, by few queries for many addresses."""
        wanted = {place for one in addresses for place in self._way_to(one)} - self.pages.keys()
        self.pages |= dict.fromkeys(wanted)
        wanted = sorted(wanted)
        for start in range(0, len(wanted), CHUNK):
            pages = Page.objects.filter(url_path__in=wanted[start : start + CHUNK])
            for url_path, *facts in pages.values_list("url_path", "pk", "live"):
                self.pages[url_path] = tuple(facts)

    def _way_to(self, address: str) -> list[str]:
        steps = [step for step in path_of(address).removesuffix(REST).split("/") if step]
        start = self.site.root_page.url_path
        return [f"{start}{'/'.join(steps[:length])}/" for length in range(1, len(steps) + 1)]

    def page_at(self, address: str) -> tuple[int, bool] | None:
        """The number of the page at `address`, and whether it is live."""
        self.look_up([address])
        way = self._way_to(address)
        return self.pages[way[-1]] if way else (self.site.root_page_id, True)

    def nearest_above(self, address: str) -> tuple[int, str]:
        """The number of the deepest page on the way to `address`, and the rest of the way."""
        self.look_up([address])
        way = self._way_to(address)
        above = next((place for place in reversed(way) if self.pages[place]), None)
        if above is None:
            return self.site.root_page_id, way[-1].removeprefix(self.site.root_page.url_path)
        return self.pages[above][0], way[-1].removeprefix(above)

    def answers_below_a_page(self, address: str) -> bool:
        """Whether a page has a list, a feed or a section of its own at `address`."""
        number, rest = self.nearest_above(address)
        if number not in self.specific_pages:
            self.specific_pages[number] = Page.objects.get(pk=number).specific
        page = self.specific_pages[number]
        try:
            return isinstance(page, RoutablePageMixin) and bool(page.resolve_subpage(f"/{rest}"))
        except Resolver404:
            return False

    def check_source(self, key: str) -> None:
        """Raise `ValidationError` if nobody may be led on from `key`, which is `folded`."""
        path = key.partition("?")[0]
        if len(key) > LONGEST:
            raise ValidationError(f"This address is longer than {LONGEST} characters.")
        if path in ("/", REST):
            raise ValidationError("The front page is there. Write a longer address.")
        if "*" in path.removesuffix(REST) or ("?" in key and path.endswith(REST)):
            raise ValidationError("A * stands only at the end, after a slash: /old-news/*")
        if belongs_to_the_site(path.removesuffix(REST)):
            raise ValidationError("The website itself answers there, so this would do nothing.")
        if not path.endswith(REST) and self.is_live(path):
            raise ValidationError(
                "A page is at this address, and a page always wins. Move or unpublish it first."
            )

    def is_live(self, path: str) -> bool:
        page = self.page_at(path)
        return page[1] if page else self.answers_below_a_page(path)

    def answers(self, path: str) -> bool:
        """Whether a page is at `path`, or a line is for it."""
        keys = fitting(path, "")
        is_led = any(
            key in self.lines and (rest is None or key.endswith(REST)) for key, rest in keys
        )
        return is_led or self.is_live(path)

    def end_of(self, link: str, *, start: str) -> Target:
        """Where `link` leads in the end, for a line whose address is `start`.

        Raise `ValidationError` if it leads back, or nowhere.
        """
        seen = [start]
        while True:
            link = without_our_host(link.strip())
            if not is_ours(link):
                check_outside(link)
                return Target(link=link)
            if folded(link) in seen:
                way = " to ".join([*seen, folded(link)])
                raise ValidationError(f"This would go in a circle: {way}.")
            if target := self._place_of_ours(link):
                return target
            seen.append(folded(link))
            target = self._next(link)
            if target is None:
                raise ValidationError(f"Nothing is at {link}. Choose a page that is there.")
            if target.page_id:
                return target
            link = target.link

    def _place_of_ours(self, link: str) -> Target | None:
        path = path_of(link)
        if page := self.page_at(path.removesuffix(REST)):
            return Target(page_id=page[0], route=REST if path.endswith(REST) else "")
        if belongs_to_the_site(path):
            if path.startswith(FILES) and leads_somewhere(a_visit(), path):
                return Target(link=link)
            raise ValidationError(f"{link} is no page or file that visitors can open.")
        if self.answers_below_a_page(path) and is_page(a_visit(), path):
            number, rest = self.nearest_above(path)
            return Target(page_id=number, route=f"/{rest}")
        return None

    def _next(self, link: str) -> Target | None:
        """The line that `link` leads to. One with a rest is followed if it is for one page."""
        for key, rest in fitting(path_of(link), urlsplit(link).query):
            found = self.lines.get(key)
            if found and rest is None:
                return found
            if found and key.endswith(REST):
                return found if found.route != REST and not found.link.endswith(REST) else None
        return None


def lead_to_the_end(addresses: Container[str]) -> None:
    """Let lines that led to one of `addresses`, which lead on now, lead where these do."""
    for line in Redirect.objects.filter(redirect_link__startswith="/"):
        key = folded(line.redirect_link)
        if key not in addresses or key == line.old_path:
            continue
        end = Redirect.objects.filter(old_path=key, automatically_created=False).first()
        if end:
            Target.of(end).give_to(line)
            line.save()


def problems() -> Iterator[tuple[Redirect, str]]:
    """The lines that lead nobody anywhere, each with the reason in words."""
    table = Table()
    lines = list(Redirect.objects.select_related("redirect_page").order_by("old_path"))
    table.look_up([line.old_path for line in lines])
    pages = {line.redirect_page_id for line in lines}
    public = set(
        BasePage.objects.visible_to_public().filter(pk__in=pages).values_list("pk", flat=True)
    )
    for line in lines:
        if reason := _problem(line, table, public):
            yield line, reason


def _problem(line: Redirect, table: Table, public: Container[int]) -> str:
    try:
        table.check_source(line.old_path)
        if line.redirect_page_id:
            is_public = line.redirect_page_id in public
            return "" if is_public else "The page that it leads to is not public."
        if not line.redirect_link:
            return "It leads nowhere."
        target = table.end_of(line.redirect_link, start=line.old_path)
    except ValidationError as objection:
        return " ".join(objection.messages)
    led_on = target.page_id or target.link != line.redirect_link
    return "It leads on to another one. Lead straight to the end." if led_on else ""


def a_visit() -> HttpRequest:
    """A request of somebody who has not signed in."""
    request = RequestFactory().get("/", headers={"host": urlsplit(settings.SITE_URL).netloc})
    request.user = AnonymousUser()
    return request


def path_of(address: str) -> str:
    return spelled(address.partition("#")[0].partition("?")[0])


def without_our_host(link: str) -> str:
    """`link` as a path, if it was typed with the address of this site."""
    if link == settings.SITE_URL or link.startswith(f"{settings.SITE_URL}/"):
        return link.removeprefix(settings.SITE_URL) or "/"
    return link


def check_outside(link: str) -> None:
    """Raise `ValidationError` unless `link` is a plain address of another website.

    What browsers read in different ways (an @, a backslash, other alphabets) can hide where it
    leads.
    """
    is_plain = link.isascii() and not CONTROLS.search(link) and not set(link) & set("\\@ <>\"'")
    try:
        is_web_address(link.removesuffix("*"))
        host = urlsplit(link).hostname or ""
    except (ValidationError, ValueError):
        is_plain, host = False, ""
    if not is_plain or "*" in link.removesuffix(REST) or "*" in host:
        raise ValidationError(
            "Write an address of this website that begins with one slash, or a whole one that "
            "begins with https://, in plain letters."
        )
