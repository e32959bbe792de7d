"""Leads on from addresses at which nothing is. A page always comes before a redirect."""

from collections.abc import Callable, Iterator

from django.conf import settings
from django.http import HttpRequest, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.http.response import HttpResponseBase
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from core.page_cache import ASKED_IN_FULL
from operations.redirects.addresses import LONGEST, REST, fitting, spelled
from operations.redirects.targets import is_ours, is_page, leads_somewhere, place


class RedirectMiddleware:
    """As Wagtail's, for every spelling of an address and never to what is not public.

    Each place it gives answers by itself, so nobody is led on twice, or in a circle.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if response.status_code != 404 or request.method not in ("GET", "HEAD"):
            return response
        return answer(request) or response


def answer(request: HttpRequest) -> HttpResponseBase | None:
    """A redirect to the first place that fits and can be read. None without any."""
    if "\0" in request.path or len(request.path) > LONGEST * 4:
        return None
    for redirect, address in places(request):
        if leads_somewhere(request, address):
            kind = HttpResponsePermanentRedirect if redirect.is_permanent else HttpResponseRedirect
            return kind(with_query(address, request))
    address = f"{spelled(request.path).lower()}/"
    if address != request.path and is_page(request, address):
        return HttpResponsePermanentRedirect(with_query(address, request))
    return None


def places(request: HttpRequest) -> Iterator[tuple[Redirect, str]]:
    """The redirects for the address that was asked, the most special first, and where they lead."""
    keys = {}
    for key, rest in fitting(request.path, query_of(request)):
        if len(key) <= LONGEST:
            keys.setdefault(key, (len(keys), rest))
    site = Site.find_for_request(request)
    found = Redirect.get_for_site(site).filter(old_path__in=keys).select_related("redirect_page")
    for redirect in sorted(found, key=lambda one: (keys[one.old_path][0], one.site_id is None)):
        _, rest = keys[redirect.old_path]
        if not takes(redirect, rest):
            continue
        for spelling in dict.fromkeys((rest, rest and rest.lower())):
            if address := place(redirect, spelling):
                yield redirect, address


def query_of(request: HttpRequest) -> str:
    """All that was asked; the page cache tells the pages only what they know."""
    return request.META.get(ASKED_IN_FULL, request.META["QUERY_STRING"])


def takes(redirect: Redirect, rest: str | None) -> bool:
    """Whether `redirect` is for all below its address too.

    Pages that moved are: the places within them (years, feeds, sections) moved as well.
    """
    is_for_all = redirect.automatically_created or redirect.old_path.endswith(REST)
    return rest is None or is_for_all


def with_query(address: str, request: HttpRequest) -> str:
    """`address` with what was asked of the old one. Other websites are not told of it."""
    query = query_of(request)
    is_here = is_ours(address.removeprefix(settings.SITE_URL))
    return f"{address}?{query}" if query and is_here and "?" not in address else address
