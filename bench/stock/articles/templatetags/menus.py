"""The menu, the breadcrumbs and the alert, as tags of Wagtail's demonstration site."""

from typing import Any

from django import template
from django.template import Context
from wagtail.models import Page, Site

from articles.models import Alert

register = template.Library()


@register.inclusion_tag("articles/menu.html", takes_context=True)
def menu(context: Context) -> dict[str, Any]:
    """The pages below the front page."""
    root = Site.find_for_request(context["request"]).root_page
    items = root.get_children().live().in_menu()
    return {"items": items, "request": context["request"]}


@register.inclusion_tag("articles/breadcrumbs.html", takes_context=True)
def breadcrumbs(context: Context) -> dict[str, Any]:
    page = context.get("self")
    above = Page.objects.ancestor_of(page, inclusive=True).filter(depth__gt=1)
    return {"above": above if page.depth > 2 else (), "request": context["request"]}


@register.inclusion_tag("articles/alerts.html")
def alerts() -> dict[str, Any]:
    return {"alerts": Alert.objects.filter(is_shown=True)}
