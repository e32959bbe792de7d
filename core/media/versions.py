"""Each content that a file has had: at an address of its own, and public only once it is safe."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.dispatch import Signal
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ReferenceIndex

from core.media.waiting import next_version_waits

# Kinds of file that can hold programs where no search of their bytes finds them. Visitors get
# none of them before somebody who can read them says that they are harmless.
READ_FIRST = {"pdf"}
# What of a document follows from its current version, and is written only when another one takes
# over: a form that was opened before must not bring the earlier one back.
OF_CURRENT_VERSION = ["file", "file_size", "file_hash", "current"]
# An entry of a folder holds at most 255 bytes, and an address should stay short.
LONGEST_NAME = 120

version_made = Signal()
"""Sent in the transaction that makes a version, which is the argument `version`."""


def unguessable_path(of: models.Model, filename: str) -> str:
    """A stored name with 128 random bits: a file is public only through a page."""
    stem, dot, suffix = filename.rpartition(".")
    if dot:
        shorter = stem.encode()[: LONGEST_NAME - len(dot + suffix)].decode(errors="ignore")
        filename = f"{shorter or 'file'}.{suffix}"
    return f"documents/{secrets.token_hex(16)}/{filename}"


def sha256_of(pieces: Iterable[bytes]) -> str:
    """The SHA-256 of a content that comes in pieces, in hexadecimal."""
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    return digest.hexdigest()


def documents_of(subject: models.Model) -> set[int]:
    """The ids of the files that a page or record refers to, as it is in memory."""
    return _referred_to(subject, "customdocument")


def pictures_of(subject: models.Model) -> set[int]:
    """The ids of the pictures that a page or record refers to, as it is in memory."""
    return _referred_to(subject, "customimage")


def _referred_to(subject: models.Model, model_name: str) -> set[int]:
    kind = ContentType.objects.get_by_natural_key("core", model_name)
    # Wagtail has no public call for an object that is not saved yet.
    references = ReferenceIndex._extract_references_from_object(subject)
    return {int(found) for kind_id, found, *_ in references if kind_id == kind.pk}


class DocumentVersionQuerySet(models.QuerySet):
    def released(self):
        """Those that are, or once were, what the permanent address gives."""
        return self.filter(released_at__isnull=False)

    def unreleased(self):
        """Those that wait: for a page, or for somebody to read them. One per file at most."""
        return self.filter(released_at__isnull=True)

    def held_for(self, subject: models.Model):
        """Those that wait for `subject`, a page or record that refers to their file."""
        documents = documents_of(subject)
        if not documents:
            return self.none()
        return self.unreleased().filter(is_held=True, document__in=documents)


class DocumentVersion(models.Model):
    """One content of a file. It never changes; another content is another version."""

    document = models.ForeignKey(
        "core.CustomDocument", on_delete=models.CASCADE, related_name="versions"
    )
    number = models.PositiveIntegerField()
    file = models.FileField(upload_to=unguessable_path, max_length=300)
    size = models.PositiveBigIntegerField(help_text="In bytes.")
    sha256 = models.CharField("SHA-256", max_length=64)
    created_at = models.DateTimeField(default=timezone.now)
    note = models.CharField("what changed", max_length=300, blank=True)
    is_public = models.BooleanField(
        default=True, help_text="Whether visitors can get it once another version has taken over."
    )
    is_held = models.BooleanField(
        default=False, help_text="Whether it waits for a page that uses the file to be published."
    )
    is_harmless = models.BooleanField(null=True, help_text="Unknown until somebody has read it.")
    released_at = models.DateTimeField(
        null=True, help_text="Since when it is, or was, what the permanent address gives."
    )

    objects = DocumentVersionQuerySet.as_manager()

    # A version says nothing about who may see its file.
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="version_number_once"),
            models.UniqueConstraint(
                fields=["document"],
                condition=models.Q(released_at__isnull=True),
                name="one_version_waits",
            ),
        ]

    def __str__(self):
        return f"{self.document}, version {self.number}"

    @property
    def filename(self) -> str:
        return self.file.name.rpartition("/")[2]

    @property
    def suffix(self) -> str:
        return self.filename.rpartition(".")[2].lower()

    @property
    def url(self) -> str:
        return reverse("document-version", args=[self.document_id, self.number, self.filename])

    @property
    def is_current(self) -> bool:
        return self.document.current_id == self.pk

    @property
    def is_superseded(self) -> bool:
        return self.released_at is not None and not self.is_current

    def judge(self, *, is_harmless: bool) -> None:
        """Keep what somebody who has read the content found; release it if it waits for no more."""
        self.is_harmless = is_harmless
        self.save(update_fields=["is_harmless"])
        if is_harmless and not self.is_held and self.released_at is None:
            self.release_unless_it_waits()

    def let_go(self) -> None:
        """Wait for no page any longer."""
        self.is_held = False
        self.save(update_fields=["is_held"])
        if self.is_harmless:
            self.release_unless_it_waits()

    def release_unless_it_waits(self) -> None:
        """Release it, unless something besides a page has it wait, such as an embargo."""
        if not next_version_waits(self.document):
            self.release()

    def release(self, *, now: datetime | None = None) -> None:
        """Have the permanent address give this version from now on."""
        with transaction.atomic():
            self.released_at, self.is_held = now or timezone.now(), False
            self.save(update_fields=["released_at", "is_held"])
            self.document.show(self)
            self.document.current = self
            self.document.save(update_fields=OF_CURRENT_VERSION)


def release_held_for(subject: models.Model) -> None:
    """Release what waited for `subject`, which has just gone live."""
    for version in DocumentVersion.objects.held_for(subject).select_related("document"):
        version.let_go()
