"""Withdrawal: a page keeps its address and its title, and says when and why it was withdrawn."""

from collections.abc import Iterator
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from core import gates


class Withdrawable(models.Model):
    """A page whose content can be taken from the public for good, or until it is put right."""

    withdrawn_on = models.DateField(
        null=True,
        blank=True,
        help_text=(
            "Fill this in when the page no longer holds. Its address and its title stay, with a "
            "notice in place of its text and its files, and it leaves all lists. Empty this to "
            "bring everything back."
        ),
    )
    withdrawal_reason = models.TextField(
        "why it was withdrawn",
        blank=True,
        help_text="One or two plain sentences. Everybody who comes to the address reads them.",
    )
    replaced_by = models.ForeignKey(
        "core.BasePage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="The page to read instead, if there is one. The notice links to it.",
    )

    withdrawal_panel = MultiFieldPanel(
        [
            FieldPanel("withdrawn_on"),
            FieldPanel("withdrawal_reason"),
            FieldPanel("replaced_by"),
        ],
        "Withdrawal",
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="withdrawal_has_a_reason",
                condition=Q(withdrawn_on__isnull=True) | ~Q(withdrawal_reason=""),
                violation_error_message="Say why the page was withdrawn.",
            ),
            models.CheckConstraint(
                name="page_is_not_its_own_replacement",
                condition=Q(replaced_by__isnull=True) | ~Q(replaced_by=F("page_ptr")),
                violation_error_message="A page can't be read instead of itself.",
            ),
        ]

    def clean(self):
        super().clean()
        if self.replaced_by_id and self.replaced_by_id == self.pk:
            problem = "This is the page itself. Choose another one, or none."
            raise ValidationError({"replaced_by": problem})
        if self.withdrawn_on is None:
            return
        if not self.withdrawal_reason.strip():
            problem = "Say why it was withdrawn. Visitors read it in place of the page."
            raise ValidationError({"withdrawal_reason": problem})
        if self.max_count == 1:
            problem = (
                "A part of the site stands on this page, so it can't be withdrawn. Unpublish it "
                "if nobody should see it."
            )
            raise ValidationError({"withdrawn_on": problem})

    @property
    def replacement(self):
        """The page to read instead, if everybody may see it."""
        if self.replaced_by_id is None:
            return None
        pages = self._meta.get_field("replaced_by").related_model.objects
        return pages.visible_to_public().filter(pk=self.replaced_by_id).first()

    def withdraw(self, *, reason: str, on: date | None = None, replaced_by=None) -> None:
        """Put a notice in place of the content, at once. `on` is today unless it is given.

        Raises `PublishRefused` if a gate objects, and `ValidationError` without a reason.
        """
        self.withdrawn_on = on or timezone.localdate()
        self.withdrawal_reason = reason
        self.replaced_by = replaced_by
        self.full_clean()
        if found := gates.objections(self):
            raise gates.PublishRefused(self, found)
        self.save_revision().publish()

    def get_template(self, request, *args, **kwargs):
        """As in Wagtail; for a withdrawn page, whichever its type, the notice."""
        if self.withdrawn_on:
            return "withdrawn.html"
        return super().get_template(request, *args, **kwargs)


def withdrawal_objections(subject: models.Model, live_at: datetime) -> Iterator[gates.Objection]:
    """A page can't say that it is withdrawn on a day that has not come."""
    day = getattr(subject, "withdrawn_on", None)
    goes_live_on = timezone.localdate(live_at)
    if day and day > goes_live_on:
        yield gates.Objection(
            f"“Withdrawn on” is {day:%-d %B %Y}, which is after the day on which this goes live "
            f"({goes_live_on:%-d %B %Y}). Change the date, or set the page to go live on that "
            "day: until then it stays as it is.",
            "withdrawn_on",
        )
