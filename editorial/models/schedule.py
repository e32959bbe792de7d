"""What the scheduler leaves behind: that it runs, and what it could not do."""

from datetime import datetime

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models


class SchedulerBeat(models.Model):
    """When the scheduler of a machine last looked for what is due."""

    node = models.CharField(max_length=100, unique=True)
    beat_at = models.DateTimeField()

    class Meta:
        ordering = ["-beat_at"]
        verbose_name = "sign of life of the scheduler"
        verbose_name_plural = "signs of life of the scheduler"

    def __str__(self):
        return f"{self.node} at {self.beat_at:%Y-%m-%d %H:%M:%S}"


class MissedMomentQuerySet(models.QuerySet):
    def about(self, subject: models.Model):
        content_type = ContentType.objects.get_for_model(subject, for_concrete_model=False)
        return self.filter(content_type=content_type, object_id=str(subject.pk))

    def to_be_left_alone(self, *, now: datetime):
        """Those that wait for a later try, or for a person."""
        return self.filter(models.Q(next_try_at=None) | models.Q(next_try_at__gt=now))


class MissedMoment(models.Model):
    """That something was due and did not happen. Gone as soon as it has."""

    class Deed(models.TextChoices):
        GO_LIVE = "go_live", "go live"
        COME_DOWN = "come_down", "come down"

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.CharField(max_length=255)
    subject = GenericForeignKey(for_concrete_model=False)
    title = models.CharField(max_length=255)
    deed = models.CharField(max_length=9, choices=Deed.choices)
    due_at = models.DateTimeField()
    reason = models.TextField()
    tries = models.PositiveIntegerField(default=0)
    # None if trying again is no use until somebody has done something about it.
    next_try_at = models.DateTimeField(null=True)

    objects = MissedMomentQuerySet.as_manager()

    class Meta:
        ordering = ["due_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["content_type", "object_id", "deed"], name="one_missed_moment_each"
            )
        ]

    def __str__(self):
        return f"“{self.title}” was to {self.get_deed_display()}"
