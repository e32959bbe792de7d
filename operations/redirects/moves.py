"""What follows when a page moves or gets another name: its old addresses lead to it."""

from copy import copy

from django.db import models
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.redirects.signal_handlers import create_redirects
from wagtail.models import Page, Site

from core.addresses import address_of
from operations.redirects.addresses import folded

CHUNK = 400


def fold(instance: Redirect, **kwargs) -> None:
    """Before it is saved: the one spelling under which it is looked for."""
    instance.old_path = folded(instance.old_path)


def after_rename(instance: Page, instance_before: Page, **kwargs) -> None:
    lead_from(instance_before, to=instance)


def after_move(instance: Page, url_path_before: str, url_path_after: str, **kwargs) -> None:
    if url_path_before != url_path_after:
        page = instance.specific
        page_before = copy(page)
        page_before.url_path = url_path_before
        lead_from(page_before, to=page)


def lead_from(page_before: Page, *, to: Page) -> None:
    """As Wagtail does, with one spelling, and without what a page stands in front of now."""
    create_redirects(to, page_before, Site.objects.exclude(root_page=to))
    moved = to.get_descendants(inclusive=True).order_by()
    lines = Redirect.objects.filter(automatically_created=True)
    for line in lines.filter(redirect_page__in=moved):
        if line.old_path != folded(line.old_path):
            keep_one(line)
    paths = [folded(address_of(path)) for path in moved.values_list("url_path", flat=True)]
    for start in range(0, len(paths), CHUNK):
        lines.filter(old_path__in=paths[start : start + CHUNK]).delete()


def keep_one(line: Redirect) -> None:
    """Spell the address of `line` as all are, and drop what already has that address."""
    same = models.Q(old_path=folded(line.old_path), site=line.site_id)
    Redirect.objects.filter(same, automatically_created=True).exclude(pk=line.pk).delete()
    if Redirect.objects.filter(same).exists():
        line.delete()
    else:
        line.save()
