"""Every door of the admin, from the resolver, and what came of trying it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.messages import get_messages
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.urls.resolvers import URLResolver

from editorial.bin.views import GONE

DENIED = "Sorry, you do not have permission"


@dataclass(frozen=True)
class Route:
    """An address of the site as the resolver has it, with the names of what it takes."""

    name: str
    path: str
    takes: frozenset[str]


def admin_routes() -> Iterator[Route]:
    """All routes below the admin's address. Those without a name go by their path."""
    return (route for route in _within(get_resolver(), "", "") if route.path.startswith("admin/"))


def public_routes() -> Iterator[Route]:
    """All others, but for Wagtail's pages, whose addresses no route tells."""
    return (
        route for route in _within(get_resolver(), "", "") if not route.path.startswith("admin/")
    )


def _within(resolver: URLResolver, path: str, namespace: str) -> Iterator[Route]:
    for part in resolver.url_patterns:
        whole = path + str(part.pattern)
        if isinstance(part, URLPattern):
            takes = set(part.pattern.converters) | set(part.pattern.regex.groupindex)
            yield Route(f"{namespace}{part.name}" if part.name else whole, whole, frozenset(takes))
        else:
            inner = f"{namespace}{part.namespace}:" if part.namespace else namespace
            yield from _within(part, whole, inner)


def address(route: Route, values: dict[str, Any]) -> str:
    return reverse(route.name, kwargs={name: values[name] for name in route.takes})


def answer(client: Client, verb: str, path: str, data: dict[str, Any]) -> str:
    """What somebody who asks is told, in a word; whatever it did is undone."""
    cookies = client.cookies.copy()
    with transaction.atomic():
        told = _said(getattr(client, verb.lower())(path, data))
        transaction.set_rollback(True)
    client.cookies = cookies
    return told


def _said(response: Any) -> str:
    """“in”, “out”, or “verb” where an address has no answer to GET, or to POST.

    An error is “in”: our forms are nearly empty, and whoever made the view stumble was let in.
    """
    if response.status_code == 302 and response.url.startswith(reverse("wagtailadmin_login")):
        return "out"
    messages = [str(message) for message in get_messages(response.wsgi_request)]
    if response.status_code in (403, 404):
        return "out"
    if any(told in message for message in messages for told in (DENIED, GONE)):
        return "out"
    return "verb" if response.status_code == 405 else "in"
