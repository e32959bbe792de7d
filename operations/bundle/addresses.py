"""The addresses that something had elsewhere lead to it from now on."""

import re
from dataclasses import replace

from django.db.models import Q
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from core.models import CustomDocument, address_of
from operations.bundle.outcomes import Result
from operations.redirects.addresses import LONGEST, folded

BEGINNING = re.compile(r"/(?!/)|https?://", re.IGNORECASE)


def with_old_ones(result: Result) -> Result:
    """`result`, with a word about each old address that can't lead to what was made."""
    subject, addresses = result.subject, result.record.old_addresses
    if not addresses or not isinstance(subject, Page | CustomDocument):
        return result
    words = [word for address in addresses if (word := _lead(address, subject))]
    return replace(result, why=" ".join([result.why, *words]).strip())


def _lead(address: str, subject: Page | CustomDocument) -> str:
    """Make a redirect; the word that says why there is none, or nothing."""
    old_path = folded(address)
    if old_path == "/" or len(old_path) > LONGEST or not BEGINNING.match(address):
        return f"The old address “{address[:80]}” is left out: it must begin with / or https://."
    if old_path == folded(_path_of(subject)):
        return ""
    is_page = isinstance(subject, Page)
    to = {"redirect_page_id": subject.pk} if is_page else {"redirect_link": subject.url}
    there = Redirect.objects.filter(Q(site=None) | Q(site__is_default_site=True), old_path=old_path)
    if (found := there.first()) is None:
        Redirect.objects.create(old_path=old_path, **to)
        return ""
    if found.redirect_page_id == to.get("redirect_page_id") and (
        is_page or found.redirect_link == subject.url
    ):
        return ""
    return f"The old address {old_path} leads elsewhere already, and still does."


def _path_of(subject: Page | CustomDocument) -> str:
    if isinstance(subject, CustomDocument):
        return subject.url
    return address_of(subject.url_path)
