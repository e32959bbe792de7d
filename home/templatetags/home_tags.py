"""The navigation in templates."""

from django import template
from django.db import Error as DatabaseIsAway
from wagtail.models import Site

from home.models import NavigationSettings

register = template.Library()


@register.simple_tag(takes_context=True)
def navigation(context) -> NavigationSettings:
    """The menu and footer settings, read once per request; empty ones while they can't be asked."""
    request = context["request"]
    if not hasattr(request, "navigation_settings"):
        try:
            site = Site.find_for_request(request)
            found = NavigationSettings.objects.filter(site=site).first()
        except DatabaseIsAway:
            found = None
        request.navigation_settings = found or NavigationSettings()
    return request.navigation_settings


@register.filter
def is_within(page, link_page) -> bool:
    """Whether `page` is `link_page` or stands below it."""
    return bool(page and link_page) and page.path.startswith(link_page.path)
