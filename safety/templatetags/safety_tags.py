"""The pieces of the quick exit, for the shell, and the checksums of scripts and stylesheets.

Staff who look at a draft are in no danger and must not lose it: a preview has no exit.
"""

from typing import Any

from django import template
from django.conf import settings
from django.template import Context
from sri import get_sri_of_static

from safety.models import ExitSettings

register = template.Library()


def exit_context(context: Context, **more: Any) -> dict[str, Any]:
    """What the templates of the exit take; `is_shown` is False in previews.

    A page in another language than English says so with `page_language`, and with `exit_words`
    if it has all words of the exit in that language.
    """
    request = context.get("request")
    words = context.get("exit_words")
    return {
        "is_shown": not getattr(request, "is_preview", False),
        "destination": ExitSettings.destination_for(request),
        "words": words,
        "is_english_within": bool(context.get("page_language")) and not words,
        **more,
    }


@register.inclusion_tag("safety/script.html", takes_context=True)
def quick_exit_script(context: Context) -> dict[str, Any]:
    """The script that leaves. First in `<head>`, so that it runs before the page is read."""
    return exit_context(context)


@register.inclusion_tag("safety/link.html", takes_context=True)
def quick_exit_link(context: Context) -> dict[str, Any]:
    """A way out for those who use the keyboard: right after the skip link."""
    return exit_context(context)


@register.inclusion_tag("safety/control.html", takes_context=True)
def quick_exit_control(context: Context, how_it_works_url: str | None = None) -> dict[str, Any]:
    """The bar that stays at the top. `how_it_works_url` leads to the page about its limits."""
    return exit_context(context, how_it_works_url=how_it_works_url)


@register.simple_tag
def integrity(name: str) -> str:
    """The checksum of a static file as the visitor gets it, for an `integrity` attribute.

    Empty, which browsers take as none, while DEBUG is on: there files change under the server.
    """
    return "" if settings.DEBUG else get_sri_of_static(name, "sha384")
