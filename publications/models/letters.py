"""Letters: who wrote to whom, and which letters answer which."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from publications.letters import thread
from publications.models.publications import PublicationPage, PublicationPageForm
from publications.models.types import LETTERS, PublicationType


class SignatoryBlock(blocks.StructBlock):
    name = blocks.CharBlock(max_length=120)
    role = blocks.CharBlock(
        required=False, max_length=160, help_text="Such as “Chief Executive, A charity”."
    )

    class Meta:
        icon = "user"
        label = "Person"


class LetterPageForm(PublicationPageForm):
    """Asks for the first letter where somebody says that this is a reply to one."""

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("place_in_thread") and cleaned.get("first_letter", self) is None:
            self.add_error("first_letter", "Choose the letter with which the exchange began.")
        first = cleaned.get("first_letter")
        is_reply = cleaned.get("place_in_thread") == LetterPage.Place.REPLY
        if is_reply and first and not (first.specific.sender or cleaned.get("sender")):
            problem = "Say who answered. Empty, it reads as if the Commissioner had."
            self.add_error("sender", problem)
        return cleaned


class LetterPage(PublicationPage):
    """A letter, or the reply or follow-up to one. Each has a page and files of its own."""

    class Place(models.TextChoices):
        REPLY = "reply", "Reply"
        FOLLOW_UP = "follow_up", "Follow-up"

    sender = models.CharField(
        "who wrote it",
        max_length=200,
        blank=True,
        help_text="As it reads after “From”: “the Home Secretary”. Empty: the Commissioner.",
    )
    addressee = models.CharField(
        max_length=200,
        help_text="As it reads after “To”: “the Home Secretary”, “Jane Smith MP”.",
    )
    addressee_role = models.CharField(
        "role of the addressee",
        max_length=200,
        blank=True,
        help_text="If the addressee is a person: “Home Secretary”.",
    )
    co_signatories = StreamField(
        [("person", SignatoryBlock())],
        blank=True,
        verbose_name="who else signed it",
        help_text="In the order of the letter.",
    )
    sent_on = models.DateField(
        null=True, blank=True, help_text="The date on the letter. Empty only if it is not known."
    )
    reply_due_on = models.DateField(
        "reply asked for by",
        null=True,
        blank=True,
        help_text=(
            "Optional. Once this day has passed without a reply on this website, the page says "
            "for how many days there has been none."
        ),
    )
    first_letter = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="later_letters",
        help_text="The letter with which the exchange began. Empty if it is this one.",
    )
    place_in_thread = models.CharField(
        "what this is in the exchange",
        max_length=12,
        choices=Place.choices,
        blank=True,
        help_text="Empty if the exchange began with this letter.",
    )

    base_form_class = LetterPageForm
    types_offered = LETTERS
    usual_type = PublicationType.LETTER
    content_panels = [
        *PublicationPage.content_panels[:3],
        MultiFieldPanel(
            [
                FieldPanel("sender"),
                FieldRowPanel([FieldPanel("addressee"), FieldPanel("addressee_role")]),
                FieldPanel("co_signatories"),
                FieldRowPanel([FieldPanel("sent_on"), FieldPanel("reply_due_on")]),
            ],
            "The letter",
        ),
        MultiFieldPanel(
            [FieldPanel("first_letter"), FieldPanel("place_in_thread")],
            "If it belongs to another letter",
        ),
        *PublicationPage.content_panels[3:],
    ]
    search_fields = [
        *PublicationPage.search_fields,
        index.SearchField("sender"),
        index.SearchField("addressee"),
        index.SearchField("addressee_role"),
    ]
    page_description = "A letter or an open letter, or a reply or follow-up to one."

    class Meta:
        verbose_name = "letter"
        constraints = [
            models.CheckConstraint(
                name="letter_reply_is_due_after_it_was_sent",
                condition=Q(reply_due_on__isnull=True) | Q(reply_due_on__gte=F("sent_on")),
                violation_error_message="The reply would be due before the letter was sent.",
            ),
            models.CheckConstraint(
                name="letter_does_not_belong_to_itself",
                condition=Q(first_letter__isnull=True) | ~Q(first_letter=F("publicationpage_ptr")),
                violation_error_message="A letter can't belong to itself.",
            ),
        ]

    @property
    def card_label(self) -> str:
        if self.first_letter_id and self.place_in_thread:
            return self.get_place_in_thread_display()
        return super().card_label

    @property
    def card_source(self) -> str:
        if self.sender:
            return f"From {self.sender} to {self.addressee}"
        return f"To {self.addressee}"

    @property
    def from_words(self) -> str:
        return self.sender or "the Commissioner"

    @property
    def to_words(self) -> str:
        return ", ".join(filter(None, [self.addressee, self.addressee_role]))

    @property
    def dated_on(self) -> date:
        """When it was sent, or else published, which gives its place in the thread."""
        return self.sent_on or self.display_date

    @property
    def is_reply(self) -> bool:
        return bool(self.first_letter_id) and self.place_in_thread == self.Place.REPLY

    def thread(self):
        """The letters of this exchange that visitors can read, and this one.

        One in Welsh stands in the place of the English one.
        """
        first = self.first_letter_id or self.english_page_id or self.pk
        others = LetterPage.objects.none()
        if first is not None:
            itself = [self.pk, self.english_page_id]
            others = LetterPage.objects.listed().in_english().exclude(pk__in=itself)
            others = others.filter(Q(pk=first) | Q(first_letter=first)).order_by("pk")
        return thread([*others, self], shown_by=self, on=timezone.localdate())

    def clean(self):
        super().clean()
        if found := self.contradictions():
            raise ValidationError(found)

    def contradictions(self) -> dict[str, str]:
        """What can't be true of this letter, by the field in which it is put right."""
        return self._contradictory_days() | self._contradictory_thread()

    def _contradictory_days(self) -> dict[str, str]:
        if self.reply_due_on is None:
            return {}
        if self.sent_on is None:
            return {"sent_on": "Give the date on the letter: days without a reply count from it."}
        if self.reply_due_on < self.sent_on:
            return {
                "reply_due_on": (
                    f"The letter was sent on {self.sent_on:%-d %B %Y}, so its reply can't be due "
                    f"on {self.reply_due_on:%-d %B %Y}. Correct one of the two dates."
                )
            }
        return {}

    def _contradictory_thread(self) -> dict[str, str]:
        first = self.first_letter
        if first is None:
            return self._older_letters_that_follow()
        if first.pk == self.pk:
            problem = "A letter can't belong to itself. Choose the first letter of the exchange."
            return {"first_letter": problem}
        if first.first_letter:
            problem = (
                f"“{first}” belongs to another letter itself. Choose the first one of the "
                f"exchange: “{first.first_letter}”."
            )
            return {"first_letter": problem}
        if self.pk and (later := self.later_letters.first()):
            problem = f"“{later}” belongs to this letter, so this one is the first. Leave it empty."
            return {"first_letter": problem}
        if not self.place_in_thread:
            return {"place_in_thread": "Say whether it is a reply or a follow-up."}
        if self.sent_on and first.sent_on and self.sent_on < first.sent_on:
            problem = (
                f"The letter that this belongs to is dated {first.sent_on:%-d %B %Y}. What "
                "follows can't be older: correct one of the two dates."
            )
            return {"sent_on": problem}
        return {}

    def _older_letters_that_follow(self) -> dict[str, str]:
        if not (self.pk and self.sent_on):
            return {}
        older = self.later_letters.filter(sent_on__lt=self.sent_on).first()
        if older is None:
            return {}
        problem = (
            f"“{older}” belongs to this letter and is dated {older.sent_on:%-d %B %Y}. What "
            "follows can't be older: correct one of the two dates."
        )
        return {"sent_on": problem}

    def schema_org(self) -> dict:
        return {
            "@type": "Message",
            **self.schema_org_of_work(),
            "dateSent": self.sent_on,
            "sender": {"@type": "Audience", "name": self.from_words},
            "recipient": {"@type": "Audience", "name": self.to_words},
        }

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["thread"] = self.thread()
        return context
