from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models


class StarterRecord(models.Model):
    """That a piece of starter content was put in place once. What it became is staff's own.

    The record stays when staff delete the piece, so that it never comes back.
    """

    key = models.CharField(max_length=80, unique=True)
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    target = GenericForeignKey()
    loaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["key"]

    def __str__(self):
        return self.key


class MissingAddress(models.Model):
    """How often an address at which nothing is was asked for on a day. Nothing of who asked."""

    path = models.CharField(max_length=255)
    day = models.DateField(db_index=True)
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["path", "day"], name="one_count_for_each_day"),
        ]

    def __str__(self):
        return self.path


class IgnoredAddress(models.Model):
    """An address that staff don't want to be told of. It is not counted."""

    path = models.CharField(max_length=255, unique=True)

    def __str__(self):
        return self.path


class ImportedRecord(models.Model):
    """What a key of a bundle stands for on this site.

    A number is reserved for each record before any is made, since any may refer to any other.
    """

    key = models.CharField(max_length=190, unique=True)
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    target = GenericForeignKey()
    # Of the line that was taken in whole. Empty while something of it is missing.
    line_digest = models.CharField(max_length=64, blank=True)
    # What tells whether somebody has changed the object since. Empty until it is made.
    standing = models.CharField(max_length=64, blank=True)
    imported_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["key"]
        indexes = [models.Index(fields=["content_type", "object_id"], name="imported_object")]

    def __str__(self):
        return self.key
