"""The glossary: what the words of law and practice mean, said plainly."""

from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import slugify
from wagtail.admin.panels import FieldPanel, TitleFieldPanel
from wagtail.search import index

from core.addresses import address_of
from core.gates import GatedAtOnce
from core.models import BasePage

# Of all that stands around the terms on a page: a term of that name would lead there.
TAKEN = {"content", "helplines", "helplines-heading", "page"}
LETTER = "letter-"
# The heading of terms that begin with no letter of ours.
DIGITS = "0–9"


class GlossaryTermQuerySet(models.QuerySet):
    def with_address(self) -> Self:
        """Each with `list_path`: where the public glossary is, None without one."""
        pages = BasePage.objects.visible_to_public().filter(glossarypage__isnull=False)
        return self.annotate(list_path=models.Subquery(pages.values("url_path")[:1]))

    def with_link(self) -> Self:
        """Each with the page that says more, and `leads_to_public`."""
        pages = BasePage.objects.listed().filter(pk=models.OuterRef("page"))
        return self.select_related("page").annotate(leads_to_public=models.Exists(pages))


class GlossaryTerm(GatedAtOnce, index.Indexed, models.Model):
    """A word or a name, and what it means. Texts lead to it and keep their own words."""

    term = models.CharField(
        max_length=80,
        unique=True,
        help_text="As within a sentence: “first responder”, “National Referral Mechanism”.",
    )
    other_names = models.CharField(
        "other names and short forms",
        max_length=160,
        blank=True,
        help_text="With commas between them: “NRM”. Leave it empty if there are none.",
    )
    meaning = models.TextField(
        max_length=500,
        help_text="One to three short sentences that somebody aged 12 understands.",
    )
    page = models.ForeignKey(
        BasePage,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="page that says more",
        help_text="Visitors see the link once they can read that page.",
    )
    slug = models.SlugField(
        "word in its address",
        max_length=80,
        unique=True,
        help_text="Leave it as it is once visitors can see it: other websites lead to it.",
    )

    objects = GlossaryTermQuerySet.as_manager()

    panels = [
        TitleFieldPanel("term", targets=["slug"], placeholder="Term*"),
        FieldPanel("other_names"),
        FieldPanel("meaning"),
        FieldPanel("page"),
        FieldPanel("slug"),
    ]
    search_fields = [
        index.AutocompleteField("term"),
        index.SearchField("term"),
        index.AutocompleteField("other_names"),
        index.SearchField("other_names"),
    ]

    class Meta:
        verbose_name = "glossary term"
        ordering = ["term"]

    def __str__(self):
        return self.term

    def clean(self):
        super().clean()
        if self.slug in TAKEN or self.slug.startswith(LETTER):
            raise ValidationError(
                {"slug": "A part of every page has this address. Add another word to it."}
            )

    @property
    def address(self) -> str:
        """Its place on the public glossary, for those that `with_address` gave; else empty."""
        return f"{address_of(self.list_path)}#{self.slug}" if self.list_path else ""

    @property
    def names(self) -> list[str]:
        """The other names and short forms, one by one."""
        return [name.strip() for name in self.other_names.split(",") if name.strip()]

    @property
    def page_shown(self) -> BasePage | None:
        """The page that says more, for those that `with_link` gave; None while it is not public."""
        return self.page if self.page and self.leads_to_public else None

    @property
    def sort_key(self) -> str:
        """As dictionaries order words: capitals, accents and hyphens make no difference."""
        return slugify(self.term).replace("-", " ")

    @property
    def letter(self) -> str:
        first = self.sort_key[:1].upper()
        return first if first.isalpha() else DIGITS


@dataclass(frozen=True)
class Letter:
    """The terms that begin with one letter."""

    name: str
    terms: list[GlossaryTerm]

    @property
    def anchor(self) -> str:
        return LETTER + slugify(self.name)


class GlossaryPage(BasePage):
    """The glossary as visitors see it, from A to Z."""

    content_panels = [*BasePage.content_panels, FieldPanel("summary")]
    parent_page_types = ["helpline.GuidanceIndexPage"]
    subpage_types = []
    max_count = 1
    page_description = "What words of law and practice mean, from A to Z."
    shows_others = True
    is_undated = True

    class Meta:
        verbose_name = "glossary"

    @cached_property
    def letters(self) -> list[Letter]:
        """All terms in their order, by the letters that there are."""
        terms = sorted(GlossaryTerm.objects.with_link(), key=lambda term: term.sort_key)
        # Digits come first in this order, so that each letter stands once.
        return [
            Letter(name, list(found)) for name, found in groupby(terms, lambda term: term.letter)
        ]

    def schema_org(self):
        terms = [term for letter in self.letters for term in letter.terms]
        return {
            "@type": "DefinedTermSet",
            "hasDefinedTerm": [
                {
                    "@type": "DefinedTerm",
                    "@id": f"{self.full_url}#{term.slug}",
                    "name": term.term,
                    "description": term.meaning,
                    **({"alternateName": term.names} if term.names else {}),
                }
                for term in terms
            ],
        }
