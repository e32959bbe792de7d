"""Pocket cards as they were last laid out: how much of each has room, and its PDF."""

from datetime import datetime, timedelta
from functools import partial
from typing import BinaryIO

from django.core.files.storage import default_storage
from django.db import models, transaction

from core.media.sending import Sendable

TRIED_AGAIN_AFTER = timedelta(minutes=10)


class CardSheet(models.Model):
    """One content of a pocket card. Another number, or another word, makes another one."""

    content_hash = models.CharField(max_length=64, unique=True)
    tried_at = models.DateTimeField(null=True)
    # How it had to be set; empty if it could not be.
    step = models.CharField(max_length=10, blank=True)
    # What would not fit as it is set at first, and why there is no PDF. In words for staff.
    crowded = models.TextField(blank=True)
    problem = models.TextField(blank=True)
    file = models.FileField(blank=True)
    file_hash = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(default=0)

    def __str__(self):
        return f"Pocket card {self.content_hash[:12]}"

    @property
    def is_made(self) -> bool:
        return bool(self.file)

    @property
    def has_no_room(self) -> bool:
        """Whether its words are too long, however small they are set."""
        return bool(self.crowded) and not self.step

    def is_due(self, *, now: datetime) -> bool:
        """Whether to lay it out: it is not, and nobody has tried just now."""
        if self.is_made:
            return False
        return self.tried_at is None or self.tried_at < now - TRIED_AGAIN_AFTER

    def opened(self) -> BinaryIO | None:
        """Its PDF. If the storage has lost it, it will be made again."""
        if not self.is_made:
            return None
        try:
            return default_storage.open(self.file.name)
        except FileNotFoundError:
            self.file, self.tried_at = "", None
            self.save()
            return None

    def sendable(self, filename: str) -> Sendable:
        return Sendable(filename, "application/pdf", size=self.size, sha256=self.file_hash)

    def delete_file(self) -> None:
        """Once it is sure that the row is gone, take its file out of the storage."""
        if self.file:
            transaction.on_commit(partial(default_storage.delete, self.file.name))
