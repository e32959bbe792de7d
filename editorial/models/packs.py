"""Embargo packs: pages, files and pictures that go live together, in one moment or not at all."""

import hashlib
import secrets
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from editorial.moments import in_words

TOKEN_BYTES = 32  # 256 bits, which nobody guesses


class EmbargoPackQuerySet(models.QuerySet):
    def unreleased(self) -> Self:
        return self.filter(released_at__isnull=True)

    def due(self, *, now: datetime) -> Self:
        """Those whose release time has come, the earliest first."""
        return self.unreleased().filter(release_at__lte=now).order_by("release_at", "pk")


class EmbargoPack(models.Model):
    """What is released together. Without a release time it waits until somebody sets one."""

    class Told(models.TextChoices):
        NOTHING = "", "Nothing yet"
        TROUBLE = "trouble", "What stood in the way"
        RELEASE = "release", "The release"

    title = models.CharField(
        max_length=200,
        help_text="For staff and invited readers: “Annual report 2025 to 2026”.",
    )
    release_at = models.DateTimeField(
        "release time",
        null=True,
        blank=True,
        help_text="London time. All that is in the pack goes live in this minute. Empty: nothing "
        "goes live until a time is set.",
    )
    released_at = models.DateTimeField(null=True, editable=False)
    # What stood in the way when the time had come, as it was told. Empty if nothing did.
    trouble = models.TextField(blank=True, editable=False)
    # What the last letter to publishers was about, so that none is sent twice.
    told_of = models.CharField(max_length=8, blank=True, choices=Told.choices, editable=False)

    objects = EmbargoPackQuerySet.as_manager()

    class Meta:
        verbose_name = "embargo pack"
        ordering = ["-released_at", "release_at", "title"]

    def __str__(self):
        return self.title

    @property
    def release_words(self) -> str:
        return in_words(self.release_at) if self.release_at else "No release time yet"

    @property
    def state(self) -> str:
        """Where it stands, in words for a list."""
        if self.released_at:
            return f"Released {in_words(self.released_at)}"
        if self.trouble:
            return "Due, but something stands in the way"
        return "Waits for its release time" if self.release_at else "Waits: no release time yet"


class PackItemQuerySet(models.QuerySet):
    def waiting(self) -> Self:
        """Those of packs that are not released."""
        return self.filter(is_waiting=True)


class PackItem(models.Model):
    """One page, file or picture of a pack. Stays, by its name, when what it names is deleted."""

    class Kind(models.TextChoices):
        PAGE = "page", "Page"
        FILE = "file", "File"
        PICTURE = "picture", "Picture"

    pack = models.ForeignKey(EmbargoPack, on_delete=models.CASCADE, related_name="items")
    kind = models.CharField(max_length=7, choices=Kind.choices)
    title = models.CharField(max_length=255)
    page = models.ForeignKey(
        "core.BasePage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="pack_items",
    )
    document = models.ForeignKey(
        "core.CustomDocument",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="pack_items",
    )
    picture = models.ForeignKey(
        "core.CustomImage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="pack_items",
    )
    # Whether visitors could have the file or picture already, so that only its next version waits.
    was_public = models.BooleanField(default=False)
    # True until the pack is released: repeated here, so that the database refuses a second pack.
    is_waiting = models.BooleanField(default=True)

    objects = PackItemQuerySet.as_manager()

    # A pack shows nothing to visitors: what it names is not public through it.
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["kind", "title"]
        constraints = [
            models.UniqueConstraint(
                fields=["page"], condition=Q(is_waiting=True), name="page_waits_in_one_pack"
            ),
            models.UniqueConstraint(
                fields=["document"], condition=Q(is_waiting=True), name="file_waits_in_one_pack"
            ),
            models.UniqueConstraint(
                fields=["picture"], condition=Q(is_waiting=True), name="picture_waits_in_one_pack"
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def subject(self) -> models.Model | None:
        """What it names; None once that was deleted."""
        return self.page or self.document or self.picture


def pages_in_unreleased_packs() -> models.QuerySet:
    """The ids of all pages that only the release of their pack may put live."""
    waiting = PackItem.objects.waiting().filter(page__isnull=False)
    return waiting.order_by().values_list("page_id", flat=True)


def hash_of(token: str) -> str:
    """What is kept of a reader's link. Whoever reads the database can't open a pack with it."""
    return hashlib.sha256(token.encode()).hexdigest()


class PackReaderQuerySet(models.QuerySet):
    def admitted(self, *, now: datetime) -> Self:
        """Those whose link opens their pack now."""
        return self.filter(
            Q(pack__release_at__isnull=True) | Q(pack__release_at__gt=now),
            revoked_at__isnull=True,
            expires_at__gt=now,
            pack__released_at__isnull=True,
        )

    def at_its_end(self, *, now: datetime) -> Self:
        """Those whose link held until the embargo ended. It opens nothing any more."""
        return self.filter(
            revoked_at__isnull=True,
            pack__release_at__lte=now,
            expires_at__gte=F("pack__release_at"),
        )

    def with_token(self, token: str) -> Self:
        return self.filter(token_hash=hash_of(token))


class PackReader(models.Model):
    """Somebody outside who may read a pack before its release, by a link of their own."""

    pack = models.ForeignKey(EmbargoPack, on_delete=models.CASCADE, related_name="readers")
    name = models.CharField(max_length=120, help_text="One person: each gets a link of their own.")
    email = models.EmailField("e-mail address", help_text="The link is sent to this address.")
    expires_at = models.DateTimeField(
        "link works until", help_text="London time, at the latest the release of the pack."
    )
    has_watermark = models.BooleanField(
        "name on every page",
        default=True,
        help_text="Every page and every page of a PDF says whose copy it is, and until when it is "
        "embargoed.",
    )
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)

    objects = PackReaderQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "invited reader"
        ordering = ["name", "pk"]

    def __str__(self):
        return self.name

    @property
    def words_on_copy(self) -> str:
        """Whose copy it is, and until when nobody else may have it."""
        release = self.pack.release_at
        until = f"until {in_words(release)}" if release else "until its release"
        return f"Copy of {self.name} ({self.email}). Embargoed {until}."

    def make_token(self) -> str:
        """A new secret for the link, of which only the hash is kept. Saves nothing."""
        token = secrets.token_urlsafe(TOKEN_BYTES)
        self.token_hash = hash_of(token)
        return token
