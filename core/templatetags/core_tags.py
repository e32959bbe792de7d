"""What every page is made of: canonical address, facts for search engines, alerts, sizes."""

import json

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from core import schema_org, share_pictures
from core.languages import ENGLISH_TAG
from core.models import Alert, BasePage, Commissioner, OfficeSettings, office_for, related

register = template.Library()
register.simple_tag(related.related_to)
register.simple_tag(share_pictures.address_of_picture, name="share_picture")

# As in django.utils.html.json_script: no text in the data can end the script element.
SCRIPT_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


@register.simple_tag(takes_context=True)
def office(context) -> OfficeSettings:
    """How the office is called and reached."""
    return office_for(context["request"])


@register.simple_tag
def commissioner_in_office() -> Commissioner | None:
    """Who holds the post today; None while it is vacant."""
    today = timezone.localdate()
    return Commissioner.objects.in_office(on=today).select_related("portrait").first()


@register.simple_tag(takes_context=True)
def current_alerts(context, page: BasePage | None = None) -> list[Alert]:
    """Alert banners for `page`, the gravest first; those of the whole site without one."""
    # Who read the site may know that there are none. Without an answer, they are asked for.
    if not getattr(context.get("request"), "has_alerts", True):
        return []
    gravity = [Alert.Level.URGENT, Alert.Level.WARNING, Alert.Level.INFORMATION]
    alerts = Alert.objects.current(now=timezone.now()).for_page(page).with_link()
    return sorted(alerts, key=lambda alert: gravity.index(alert.level))


@register.simple_tag
def absolute(path: str) -> str:
    """The full address of one of our paths."""
    return f"{settings.SITE_URL}{path}"


@register.simple_tag
def way_to(page: BasePage) -> list[BasePage]:
    """The pages above `page`, the front page first, asked once. Empty for the front page."""
    if page.depth <= 2:
        return []
    if not hasattr(page, "way_from_front_page"):
        page.way_from_front_page = list(page.get_ancestors().filter(depth__gt=1))
    return page.way_from_front_page


@register.simple_tag
def language_of(page: BasePage | None) -> SafeString:
    """A `lang` attribute for what staff wrote on `page`. Nothing for English, or without a page."""
    return _lang(getattr(page, "foreign_language", ""))


@register.simple_tag
def english_on(page: BasePage | None) -> SafeString:
    """A `lang` attribute for what is in English on `page` as well, if the page itself is not."""
    return _lang(ENGLISH_TAG if getattr(page, "foreign_language", "") else "")


def _lang(tag: str) -> SafeString:
    return format_html(' lang="{}"', tag) if tag else SafeString()


@register.simple_tag(takes_context=True)
def page_facts(context, page: BasePage, ancestors) -> SafeString:
    """The JSON-LD of a page, for a script element of type application/ld+json."""
    graph = schema_org.page_graph(page, ancestors, office_for(context["request"]))
    return mark_safe(json.dumps(graph, default=str).translate(SCRIPT_ESCAPES))
