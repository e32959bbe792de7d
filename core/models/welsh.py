"""A page in Welsh: a page of its own that says in Welsh what another one says in English."""

import re
from collections.abc import Iterator
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from modelcluster.models import get_all_child_relations
from wagtail.admin.panels import MultiFieldPanel
from wagtail.fields import StreamField

from core.languages import ENGLISH_TAG, CheckedTranslation

WELSH = "cy"
# What Wagtail keeps beside a page, which is no part of it.
WAGTAILS_OWN = "wagtailcore"
# How the text editor tells paragraphs apart, anew wherever a text comes without.
EDITORS_KEY = re.compile(r' data-block-key="[^"]*"')


class WelshCheckPanel(MultiFieldPanel):
    """Who checked the translation, for pages that are one."""

    class BoundPanel(MultiFieldPanel.BoundPanel):
        def is_shown(self):
            return self.instance.is_welsh and super().is_shown()


class Bilingual(CheckedTranslation):
    """A page in English or in Welsh. Both are pages like any other, each at its own address."""

    is_welsh = models.BooleanField("in Welsh", default=False, editable=False)
    # Stays empty for a page in English, and once that page is gone.
    english_page = models.ForeignKey(
        "core.BasePage",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="welsh_pages",
    )
    # When the English page had last been published as somebody checked the Welsh words.
    english_as_of = models.DateTimeField(null=True, editable=False)

    # Whether staff can make a Welsh version of such a page.
    can_be_welsh = True
    # Texts that are staff's own, or that nobody should have to wait for.
    not_translated = {"withdrawal_reason", "checked_by", "checked_words"}
    # Whether the English page may have a Welsh one in lists, where the way here has found out.
    has_welsh: bool | None = None

    # A copy is another page, which nobody has checked.
    exclude_fields_in_copy = [
        "english_page",
        "english_as_of",
        "checked_by",
        "checked_on",
        "checked_words",
    ]

    welsh_panel = WelshCheckPanel(
        CheckedTranslation.check_panel.children, CheckedTranslation.check_panel.heading
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="only_welsh_pages_have_an_english_one",
                condition=Q(is_welsh=True) | Q(english_page__isnull=True),
            ),
            models.CheckConstraint(
                name="page_is_not_its_own_english_one",
                condition=Q(english_page__isnull=True) | ~Q(english_page=F("page_ptr")),
            ),
        ]

    @property
    def foreign_language(self) -> str:
        """The language of its words for a `lang` attribute; empty for English."""
        return WELSH if self.is_welsh else ""

    @property
    def is_translation(self) -> bool:
        return self.is_welsh

    def words_to_check(self) -> list[str]:
        """All texts of the page and of the rows that belong to it, such as its attachments."""
        titles = [self.title, self.seo_title, self.search_description]
        words = [*filter(None, titles), *_texts_of(self, besides=self.not_translated)]
        for relation in get_all_child_relations(self):
            if relation.related_model._meta.app_label != WAGTAILS_OWN:
                for row in getattr(self, relation.get_accessor_name()).all():
                    words += _texts_of(row)
        return words

    def record_check(self, **check) -> None:
        super().record_check(**check)
        self.english_as_of = self.english_page and self.english_page.last_published_at

    @cached_property
    def counterpart(self):
        """The same page in the other language, if lists show it. None for a withdrawn page."""
        if self.withdrawn_on or (not self.is_welsh and self.has_welsh is False):
            return None
        if self.is_welsh and self.english_page_id is None:
            return None
        same = Q(pk=self.english_page_id) if self.is_welsh else Q(english_page=self.pk)
        pages = self._meta.get_field("english_page").related_model.objects
        return pages.listed().filter(same, alias_of__isnull=True).order_by("pk").first()

    @property
    def alternates(self) -> list[tuple[str, str]]:
        """Language tag and full address of this page in each language. Empty if it has one."""
        if self.counterpart is None:
            return []
        in_welsh, in_english = sorted([self, self.counterpart], key=lambda page: not page.is_welsh)
        return [
            (ENGLISH_TAG, in_english.full_url),
            (WELSH, in_welsh.full_url),
            ("x-default", in_english.full_url),
        ]


def _texts_of(subject: models.Model, *, besides: set[str] = frozenset()) -> Iterator[str]:
    """Each text in a field of our own that is no choice from a list, in the order of the fields."""
    for field in subject._meta.fields:
        is_ours = field.model._meta.app_label != WAGTAILS_OWN and field.name not in besides
        if not is_ours or field.choices:
            continue
        if isinstance(field, StreamField):
            # Block by block, since the database may give the keys of what is unread in any order.
            blocks = field.value_from_object(subject) or []
            yield from _texts_in([block.get_prep_value() for block in blocks])
        elif isinstance(field, models.CharField | models.TextField):
            yield from _texts_in(field.value_from_object(subject))


def _texts_in(value: Any) -> Iterator[str]:
    """Each text in the value of a stream field, without the names that blocks go by."""
    if isinstance(value, str) and value:
        yield EDITORS_KEY.sub("", value)
    elif isinstance(value, list):
        for item in value:
            yield from _texts_in(item)
    elif isinstance(value, dict):
        names = {"id", "type"} if "type" in value and "value" in value else set()
        for name, item in value.items():
            if name not in names:
                yield from _texts_in(item)
