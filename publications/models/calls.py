from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.search import index

from core.models import BasePage
from publications import calls
from publications.models.publications import PublicationPage
from publications.models.types import PublicationType


class CallForEvidencePage(PublicationPage):
    """A request to the public for evidence, from one minute to another."""

    opens_at = models.DateTimeField(
        "opens", null=True, help_text="London time. From then on, the page says that it is open."
    )
    closes_at = models.DateTimeField(
        "closes",
        null=True,
        help_text="London time, the first minute in which it is closed. For a whole day: 23:59.",
    )
    how_to_respond = RichTextField(
        help_text="What you want to hear about, and where to send it. Shown until it closes."
    )
    outcome = RichTextField(
        "what we did with it",
        blank=True,
        help_text="Shown once it is closed: what came in, and what came of it.",
    )
    outcome_page = models.ForeignKey(
        "core.BasePage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="page with the outcome",
        help_text="Such as the report that rests on the evidence. Linked to while it is public.",
    )

    types_offered = (PublicationType.CALL_FOR_EVIDENCE,)
    usual_type = PublicationType.CALL_FOR_EVIDENCE
    content_panels = [
        *PublicationPage.content_panels[:3],
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")]),
                FieldPanel("how_to_respond"),
            ],
            "The call",
        ),
        MultiFieldPanel([FieldPanel("outcome"), FieldPanel("outcome_page")], "The outcome"),
        *PublicationPage.content_panels[3:],
    ]
    search_fields = [
        *PublicationPage.search_fields,
        index.SearchField("how_to_respond"),
        index.SearchField("outcome"),
    ]
    page_description = "Asks the public for evidence, until a day and a time."

    class Meta:
        verbose_name = "call for evidence"
        verbose_name_plural = "calls for evidence"
        constraints = [
            models.CheckConstraint(
                name="call_closes_after_it_opens",
                condition=Q(closes_at__gt=F("opens_at")),
                violation_error_message="The call would close before it opens.",
            )
        ]

    def __init__(self, *args, **values):
        super().__init__(*args, **values)
        self.publication_type = PublicationType.CALL_FOR_EVIDENCE

    @property
    def state(self) -> str:
        """Whether people can respond now, in words for the page."""
        return calls.words(self.opens_at, self.closes_at, now=timezone.now())

    @property
    def is_closed(self) -> bool:
        return calls.is_closed(self.closes_at, now=timezone.now())

    @property
    def card_note(self) -> str:
        if self.outcome and self.is_closed:
            return calls.outcome_words(self.outcome)
        return self.state

    @property
    def public_outcome_page(self) -> BasePage | None:
        if self.outcome_page_id is None:
            return None
        return BasePage.objects.listed().filter(pk=self.outcome_page_id).first()

    def clean(self):
        super().clean()
        if self.opens_at and self.closes_at and self.closes_at <= self.opens_at:
            problem = (
                f"The call would close before it opens, at {calls.clock(self.opens_at)} on "
                f"{calls.day(self.opens_at)}. Correct one of the two."
            )
            raise ValidationError({"closes_at": problem})

    def schema_org(self) -> dict:
        return {
            "@type": "CreativeWork",
            **self.schema_org_of_work(),
            "expires": self.closes_at and self.closes_at.isoformat(),
        }
