"""PDFs of HTML-first documents: one for each state in which a document was public."""

import errno
import logging
from datetime import datetime, timedelta
from functools import partial
from typing import BinaryIO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import F, Q
from django.dispatch import Signal
from django.utils import timezone
from django.utils.text import slugify

from core.media.sending import Sendable
from core.media.storing import store
from core.pdf_writing.checks import CannotMake, NotNow
from core.pdf_writing.process import Finished, pdf_from
from core.pdf_writing.source import Source
from publications.documents.pdf_source import edition_of, source_of

logger = logging.getLogger(__name__)

asked_for = Signal()
"""A PDF has to be made; `instance` says which. Who hears it has it made in the background."""

ASKED_AGAIN_AFTER = timedelta(minutes=5)
BEGUN_AGAIN_AFTER = timedelta(minutes=10)
"""Longer than the making can take: then whoever had begun is gone."""

LONGEST_PAUSE = timedelta(hours=12)
FULL = (errno.ENOSPC, errno.EDQUOT)


class DocumentPdfQuerySet(models.QuerySet):
    def of(self, document) -> "DocumentPdf":
        """The PDF of `document` as the public sees it now, made or not."""
        return self.get_or_create(document=document, edition=edition_of(document))[0]

    def due(self, *, now: datetime):
        """Those that wait, and that nobody is making or has failed to make just now."""
        is_free = Q(rests_until__isnull=True) | Q(rests_until__lte=now)
        return self.filter(is_free, state=DocumentPdf.State.WAITING)


class DocumentPdf(models.Model):
    """The tagged PDF of one edition of a document. Editions with the same content share a file."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        MADE = "made", "Made"
        FAILED = "failed", "Can't be made"

    document = models.ForeignKey(
        "publications.DocumentPage", on_delete=models.CASCADE, related_name="pdfs"
    )
    edition = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    problem = models.TextField(blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    rests_until = models.DateTimeField(null=True, blank=True)
    try_count = models.PositiveIntegerField(default=0)
    # SHA-256 of all that the file was made of, and then of the file.
    content_hash = models.CharField(max_length=64, blank=True, db_index=True)
    file_hash = models.CharField(max_length=64, blank=True)
    file = models.FileField(blank=True)
    size = models.PositiveIntegerField(default=0)
    page_count = models.PositiveIntegerField(default=0)

    objects = DocumentPdfQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "edition"], name="one_pdf_per_edition")
        ]

    def __str__(self):
        return f"PDF of {self.document}"

    @property
    def is_made(self) -> bool:
        return self.state == self.State.MADE

    @property
    def has_failed(self) -> bool:
        return self.state == self.State.FAILED

    @property
    def sendable(self) -> Sendable:
        name = slugify(self.document.title)[:80].rstrip("-") or "document"
        return Sendable(f"{name}.pdf", "application/pdf", size=self.size, sha256=self.file_hash)

    def opened(self) -> BinaryIO | None:
        """Its file, if it is made. If the storage has lost it, it will be made again."""
        if not self.is_made:
            return None
        try:
            return default_storage.open(self.file.name)
        except FileNotFoundError:
            DocumentPdf.objects.filter(file=self.file.name).update(
                state=self.State.WAITING, asked_at=None, rests_until=None
            )
            self.refresh_from_db()
            return None

    def ask(self, *, now: datetime) -> None:
        """Have it made, unless it is there or somebody has asked lately."""
        is_forgotten = Q(asked_at__isnull=True) | Q(asked_at__lt=now - ASKED_AGAIN_AFTER)
        due = DocumentPdf.objects.due(now=now).filter(is_forgotten, pk=self.pk)
        if due.update(asked_at=now):
            asked_for.send(DocumentPdf, instance=self)

    def make(self, *, now: datetime) -> None:
        """Make it, unless it is there or somebody is at it. Late and double calls do no harm."""
        claim = DocumentPdf.objects.due(now=now).filter(pk=self.pk)
        if not claim.update(rests_until=now + BEGUN_AGAIN_AFTER, try_count=F("try_count") + 1):
            return
        self.refresh_from_db()
        source = source_of(self.document)
        try:
            self._take_over(source) or self._store(source, pdf_from(source.bundle))
        except CannotMake as reason:
            self.state, self.problem = self.State.FAILED, str(reason)
        except NotNow as reason:
            self.problem = str(reason)
            self.rests_until = now + min(ASKED_AGAIN_AFTER * 2**self.try_count, LONGEST_PAUSE)
            logger.error("The PDF of “%s” waits: %s", self.document, reason)
        else:
            self.state, self.problem = self.State.MADE, ""
        self.save()

    def _take_over(self, source: Source) -> bool:
        """Share the file of an edition with the same content, if there was one."""
        self.content_hash = source.digest
        twins = DocumentPdf.objects.filter(state=self.State.MADE, content_hash=self.content_hash)
        if not (twin := twins.first()):
            return False
        for fact in ("file", "file_hash", "size", "page_count"):
            setattr(self, fact, getattr(twin, fact))
        return True

    def _store(self, source: Source, finished: Finished) -> None:
        """Put a file into the storage, or nothing. Raises `NotNow` if there is no room."""
        name = f"document-pdfs/{source.digest}.pdf"
        try:
            default_storage.delete(name)  # what a machine that went down may have left
            self.file.name = store(self.file, ContentFile(finished.pdf), name)
        except OSError as error:
            words = "is full" if error.errno in FULL else f"can't be written ({error.strerror})"
            raise NotNow(f"The place where files are stored {words}.") from error
        self.file_hash, self.size = finished.sha256, len(finished.pdf)
        self.page_count = finished.page_count

    def delete_file(self) -> None:
        """Take its file out of the storage, unless another edition has the same."""
        name = self.file.name
        if name and not DocumentPdf.objects.filter(file=name).exists():
            transaction.on_commit(partial(default_storage.delete, name))


def make_pdf_of(document) -> None:
    """Make the PDF of a live document page; earlier editions that were never made are forgotten."""
    pdf = DocumentPdf.objects.of(document)
    document.pdfs.exclude(pk=pdf.pk).exclude(state=DocumentPdf.State.MADE).delete()
    pdf.make(now=timezone.now())
