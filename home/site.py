"""The site, read at once with all that every page asks of it."""

from collections.abc import Callable

from django.db.models import Exists
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from wagtail.models import Site

from core.models import Alert

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

    What was never stored is not noted, and whoever shows it has words for that. Most days there is
    no alert, so it also says whether there is one to ask for.
    """
    alerts = Alert.objects.current(now=timezone.now())
    sites = Site.objects.select_related(*ON_EVERY_PAGE).annotate(has_alerts=Exists(alerts))
    site = sites.filter(is_default_site=True).first()
    if site is None:
        return None
    request.has_alerts = site.has_alerts
    front_page = getattr(getattr(site.root_page, "basepage", None), "homepage", None)
    if front_page is not None:
        site.root_page = front_page
    if hasattr(site, "officesettings"):
        request.office_settings = site.officesettings
    if hasattr(site, "navigationsettings"):
        request.navigation_settings = site.navigationsettings
    request.exit_destination = getattr(getattr(site, "exitsettings", None), "destination", None)
    return site
