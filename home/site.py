"""The site, read at once with all that every page asks of it."""

from collections.abc import Callable
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils.functional import SimpleLazyObject
from wagtail.contrib.redirects.middleware import RedirectMiddleware
from wagtail.models import Site

ON_EVERY_PAGE = [
    "root_page__basepage__homepage",
    "officesettings",
    "exitsettings",
    "navigationsettings",
]


class SiteMiddleware:
    """Has Wagtail find the site together with its front page and the settings of every page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Where Wagtail itself keeps the site of a request. Nothing is asked until somebody does.
        request._wagtail_site = SimpleLazyObject(lambda: read_site(request))
        return self.get_response(request)


def read_site(request: HttpRequest) -> Site | None:
    """The one site, by one query. Its settings are noted at `request`, where their tags look.

    What was never stored is not noted, and whoever shows it has words for that.
    """
    site = Site.objects.select_related(*ON_EVERY_PAGE).filter(is_default_site=True).first()
    if site is None:
        return None
    front_page = getattr(getattr(site.root_page, "basepage", None), "homepage", None)
    if front_page is not None:
        site.root_page = front_page
    if hasattr(site, "officesettings"):
        request.office_settings = site.officesettings
    if hasattr(site, "navigationsettings"):
        request.navigation_settings = site.navigationsettings
    request.exit_destination = getattr(getattr(site, "exitsettings", None), "destination", None)
    return site


class PublicRedirectMiddleware(RedirectMiddleware):
    """As Wagtail's, which leads to any page and so tells the address of one that is not public."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        answer = super().process_response(request, response)
        if answer is response or leads_somewhere(request, urlsplit(answer.url)):
            return answer
        return response


def leads_somewhere(request: HttpRequest, address: SplitResult) -> bool:
    """Whether who asks could read what is at `address`, if it is the place of a page of ours."""
    if address.netloc and address.netloc != urlsplit(settings.SITE_URL).netloc:
        return True
    try:
        match = resolve(address.path)
        if match.view_name == "wagtail_serve":
            front_page = Site.find_for_request(request).root_page.specific
            front_page.route(request, [step for step in address.path.split("/") if step])
    except (Http404, Resolver404):
        return False
    return True
