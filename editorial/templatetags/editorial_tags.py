"""The office's name in the admin, and what starts its widgets."""

import json

from django import template
from django.conf import settings
from django.utils.safestring import SafeString

from editorial import starting_widgets

register = template.Library()


@register.simple_tag
def office_name() -> str:
    return settings.WAGTAIL_SITE_NAME


@register.inclusion_tag("editorial/bin/note.html")
def bin_note() -> dict:
    """Where a thing goes when it is deleted."""
    return {}


@register.simple_tag
def start_widget(kind: str, options_json: str, element_id: str = "") -> SafeString:
    """Starts the widget that stands before it. `options_json` is what Wagtail would hand over."""
    options = json.loads(options_json)
    return starting_widgets.start(kind, element_id=element_id, options=options)
