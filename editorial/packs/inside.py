"""A rendered draft as an invited reader gets it: its links lead inside the pack."""

import html
import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from core.models import BasePage

ATTRIBUTE = re.compile(r'(?P<before>\s(?:href|src|srcset|imagesrcset)=")(?P<value>[^"]*)"')
# After the exit and the way past it to the content.
HEADER = re.compile(r'<header class="site-header"')
FILES = "/files/"


def inside_pack(page: str, *, pack_id: int, pages: Sequence[BasePage], note: str) -> str:
    """`page` with `note` before its content, and each link to what is in the pack led there."""
    root = reverse("reader-pack", args=[pack_id])
    ways = {
        BasePage.objects.get(pk=one.pk).url: reverse("reader-page", args=[pack_id, one.pk])
        for one in pages
    }

    def led_inside(found: re.Match) -> str:
        value = html.unescape(found["value"])
        # A set of sources has several addresses, each with a width behind it.
        parts = [_led(part, root, ways) for part in re.split(r"(,\s+)", value)]
        return f'{found["before"]}{html.escape("".join(parts))}"'

    led = ATTRIBUTE.sub(led_inside, page)
    return HEADER.sub(lambda header: f"{note}{header[0]}", led, count=1)


def _led(address: str, root: str, ways: dict[str, str]) -> str:
    parts = urlsplit(address.removeprefix(settings.SITE_URL))
    if parts.scheme or parts.netloc:
        return address
    if parts.path.startswith(FILES):
        return root + address.removeprefix(settings.SITE_URL).removeprefix("/")
    for url, way in ways.items():
        # The parts of a document have addresses below its own; readers get all on one page.
        if parts.path.startswith(url):
            return way + (f"#{parts.fragment}" if parts.fragment else "")
    return address
