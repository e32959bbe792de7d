"""Helplines in templates. Templates show these records and never type a number."""

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from core.languages import Words
from helpline import last_known
from helpline.models import IN_ENGLISH, InEnglish, Language, Service

register = template.Library()


@register.simple_tag
def helplines_on_every_page():
    """The helplines of the top and the foot of each page, also while the database is away."""
    return last_known.services()


@register.simple_tag
def phrase(key: str, language: Language | None = None) -> SafeString:
    """One of the phrases around helplines, on a page in `language`; in English without one."""
    language = language or IN_ENGLISH
    return _shown(language.words(key), language)


@register.simple_tag
def words_of(service: Service, field: str, language: Language | None = None) -> SafeString:
    """What a helpline says in `field`, on a page in `language`; in English without one."""
    language = language or IN_ENGLISH
    return _shown(language.words_of(service, field), language)


def _shown(words: Words, language: Language | InEnglish) -> SafeString:
    context = {"words": words, "surrounding": language.tag}
    return mark_safe(render_to_string("components/words.html", context).strip())
