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
