from datetime import datetime
from typing import Self

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from core.gates import GatedAtOnce
from core.models.pages import BasePage

# On all pages, now or from a day on, until somebody takes it off.
EVERYWHERE = Q(section__isnull=True, ends_at__isnull=True, is_prepared=False)
PUT_UP, TAKEN_OFF, CREATED = "core.put_up", "core.take_off", "wagtail.create"


class AlertQuerySet(models.QuerySet):
    def current(self, *, now: datetime) -> Self:
        return self.filter(
            Q(starts_at__isnull=True) | Q(starts_at__lte=now),
            Q(ends_at__isnull=True) | Q(ends_at__gt=now),
            is_prepared=False,
        )

    def waiting(self, *, now: datetime) -> Self:
        """Those that somebody could put up now: kept for later, or with a “from” ahead."""
        is_planned = Q(starts_at__gt=now) & (Q(ends_at__isnull=True) | Q(ends_at__gt=now))
        return self.filter(Q(is_prepared=True) | is_planned)

    def twins_of(self, alert: "Alert") -> Self:
        """Those on all pages in the same words, of which the database holds at most one."""
        words = {"level": alert.level, "heading": alert.heading, "text": alert.text}
        return self.filter(EVERYWHERE, **words)

    def with_link(self) -> Self:
        """Each with the page that it leads to, and `leads_to_public`."""
        pages = BasePage.objects.listed().filter(pk=OuterRef("link_page"))
        return self.select_related("link_page").annotate(leads_to_public=Exists(pages))

    def for_page(self, page) -> Self:
        """Alerts for the whole site, and for a section that holds `page` (None: no page)."""
        whole_site = Q(section__isnull=True)
        if page is None or not page.path:
            return self.filter(whole_site)
        steps = range(page.steplen, len(page.path) + 1, page.steplen)
        return self.filter(whole_site | Q(section__path__in=[page.path[:end] for end in steps]))


class Alert(GatedAtOnce, models.Model):
    """A banner at the top of the site or of one section, for as long as it is needed."""

    class Level(models.TextChoices):
        URGENT = "urgent", "Urgent: somebody could come to harm"
        WARNING = "warning", "Warning: something does not work as usual"
        INFORMATION = "information", "Information"

    class State(models.TextChoices):
        UP = "up", "Up now"
        PREPARED = "prepared", "Kept for later"
        PLANNED = "planned", "Not yet"
        OVER = "over", "Over"

    level = models.CharField(
        max_length=12,
        choices=Level.choices,
        default=Level.INFORMATION,
        help_text="“Urgent” and “Warning” are words that visitors see before the heading.",
    )
    heading = models.CharField(max_length=100, help_text="What has happened, in a few words.")
    text = models.CharField(
        max_length=300, blank=True, help_text="What visitors should do. No phone numbers here."
    )
    link_page = models.ForeignKey(
        "wagtailcore.Page",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="page to link to",
        help_text="A page of ours that says more.",
    )
    link_url = models.URLField(
        "or an outside address", blank=True, help_text="A page of another website that says more."
    )
    link_text = models.CharField(
        max_length=80, blank=True, help_text="Says where the link leads: “How to reach us”."
    )
    starts_at = models.DateTimeField(
        "from", null=True, blank=True, help_text="London time. Empty: at once."
    )
    ends_at = models.DateTimeField(
        "until", null=True, blank=True, help_text="London time. Empty: until it is taken off."
    )
    section = models.ForeignKey(
        "wagtailcore.Page",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        help_text="Show it on this page and the pages below it. Empty: on the whole site.",
    )
    is_prepared = models.BooleanField(
        "keep it for later",
        default=False,
        help_text="Nobody sees it until somebody presses “Put it on all pages now”, or takes this "
        "tick away.",
    )

    objects = AlertQuerySet.as_manager()

    panels = [
        MultiFieldPanel(
            [FieldPanel("level"), FieldPanel("heading"), FieldPanel("text")], "What it says"
        ),
        MultiFieldPanel(
            [FieldPanel("link_page"), FieldPanel("link_url"), FieldPanel("link_text")],
            "Where it leads",
        ),
        FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")], "When it is shown"),
        FieldPanel("section"),
        FieldPanel("is_prepared"),
    ]

    class Meta:
        verbose_name = "alert banner"
        ordering = ["-level", "-starts_at"]
        constraints = [
            models.CheckConstraint(
                name="alert_ends_after_start",
                condition=Q(starts_at__isnull=True)
                | Q(ends_at__isnull=True)
                | Q(ends_at__gt=F("starts_at")),
                violation_error_message="“Until” must be later than “from”.",
            ),
            # Two presses of a button, or two people, make one banner.
            models.UniqueConstraint(
                name="alert_is_up_once",
                fields=["level", "heading", "text"],
                condition=EVERYWHERE,
                violation_error_message="A banner with these words is on all pages already.",
            ),
        ]

    def __str__(self):
        return self.heading

    @property
    def url(self) -> str:
        """Where it leads, for those that `with_link` gave. Empty while that is not public."""
        if self.link_page:
            return self.link_page.url if self.leads_to_public else ""
        return self.link_url

    @property
    def signal(self) -> str:
        """The word that visitors read first, since no colour alone says how grave it is."""
        return {self.Level.URGENT: "Urgent", self.Level.WARNING: "Warning"}.get(self.level, "")

    @property
    def state(self) -> State:
        now = timezone.now()
        if self.is_prepared:
            return self.State.PREPARED
        if self.ends_at and self.ends_at <= now:
            return self.State.OVER
        return self.State.PLANNED if self.starts_at and self.starts_at > now else self.State.UP

    @cached_property
    def rise(self) -> ModelLogEntry | None:
        """The entry of Wagtail's log that tells who put it up. None if no person did."""
        entries = ModelLogEntry.objects.for_instance(self).filter(action__in=[PUT_UP, CREATED])
        return entries.select_related("user").order_by("-timestamp", "-pk").first()

    @property
    def up_since(self) -> datetime | None:
        """When visitors first saw it; None if nothing tells."""
        return self.starts_at or (self.rise and self.rise.timestamp)

    def put_up(self, *, by: models.Model) -> bool:
        """Show it from now on, to its “until” if that lies ahead. False if it is up already."""
        try:
            with transaction.atomic():
                now = timezone.now()
                if self.pk:
                    self._lock()
                    if self.state not in (self.State.PREPARED, self.State.PLANNED):
                        return False
                self.is_prepared, self.starts_at = False, now
                if self.ends_at and self.ends_at <= now:
                    self.ends_at = None
                self.save()
                log(self, PUT_UP, user=by)
        except IntegrityError:
            twin = type(self).objects.exclude(pk=self.pk).twins_of(self).first()
            return twin is not None and twin.put_up(by=by)
        return True

    def take_off(self, *, by: models.Model) -> bool:
        """End it, and keep it for the record. False if it is not up."""
        with transaction.atomic():
            self._lock()
            if self.state != self.State.UP:
                return False
            self.ends_at = timezone.now()
            self.save()
            log(self, TAKEN_OFF, user=by)
        return True

    def _lock(self) -> None:
        """Read it anew, and let nobody else change it before we have."""
        self.refresh_from_db(from_queryset=type(self).objects.select_for_update())

    def clean(self):
        super().clean()
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": "“Until” must be later than “from”."})
        if self.link_page and self.link_url:
            raise ValidationError({"link_url": "Choose a page or an outside address, not both."})
        if (self.link_page or self.link_url) and not self.link_text:
            raise ValidationError({"link_text": "Say in a few words where the link leads."})
