"""What was read in the background from each version of a PDF."""

import secrets
from functools import partial

from django.core.files.base import ContentFile
from django.db import DatabaseError, models, transaction
from django.urls import reverse
from django.utils import timezone

from core.media.storing import store
from publications.pdf.reading import Cover, Reading
from publications.pdf_problems import Problem, problems_of

MOST_ATTEMPTS = 3
GIVEN_UP = (
    "Looking through it was broken off each time. Try it again; if that does not help, export the "
    "file again as PDF, or split it into parts, then upload that."
)


def unguessable_cover(facts: "PdfFacts", filename: str) -> str:
    """A stored name with 128 random bits: a cover is public only with its file."""
    return f"covers/{secrets.token_hex(16)}-{filename}"


class PdfFacts(models.Model):
    """What is known of one version of a PDF."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        READ = "read", "Read"
        FAILED = "failed", "Failed"

    version = models.OneToOneField(
        "core.DocumentVersion", on_delete=models.CASCADE, related_name="facts"
    )
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    waiting_since = models.DateTimeField(default=timezone.now)
    attempt_count = models.PositiveSmallIntegerField(default=0)
    read_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=300, blank=True, help_text="Why it could not be read.")
    page_count = models.PositiveIntegerField(default=0)
    picture_page_count = models.PositiveIntegerField(
        default=0, help_text="Pages that show something and have no text."
    )
    has_text = models.BooleanField(default=False)
    is_tagged = models.BooleanField(default=False)
    title = models.CharField(max_length=300, blank=True)
    shows_title = models.BooleanField(default=False)
    language = models.CharField(max_length=20, blank=True)
    is_encrypted = models.BooleanField(default=False)
    dangers = models.JSONField(default=list, help_text="Words from `pdf_problems.DANGERS`.")
    cover = models.FileField(upload_to=unguessable_cover, blank=True)
    small_cover = models.FileField(upload_to=unguessable_cover, blank=True)
    cover_width = models.PositiveSmallIntegerField(default=0)
    cover_height = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name_plural = "PDF facts"

    def __str__(self):
        return f"What is in {self.version}"

    @property
    def is_waiting(self) -> bool:
        return self.state == self.State.WAITING

    @property
    def is_read(self) -> bool:
        return self.state == self.State.READ

    @property
    def problems(self) -> list[Problem]:
        return list(problems_of(self))

    @property
    def cover_names(self) -> list[str]:
        """The stored names of the pictures that there are."""
        return [picture.name for picture in (self.cover, self.small_cover) if picture]

    @property
    def cover_url(self) -> str:
        return reverse("cover", args=[self.cover.name.removeprefix("covers/")])

    @property
    def small_cover_url(self) -> str:
        return reverse("cover", args=[self.small_cover.name.removeprefix("covers/")])

    def wait(self) -> None:
        """Wait to be read from now on, whatever happened before."""
        self.state, self.waiting_since, self.attempt_count = self.State.WAITING, timezone.now(), 0
        self.save(update_fields=["state", "waiting_since", "attempt_count"])

    def attempt(self) -> bool:
        """Count an attempt to read it; False if it need not or should not be made."""
        if not self.is_waiting:
            return False
        if self.attempt_count >= MOST_ATTEMPTS:
            self.fail(GIVEN_UP)
            return False
        self.attempt_count += 1
        self.save(update_fields=["attempt_count"])
        return True

    def fail(self, failure: str) -> None:
        """Keep why the file could not be read. It is not known to be harmless, so it stays here."""
        self.state, self.failure, self.read_at = self.State.FAILED, failure, timezone.now()
        self.save(update_fields=["state", "failure", "read_at"])

    def record(self, reading: Reading) -> None:
        """Keep what was found in place of what was there, and release or shut away the file."""
        earlier = self.cover_names
        self._store_cover(reading.cover)
        try:
            self._save(reading, earlier)
        except DatabaseError:
            self.delete_covers(self.cover_names)
            raise

    def _store_cover(self, cover: Cover | None) -> None:
        self.cover = self.small_cover = ""
        if cover is None:
            return
        self.cover_width, self.cover_height = cover.width, cover.height
        self.cover = store(self.cover, ContentFile(cover.large), "large.webp")
        try:
            self.small_cover = store(self.small_cover, ContentFile(cover.small), "small.webp")
        except OSError:
            self.delete_covers(self.cover_names)
            raise

    @transaction.atomic
    def _save(self, reading: Reading, earlier_covers: list[str]) -> None:
        self.state, self.failure, self.read_at = self.State.READ, "", timezone.now()
        self.page_count, self.picture_page_count = reading.page_count, reading.picture_page_count
        self.has_text = any(reading.texts)
        self.is_tagged, self.is_encrypted = reading.is_tagged, reading.is_encrypted
        self.title, self.shows_title = reading.title, reading.shows_title
        self.language, self.dangers = reading.language, reading.dangers
        self.save()
        self.pages.all().delete()
        PdfPage.objects.bulk_create(
            (
                PdfPage(facts=self, number=number, text=text)
                for number, text in enumerate(reading.texts, start=1)
            ),
            batch_size=200,
        )
        transaction.on_commit(partial(self.delete_covers, earlier_covers))
        self.version.judge(is_harmless=not reading.dangers)

    def delete_covers(self, names: list[str]) -> None:
        """Take pictures out of the storage."""
        for name in names:
            self.cover.storage.delete(name)


class PdfPage(models.Model):
    """The text of one page of a PDF."""

    facts = models.ForeignKey(PdfFacts, on_delete=models.CASCADE, related_name="pages")
    number = models.PositiveIntegerField(help_text="Counted from the first page, which is 1.")
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["facts", "number"], name="page_number_once")]

    def __str__(self):
        return f"Page {self.number} of {self.facts.version}"
