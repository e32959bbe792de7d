"""Where pages are, and which addresses none of them can have."""

from django.urls import Resolver404, resolve
from wagtail.contrib.routable_page.models import RoutablePageMixin
from wagtail.models import Page


def address_of(url_path: str) -> str:
    """Where the page with this `url_path` is. The path begins with the front page's own name."""
    return "/" + url_path.split("/", 2)[2]


def is_taken(slug: str, *, below: Page | None) -> bool:
    """Whether something else answers there: a file, a feed, a list, the admin."""
    if below is None or below.is_root():
        return False
    parent = below.specific
    address = f"{address_of(parent.url_path)}{slug}"
    return any(_is_ours(path) for path in (address, f"{address}/")) or _is_list_of(parent, slug)


def _is_ours(path: str) -> bool:
    try:
        return resolve(path).view_name != "wagtail_serve"
    except Resolver404:
        return False


def _is_list_of(parent: Page, slug: str) -> bool:
    """Whether the page above shows something of its own there, such as a year."""
    try:
        return isinstance(parent, RoutablePageMixin) and bool(parent.resolve_subpage(f"/{slug}/"))
    except Resolver404:
        return False
