"""Where addresses of ours lead, and whether whoever asks could read what is there."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import Resolver404, resolve
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from operations.redirects.addresses import REST

FILES = "/files/"


def is_ours(address: str) -> bool:
    """Whether `address` is a place of this site, and could not be taken for another's."""
    return address.startswith("/") and not address.startswith("//") and "\\" not in address


def place(redirect: Redirect, rest: str | None) -> str | None:
    """Where `redirect` leads, with the rest of the address where it takes one. None: nowhere."""
    if not redirect.redirect_page_id:
        link = redirect.link or ""
        return link[:-1] + (rest or "") if link.endswith(REST) else link or None
    if redirect.redirect_page_route_path == REST or (rest and redirect.automatically_created):
        return below(redirect.redirect_page.specific_deferred.url, rest or "")
    return redirect.link


def below(url: str | None, rest: str) -> str | None:
    return url and f"{url.rstrip('/')}/{rest}/" if rest else url


def leads_somewhere(request: HttpRequest, address: str) -> bool:
    """Whether who asks could read what is at `address`, if it is a place of ours.

    A page that is not public, and a file that nothing public uses, are told to nobody.
    """
    address = address.removeprefix(settings.SITE_URL)
    if not is_ours(address):
        return True
    path = urlsplit(address).path
    try:
        match = resolve(path)
        if match.view_name == "wagtail_serve":
            return is_page(request, path)
        if path.startswith(FILES):
            match.func(request, *match.args, **match.kwargs).close()
    except (Http404, PermissionDenied):  # Resolver404 is one
        return False
    return True


def is_page(request: HttpRequest, path: str) -> bool:
    """Whether a page that who asks could read answers at `path`."""
    try:
        front_page = Site.find_for_request(request).root_page.specific
        front_page.route(request, [step for step in path.split("/") if step])
    except Http404:
        return False
    return True


def belongs_to_the_site(path: str) -> bool:
    """Whether the site itself answers at `path`, or where it begins: the admin, the pocket card."""
    first = "/" + path.split("/")[1]
    for address in (path, f"{path}/", first, f"{first}/"):
        try:
            if resolve(address).view_name != "wagtail_serve":
                return True
        except Resolver404:
            continue
    return False
