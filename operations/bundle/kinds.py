"""All kinds of records of a bundle, in the order in which they can be made."""

from functools import cache

from django.apps import apps
from wagtail.contrib.redirects.models import Redirect
from wagtail.contrib.settings.models import BaseSiteSetting
from wagtail.models import Page

import core.records
import helpline.records
import home.records
import news.records
import publications.records
import search.records
from core.records import Kind, Values
from operations.bundle.layout import Misfit
from operations.models import IgnoredAddress
from operations.redirects.addresses import folded


def complete_redirect(redirect: Redirect, values: Values) -> None:
    """As Wagtail looks addresses up."""
    redirect.old_path = folded(redirect.old_path)


def _is_after_pages(kind: Kind) -> bool:
    """Whether it can't be without a page."""
    return any(
        field.is_relation and not field.null and issubclass(field.related_model, Page)
        for field in kind.model._meta.concrete_fields
    )


@cache
def kinds() -> dict[str, Kind]:
    """Each kind by its name, such as “news.NewsPage”. Pages come after what they may refer to."""
    rooms = (core, helpline, home, news, publications, search)
    found = [kind for room in rooms for kind in room.records.KINDS]
    found += [
        Kind(model, known_by=("site",), besides=frozenset({"site"}))
        for model in apps.get_models()
        if issubclass(model, BaseSiteSetting)
    ]
    found.append(Kind(IgnoredAddress, known_by=("path",)))
    found.append(
        Kind(
            Redirect,
            known_by=("old_path",),
            besides=frozenset({"site", "created_at"}),
            complete=complete_redirect,
        )
    )
    found.sort(key=_place)
    return {kind.model._meta.label: kind for kind in found}


def _place(kind: Kind) -> int:
    if issubclass(kind.model, Page):
        return 1
    is_last = issubclass(kind.model, BaseSiteSetting | Redirect) or _is_after_pages(kind)
    return 2 if is_last else 0


@cache
def rank_of(name: str) -> int:
    """The place of a kind among all. Pages share one: a page's depth says when it is made."""
    if issubclass(kinds()[name].model, Page):
        return 1_000
    place = list(kinds()).index(name)
    return place if _place(kinds()[name]) == 0 else 2_000 + place


def kind_of(name: str) -> Kind:
    """Raises `Misfit`."""
    if name not in kinds():
        raise Misfit(f"There is no type “{name}”. There are: {', '.join(kinds())}.")
    return kinds()[name]
