"""The office's public posts on other services, as kept on this site, and where they come from."""

from datetime import datetime, timedelta
from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from home import profiles

MOST_SHOWN = 5
LEAST_PAUSE = timedelta(seconds=30)
"""Between two questions to one source, however often somebody presses the button."""
FAILING_AFTER = timedelta(days=1)


class PostSourceQuerySet(models.QuerySet):
    def due(self, *, now: datetime) -> Self:
        """Those that are on and that nobody asked for a rest."""
        return self.filter(Q(rests_until__isnull=True) | Q(rests_until__lte=now), is_on=True)

    def failing(self, *, now: datetime) -> Self:
        """Those that are on and have given no posts for a day, or never."""
        long_ago = Q(succeeded_at__isnull=True) | Q(succeeded_at__lt=now - FAILING_AFTER)
        return self.filter(long_ago, is_on=True).exclude(problem="")


class PostSource(models.Model):
    """An account of the office, or a feed. The website asks it for the newest posts."""

    class Service(models.TextChoices):
        FEED = "feed", "A feed (RSS, Atom or JSON Feed)"
        MASTODON = "mastodon", "Mastodon"
        BLUESKY = "bluesky", "Bluesky"
        X = "x", "X (needs a token)"

    class Language(models.TextChoices):
        ENGLISH = "en", "English"
        WELSH = "cy", "Welsh"

    name = models.CharField(
        max_length=40, help_text="The service, as visitors read it above each post: “Mastodon”."
    )
    service = models.CharField(
        "kind", max_length=8, choices=Service.choices, default=Service.MASTODON
    )
    address = models.CharField(
        "name or address",
        max_length=300,
        help_text="Mastodon: @name@server.example. Bluesky: @name.bsky.social. X: @name. A feed: "
        "its whole address, such as https://server.example/@name.rss.",
    )
    language = models.CharField(
        "usual language",
        max_length=2,
        choices=Language.choices,
        default=Language.ENGLISH,
        help_text="Of posts that don’t say theirs. Screen readers choose their voice by it.",
    )
    kept_count = models.PositiveSmallIntegerField(
        "how many posts",
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_SHOWN)],
        help_text="The newest of this source, 5 at most. How many are shown of all sources "
        "together is set on the front page.",
    )
    hidden_after_days = models.PositiveSmallIntegerField(
        "days until a post is too old",
        default=90,
        validators=[MinValueValidator(1), MaxValueValidator(3650)],
        help_text="An old post makes the office look asleep. Older ones are not shown.",
    )
    is_on = models.BooleanField(
        "on",
        default=True,
        help_text="Without this tick the source isn’t asked, and its posts aren’t shown.",
    )

    # What came of asking.
    tried_at = models.DateTimeField(null=True, editable=False)
    succeeded_at = models.DateTimeField(null=True, editable=False)
    rests_until = models.DateTimeField(null=True, editable=False)
    problem = models.CharField(max_length=400, blank=True, editable=False)
    left_out_count = models.PositiveSmallIntegerField(default=0, editable=False)
    # How to ask next time: how the service calls the account, and its marks of the last answer.
    account = models.CharField(max_length=100, blank=True, editable=False)
    etag = models.CharField(max_length=200, blank=True, editable=False)
    last_modified = models.CharField(max_length=100, blank=True, editable=False)

    objects = PostSourceQuerySet.as_manager()

    panels = [
        FieldPanel("name"),
        MultiFieldPanel([FieldPanel("service"), FieldPanel("address")], "Where the posts are"),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("kept_count"), FieldPanel("hidden_after_days")]),
                FieldPanel("language"),
                FieldPanel("is_on"),
            ],
            "What is shown",
        ),
    ]

    class Meta:
        verbose_name = "source of latest posts"
        verbose_name_plural = "sources of latest posts"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                name="post_source_is_there_once",
                fields=["service", "address"],
                violation_error_message="This source is there already.",
            )
        ]

    def __str__(self):
        return self.name

    @property
    def profile(self) -> profiles.Profile:
        return getattr(profiles, self.service)(self.address)

    @property
    def state(self) -> str:
        """How it stands with this source, in a sentence for staff."""
        if not self.is_on:
            return "Off. It isn’t asked, and its posts aren’t shown."
        if self.problem:
            return " ".join(filter(None, [self.problem, self._rest, self._last_good]))
        return self._last_good if self.succeeded_at else "Not asked yet."

    @property
    def _rest(self) -> str:
        if not self.rests_until or self.rests_until <= timezone.now():
            return ""
        return f"It is asked again after {timezone.localtime(self.rests_until):%H:%M}."

    @property
    def _last_good(self) -> str:
        if not self.succeeded_at:
            return "No post has been fetched yet."
        moment = timezone.localtime(self.succeeded_at)
        return f"Last fetched on {moment:%-d %B %Y at %H:%M}."

    @property
    def unless_changed(self) -> dict[str, str]:
        """The headers by which a service answers shortly if it has nothing new."""
        headers = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in headers.items() if value}

    def claim(self, *, now: datetime) -> bool:
        """Whether it may be asked now, by whoever calls this and by nobody else."""
        free = Q(tried_at__isnull=True) | Q(tried_at__lte=now - LEAST_PAUSE)
        mine = type(self).objects.due(now=now).filter(free, pk=self.pk)
        return bool(mine.update(tried_at=now))

    def note(self, **state) -> None:
        """Keep what came of asking, past the audit log: nobody of the staff did it."""
        type(self).objects.filter(pk=self.pk).update(**state)

    def clean(self):
        super().clean()
        self.address = self.address.strip()
        try:
            self.profile  # noqa: B018 (an address that names nothing is found only by reading it)
        except ValidationError as refusal:
            raise ValidationError({"address": refusal.messages}) from refusal

    def save(self, *args, **options):
        """As always; posts of another place would be shown under a name that isn't theirs."""
        # Ask at once, and for all: more may be kept now.
        self.etag, self.last_modified, self.tried_at = "", "", None
        before = type(self).objects.filter(pk=self.pk).first()
        if before and (before.service, before.address) != (self.service, self.address):
            self._forget()
        super().save(*args, **options)

    def _forget(self) -> None:
        self.posts.all().delete()
        self.succeeded_at = self.rests_until = None
        self.problem = self.account = ""
        self.left_out_count = 0


class PostQuerySet(models.QuerySet):
    def with_source(self) -> Self:
        """Those of sources that are on. A few rows, as of each source a few are kept."""
        return self.filter(source__is_on=True).select_related("source")


class Post(models.Model):
    """One of the office's public posts on another service, as kept on this site."""

    source = models.ForeignKey(PostSource, on_delete=models.CASCADE, related_name="posts")
    url = models.URLField("address of the post", max_length=500)
    text = models.TextField(blank=True)
    warning = models.CharField(max_length=600, blank=True)
    language = models.CharField(max_length=20)
    posted_at = models.DateTimeField(db_index=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        # Feeds without dates list the newest first.
        ordering = ["-posted_at", "pk"]
        constraints = [
            models.UniqueConstraint(name="post_is_kept_once", fields=["source", "url"]),
        ]

    def __str__(self):
        return self.words[:80]

    @property
    def words(self) -> str:
        """What visitors read: the author's warning in place of what it warns of."""
        return f"Content warning: {self.warning}" if self.warning else self.text

    def is_recent(self, *, now: datetime) -> bool:
        return now < self.too_old_at

    @property
    def too_old_at(self) -> datetime:
        return self.posted_at + timedelta(days=self.source.hidden_after_days)
