"""How helplines, their words in other languages and the guidance stand in a bundle."""

from collections.abc import Callable
from typing import Any

from core.records import Kind, Values, complete_translation, page_kind
from helpline.models import (
    AgenciesPage,
    Agency,
    GlossaryPage,
    GlossaryTerm,
    GuidanceIndexPage,
    GuidePage,
    HelpPage,
    Language,
    Resource,
    ResourcesPage,
    Service,
)

OF_A_HELPLINE = "helpline."


def rewrite_language(values: Values, reference: Callable[[type, Any], Any]) -> None:
    """The words of helplines are known by `helpline.NUMBER.FIELD`; a bundle has a key there."""
    for name in {"translations", "checked_against"} & values.keys():
        values[name] = {
            _with_reference(key, reference): words for key, words in values[name].items()
        }


def _with_reference(key: str, reference: Callable[[type, Any], Any]) -> str:
    if not key.startswith(OF_A_HELPLINE):
        return key
    helpline, _, field = key.removeprefix(OF_A_HELPLINE).rpartition(".")
    return f"{OF_A_HELPLINE}{reference(Service, helpline)}.{field}"


def complete_language(language: Language, values: Values) -> None:
    """The English may have changed since somebody checked the words."""
    complete_translation(language, values)
    language.checked_against = values.get("checked_against", language.checked_against)


KINDS = [
    Kind(Service, known_by=("name",)),
    Kind(Agency, known_by=("name",)),
    Kind(Resource, known_by=("title", "url", "document")),
    Kind(
        Language,
        known_by=("tag",),
        also=frozenset({"checked_against"}),
        rewrite=rewrite_language,
        complete=complete_language,
    ),
    page_kind(GuidanceIndexPage),
    page_kind(GuidePage),
    page_kind(HelpPage),
    page_kind(AgenciesPage),
    page_kind(ResourcesPage),
    page_kind(GlossaryPage),
    Kind(GlossaryTerm, known_by=("slug",)),
]
