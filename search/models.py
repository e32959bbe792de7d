"""What search looks through, and what editors put above what it finds."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from wagtail.admin.panels import FieldPanel

from core.models import BasePage
from search.words import stems_of

LONGEST_TEXT = 200_000
"""Letters of one passage that are searched."""


class PassageQuerySet(models.QuerySet):
    def of_public_files(self):
        """Without those of files that were replaced or deleted."""
        is_current = Q(version=F("version__document__current"))
        is_there = Q(version__document__deleted_at__isnull=True)
        return self.filter(Q(version__isnull=True) | (is_current & is_there))


class Passage(models.Model):
    """A place that a hit can lead to: a page, a section, a record, one page of a PDF.

    There is none of what visitors may not read. The columns that databases search are made by
    migration 0001: each has its own.
    """

    page = models.ForeignKey(
        BasePage,
        on_delete=models.CASCADE,
        related_name="+",
        help_text="Visitors find it while lists show this page.",
    )
    shown_on = models.ForeignKey(
        BasePage,
        on_delete=models.CASCADE,
        related_name="+",
        help_text="At whose address it stands: for most the same. Lists have to show it, too.",
    )
    version = models.ForeignKey(
        "core.DocumentVersion",
        null=True,
        on_delete=models.CASCADE,
        related_name="+",
        help_text="Of a page of a file: which one.",
    )
    entry = models.CharField(
        max_length=40, db_index=True, help_text="Passages with the same one are one hit."
    )
    leads = models.BooleanField(default=False, help_text="Whether it gives the hit its title.")
    label = models.CharField(max_length=80, help_text="The kind of thing, such as “Letter”.")
    type = models.CharField(max_length=80, help_text="The label as a word for addresses.")
    topics = models.CharField(max_length=200, blank=True, help_text="Ids with spaces around them.")
    day = models.DateField()
    year = models.PositiveSmallIntegerField(null=True)
    date_words = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=300, blank=True)
    language = models.CharField(max_length=8, blank=True)
    is_elsewhere = models.BooleanField(default=False)
    title = models.CharField(max_length=300, blank=True)
    place = models.CharField(
        max_length=500,
        blank=True,
        help_text="What follows the address of the page, or a whole address.",
    )
    file_page = models.PositiveIntegerField(null=True)
    summary = models.CharField(max_length=300, blank=True)
    also = models.TextField(blank=True, help_text="Words that are searched and not shown.")
    text = models.TextField(blank=True)
    title_stems = models.TextField(blank=True)
    stems = models.TextField(blank=True, help_text="All words as they are compared.")
    fingerprint = models.CharField(
        max_length=64, help_text="The same for two that say the same in the same place."
    )

    objects = PassageQuerySet.as_manager()

    # It tells nothing that its page does not.
    wagtail_reference_index_ignore = True

    class Meta:
        # A common word is read from its newest passages on, also within a year or a type.
        indexes = [
            models.Index(fields=["-day", "-id"], name="passages_newest_first"),
            models.Index(fields=["year", "-day", "-id"], name="passages_of_year"),
            models.Index(fields=["type", "-day", "-id"], name="passages_of_type"),
        ]

    def __str__(self):
        return self.title or self.entry

    def make_words(self) -> None:
        """Note its words as they are compared.

        The title of a file stands on each of its pages: it would tell nothing about one of them.
        """
        title = "" if self.version_id else self.title
        words = " \n ".join([title, self.summary, self.text, self.also])
        self.title_stems, self.stems = stems_of(title), stems_of(words[:LONGEST_TEXT])


class Word(models.Model):
    """A word of our own texts, for whoever misspells it. None is ever taken from a question."""

    word = models.CharField(max_length=40, unique=True)
    count = models.PositiveIntegerField(default=1)

    def __str__(self):
        return self.word


class Promotion(models.Model):
    """A page that stands above all hits for some words."""

    words = models.CharField(
        "search words",
        max_length=200,
        help_text="What people type, with commas between: “housing, safe house”.",
    )
    page = models.ForeignKey(
        BasePage,
        on_delete=models.CASCADE,
        related_name="+",
        help_text="Shown first to whoever searches for exactly these words, while it is public.",
    )
    sort_order = models.PositiveSmallIntegerField(
        "place in the list", default=100, help_text="Small numbers come first."
    )

    panels = [FieldPanel("words"), FieldPanel("page"), FieldPanel("sort_order")]

    class Meta:
        verbose_name = "promoted result"
        ordering = ["sort_order", "pk"]

    def __str__(self):
        return self.words

    @property
    def stems(self) -> list[str]:
        """Each of its words as search compares them."""
        return [stems for words in self.words.split(",") if (stems := stems_of(words))]

    def clean(self):
        super().clean()
        if self.words and not self.stems:
            raise ValidationError({"words": "Write at least one word."})
