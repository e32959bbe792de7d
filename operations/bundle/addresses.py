"""The addresses that something had elsewhere lead to it from now on."""

import re
from collections.abc import Sequence
from dataclasses import replace

from django.db import models
from django.db.models import Q
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from core.addresses import address_of
from core.models import CustomDocument
from operations.bundle.outcomes import Result
from operations.redirects.addresses import LONGEST, folded

BEGINNING = re.compile(r"/(?!/)|https?://", re.IGNORECASE)


def with_old_ones(results: Sequence[Result]) -> list[Result]:
    """The same, with a word about each old address that can't lead to what was made."""
    wanted = {folded(address) for result in results for address in _given(result)}
    everywhere = Q(site=None) | Q(site__is_default_site=True)
    there = {
        found.old_path: found for found in Redirect.objects.filter(everywhere, old_path__in=wanted)
    }
    new: list[Redirect] = []
    answers = []
    for result in results:
        words = [
            word
            for address in _given(result)
            if (word := _lead(address, result.subject, there, new))
        ]
        answers.append(replace(result, why=" ".join([result.why, *words]).strip()))
    Redirect.objects.bulk_create(new)
    return answers


def _given(result: Result) -> list[str]:
    can_have = isinstance(result.subject, Page | CustomDocument)
    return result.record.old_addresses if can_have else []


def _lead(
    address: str, subject: models.Model, there: dict[str, Redirect], new: list[Redirect]
) -> str:
    """Add a redirect to `new`; the word that says why there is none, or nothing."""
    old_path = folded(address)
    if old_path == "/" or len(old_path) > LONGEST or not BEGINNING.match(address):
        return f"The old address “{address[:80]}” is left out: it must begin with / or https://."
    if old_path == folded(_path_of(subject)):
        return ""
    wanted = _redirect(old_path, subject)
    found = there.setdefault(old_path, wanted)
    if found is wanted:
        new.append(wanted)
    elif _target(found) != _target(wanted):
        return f"The old address {old_path} leads elsewhere already, and still does."
    return ""


def _redirect(old_path: str, subject: models.Model) -> Redirect:
    if isinstance(subject, Page):
        return Redirect(old_path=old_path, redirect_page_id=subject.pk)
    return Redirect(old_path=old_path, redirect_link=subject.url)


def _target(redirect: Redirect) -> tuple[int | None, str]:
    return redirect.redirect_page_id, redirect.redirect_link


def _path_of(subject: models.Model) -> str:
    if isinstance(subject, CustomDocument):
        return subject.url
    return address_of(subject.url_path)
