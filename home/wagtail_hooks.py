from django.http import HttpRequest
from wagtail import hooks
from wagtail.models import Page, Site


@hooks.register("before_serve_page")
def read_settings_at_once(page: Page, request: HttpRequest, args, kwargs) -> None:
    """Ask once for the three settings that every page shows, where each would ask for itself.

    What was never stored stays unasked here, and whoever shows it has words for that.
    """
    settings = ["officesettings", "exitsettings", "navigationsettings"]
    pages = ["navigationsettings__help_page", "navigationsettings__safety_page"]
    site = Site.objects.select_related(*settings, *pages).get(pk=Site.find_for_request(request).pk)
    if hasattr(site, "officesettings"):
        request.office_settings = site.officesettings
    if hasattr(site, "navigationsettings"):
        request.navigation_settings = site.navigationsettings
    request.exit_destination = getattr(getattr(site, "exitsettings", None), "destination", None)
