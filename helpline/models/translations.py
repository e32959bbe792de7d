"""Languages in which the pages for help are shown, each checked by a named person."""

from datetime import date
from typing import Self

from django.db import models
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.models import DraftStateMixin, PreviewableMixin, RevisionMixin

from core.gates import Gated
from core.languages import (
    ENGLISH_TAG,
    CheckedTranslation,
    Words,
    direction_of,
    own_name,
    validate_tag,
)
from helpline.forms import LanguageForm
from helpline.models.services import Service
from helpline.phrases import GROUPS, PHRASES

SERVICE_FIELDS = ("when_to_call", "description", "hours", "cost", "languages")
"""What of a helpline is translated. Its name and its number stay as they are."""


def key_of(service: Service, field: str) -> str:
    """The key of the words in a field of a helpline."""
    return f"helpline.{service.pk}.{field}"


def english_by_group() -> dict[str, dict[str, str]]:
    """All that can be translated today: English by key, by what it belongs to."""
    return GROUPS | {
        f"Helpline: {service.name}": {
            key_of(service, field): text
            for field in SERVICE_FIELDS
            if (text := getattr(service, field))
        }
        for service in Service.objects.live()
    }


def english_by_key() -> dict[str, str]:
    """All that can be translated today."""
    return {key: text for group in english_by_group().values() for key, text in group.items()}


def keys_below(prefix: str) -> list[str]:
    return [key for key in PHRASES if key.startswith(f"{prefix}.")]


class InEnglish:
    """The words as we write them. Answers what a `Language` answers."""

    tag = ENGLISH_TAG
    direction = "ltr"
    english_name = "English"

    def words(self, key: str) -> Words:
        """The phrase of `key`. Raises `KeyError` if there is none."""
        return Words(PHRASES[key])

    def words_below(self, prefix: str) -> dict[str, Words]:
        """The phrases whose keys begin so, by the rest of the key."""
        return {key.removeprefix(f"{prefix}."): self.words(key) for key in keys_below(prefix)}

    def words_of(self, service: Service, field: str) -> Words:
        """What a helpline says in `field`, such as when to call it."""
        return Words(getattr(service, field))


IN_ENGLISH = InEnglish()


# What stands for a language in an address: its tag in small letters.
ADDRESS = r"[a-z]{2,3}(?:-[a-z0-9]{2,4}){0,2}"


class LanguageQuerySet(models.QuerySet):
    def live(self) -> Self:
        return self.filter(live=True)

    def at(self, address: str) -> "Language | None":
        """The live one that `address` stands for; None if there is none."""
        return self.live().filter(tag__iexact=address).first()

    def for_links(self) -> Self:
        """Live ones with what leads to them, without all their words."""
        return self.live().only("tag", "own_name")


class Language(
    Gated, CheckedTranslation, DraftStateMixin, RevisionMixin, PreviewableMixin, models.Model
):
    """The words of help in one language: phrases of our pages, and what helplines say."""

    tag = models.CharField(
        "language tag",
        max_length=12,
        unique=True,
        validators=[validate_tag],
        help_text=(
            "How browsers know the language: ar for Arabic, cy for Welsh, zh-Hans for Chinese in "
            "simple characters. It is part of the address, in small letters."
        ),
    )
    own_name = models.CharField(
        "name in the language itself",
        max_length=40,
        blank=True,
        help_text=(
            "In its own script, as its speakers call it. Leave it empty and we fill it in, if we "
            "know it."
        ),
    )
    english_name = models.CharField(
        "name in English", max_length=40, unique=True, help_text="For other staff: “Arabic”."
    )
    sort_order = models.PositiveSmallIntegerField(
        "place in the list", default=100, help_text="Small numbers come first."
    )
    translations = models.JSONField(default=dict, blank=True)
    # The English of each translated phrase at the time of the check.
    checked_against = models.JSONField(default=dict, editable=False)

    objects = LanguageQuerySet.as_manager()
    base_form_class = LanguageForm

    panels = [
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("tag"), FieldPanel("english_name")]),
                FieldRowPanel([FieldPanel("own_name"), FieldPanel("sort_order")]),
            ],
            "The language",
        ),
        FieldPanel("translations"),
        CheckedTranslation.check_panel,
    ]

    class Meta:
        verbose_name = "language"
        ordering = ["sort_order", "english_name"]

    def __str__(self):
        return self.english_name

    def clean(self):
        super().clean()
        self.own_name = self.own_name.strip() or own_name(self.tag) or self.english_name

    def words_to_check(self) -> list[str]:
        return [self.tag, self.own_name, *map(": ".join, sorted(self.translations.items()))]

    def record_check(self, *, by: str, on: date) -> None:
        super().record_check(by=by, on=on)
        english = english_by_key()
        self.checked_against = {key: english[key] for key in self.translations if key in english}

    @property
    def direction(self) -> str:
        return direction_of(self.tag)

    @property
    def address(self) -> str:
        """What stands for the language in addresses."""
        return self.tag.lower()

    def words(self, key: str) -> Words:
        """The phrase of `key`, in English if it lacks one. Raises `KeyError` if there is none."""
        return self._in_place_of(PHRASES[key], key)

    def words_of(self, service: Service, field: str) -> Words:
        """What a helpline says in `field`, in English if that is not translated."""
        return self._in_place_of(getattr(service, field), key_of(service, field))

    def _in_place_of(self, english: str, key: str) -> Words:
        text = self.translations.get(key)
        if not text or self.english_before(key, english):
            return Words(english, is_fallback=bool(english))
        return Words(text, self.tag, self.direction)

    def english_before(self, key: str, english: str) -> str:
        """What was translated, if it was not `english`. Empty if nothing has changed."""
        before = self.checked_against.get(key, english)
        return before if before != english else ""

    def words_below(self, prefix: str) -> dict[str, Words]:
        """The phrases whose keys begin so, by the rest of the key."""
        return {key.removeprefix(f"{prefix}."): self.words(key) for key in keys_below(prefix)}

    def all_words(self, prefix: str) -> dict[str, Words] | None:
        """As `words_below`, or None if one of them is not translated.

        For what must not be said half in one language and half in another.
        """
        found = self.words_below(prefix)
        return None if any(words.is_fallback for words in found.values()) else found

    def english_by_group(self) -> dict[str, dict[str, str]]:
        """What its form asks to be translated."""
        return english_by_group()

    @property
    def untranslated_count(self) -> int:
        """How many pieces of text visitors would read in English."""
        return sum(
            not self.translations.get(key) or bool(self.english_before(key, english))
            for key, english in english_by_key().items()
        )

    def get_preview_template(self, request, mode_name):
        return "helpline/language_preview.html"

    def get_preview_context(self, request, mode_name):
        return super().get_preview_context(request, mode_name) | {
            "page_language": self,
            "services": Service.objects.live(),
        }
