"""The office's name in the admin."""

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def office_name() -> str:
    return settings.WAGTAIL_SITE_NAME
