"""The bin: what was deleted, by whom, and where it was, for as long as it can be brought back."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

KEPT_FOR = timedelta(days=90)


class DeletionQuerySet(models.QuerySet):
    def over(self, *, now: datetime) -> Self:
        """Those that have lain in the bin for as long as anything does, the oldest first."""
        return self.filter(at__lte=now - KEPT_FOR).order_by("at", "pk")


class Deletion(models.Model):
    """One page, with all that stood below it, or one picture or file in the bin."""

    class Kind(models.TextChoices):
        PAGE = "page", "Page"
        FILE = "file", "File"
        PICTURE = "picture", "Picture"

    kind = models.CharField(max_length=7, choices=Kind.choices)
    title = models.CharField("what it is", max_length=255)
    page = models.OneToOneField(
        "core.BasePage", null=True, on_delete=models.CASCADE, related_name="deletion"
    )
    document = models.OneToOneField(
        "core.CustomDocument", null=True, on_delete=models.CASCADE, related_name="deletion"
    )
    picture = models.OneToOneField(
        "core.CustomImage", null=True, on_delete=models.CASCADE, related_name="deletion"
    )
    # Where it was: the page above it, or the collection. Empty once that is gone for good.
    parent = models.ForeignKey(
        "wagtailcore.Page", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    collection = models.ForeignKey(
        "wagtailcore.Collection", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    place = models.CharField("where it was", max_length=500)
    # Of a page: another one may take its address meanwhile.
    slug = models.CharField(max_length=255, blank=True)
    pages_below = models.PositiveIntegerField(default=0)
    was_live = models.BooleanField(default=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="who deleted it",
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    at = models.DateTimeField("when", default=timezone.now, db_index=True)

    objects = DeletionQuerySet.as_manager()

    # What lies in the bin is shown by nothing.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "thing in the bin"
        verbose_name_plural = "things in the bin"
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="deletion_is_of_one_thing",
                condition=Q(page__isnull=False, document__isnull=True, picture__isnull=True)
                | Q(page__isnull=True, document__isnull=False, picture__isnull=True)
                | Q(page__isnull=True, document__isnull=True, picture__isnull=False),
            )
        ]

    def __str__(self):
        return self.title

    @property
    def subject(self) -> models.Model:
        """The page, as its own type; the file or the picture."""
        return self.page.specific if self.page else self.document or self.picture

    @property
    def gone_on(self) -> datetime:
        """When it will be deleted for good."""
        return self.at + KEPT_FOR

    def days_left(self, *, now: datetime) -> int:
        """For how many more days it can be brought back. The last one counts as 1."""
        left = self.gone_on - now
        return max(0, left.days + bool(left.seconds or left.microseconds))

    @property
    def parent_is_there(self) -> bool:
        """Whether the page can come back to where it was."""
        if self.parent is None:
            return False
        above = getattr(self.parent, "basepage", None)
        return above is None or above.deleted_at is None
