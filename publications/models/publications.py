from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.forms import CheckboxSelectMultiple
from django.utils import timezone
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from core.blocks import BodyBlock
from core.models import BasePage, Commissioner, DatePrecision
from core.models.pages import BasePageForm
from publications import notices
from publications.isbn import validate_isbn
from publications.models.organisations import Organisation
from publications.models.types import WITH_PAGES_OF_THEIR_OWN, PublicationType


ELSEWHERE = " For a letter or a call for evidence, add a page of that kind instead."


class PublicationPageForm(BasePageForm):
    """Offers the types that the page's own type is for, and the one that the page has."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        if field := self.fields.get("publication_type"):
            chosen = self.instance.publication_type or self.instance.usual_type
            offered = [*self.instance.types_offered, chosen]
            field.choices = [choice for choice in field.choices if choice[0] in offered]
            self.initial["publication_type"] = chosen
            if not self.instance.usual_type:
                field.help_text += ELSEWHERE


class PublicationPage(BasePage):
    """A report, plan or other work, with its files and reference data."""

    publication_type = models.CharField(
        "type",
        max_length=24,
        choices=PublicationType.choices,
        db_index=True,
        help_text="Visitors see it before the date, and can list all publications of one type.",
    )
    body = StreamField(
        BodyBlock(), blank=True, help_text="Optional: what the publication says, in short."
    )
    partners = ParentalManyToManyField(
        Organisation,
        blank=True,
        related_name="publications",
        help_text="Who published it with us.",
    )
    commissioner = models.ForeignKey(
        Commissioner,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Under whom it was published. Once they have left, a notice says so.",
    )
    series = models.ForeignKey(
        "publications.SeriesPage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="publications",
        help_text="If it appears regularly, such as the annual reports.",
    )
    isbn = models.CharField(
        "ISBN",
        max_length=17,
        blank=True,
        validators=[validate_isbn],
        help_text="13 digits, with or without hyphens: 978-1-5286-2117-5.",
    )
    paper_number = models.CharField(
        "HC or CP number", max_length=20, blank=True, help_text="As printed: “HC 123”, “CP 456”."
    )
    laid_on = models.DateField(
        "laid before Parliament on", null=True, blank=True, help_text="If it was laid."
    )
    alternative_format_email = models.EmailField(
        "e-mail for other formats",
        blank=True,
        help_text="Who to ask for large print or Easy Read, if not the office's usual address.",
    )

    change_notes = StreamField(
        notices.ChangeNotesBlock(),
        blank=True,
        help_text=(
            "For changes that readers should know of, not for spelling. Add the newest at the end. "
            "“Updated” on the page is the day of the last one."
        ),
    )

    base_form_class = PublicationPageForm
    # The types that its form offers, and the one that a new page has.
    types_offered: Sequence[str] = [
        choice for choice in PublicationType if choice not in WITH_PAGES_OF_THEIR_OWN
    ]
    usual_type = ""

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("summary"),
        FieldRowPanel(
            [
                FieldPanel("publication_type"),
                FieldPanel("display_date", heading="First published"),
                FieldPanel("date_precision"),
            ],
            "Type and date",
        ),
        InlinePanel(
            "attachments",
            heading="Files and links",
            label="File or link",
            help_text="In the order in which visitors should see them. Without any, the page "
            "says that the file is not on the website and whom to ask for it.",
        ),
        FieldPanel("body"),
        FieldPanel("change_notes"),
        FieldPanel("topics", widget=CheckboxSelectMultiple),
        MultiFieldPanel(
            [
                FieldPanel("partners", widget=CheckboxSelectMultiple),
                FieldPanel("commissioner"),
                FieldPanel("series"),
                FieldRowPanel([FieldPanel("isbn"), FieldPanel("paper_number")]),
                FieldPanel("laid_on"),
                FieldPanel("alternative_format_email"),
            ],
            "Reference data",
        ),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("body"),
        index.SearchField("isbn"),
        index.FilterField("publication_type"),
    ]
    parent_page_types = ["publications.PublicationIndexPage"]
    subpage_types = []
    page_description = "A report, plan, statement or other work, with its files."
    served_with = ["commissioner", "series"]

    class Meta:
        verbose_name = "publication"

    @property
    def card_label(self) -> str:
        return self.get_publication_type_display()

    @property
    def card_source(self) -> str:
        return ", ".join(str(partner) for partner in self.partners.all())

    @property
    def cover_type(self) -> str:
        """The type as a word for a class name, such as `annual-report`."""
        return self.publication_type.replace("_", "-")

    @property
    def earlier_commissioner(self) -> Commissioner | None:
        """Under whom this was published, if they have left since."""
        if self.commissioner and self.commissioner.has_left(on=timezone.localdate()):
            return self.commissioner
        return None

    @property
    def updated_on(self) -> date | None:
        return max(notices.days(self.change_notes), default=None)

    @property
    def changes(self) -> list:
        """The notes on what changed, the newest first."""
        return notices.newest_first(self.change_notes)

    @property
    def corrections(self) -> list:
        """Those of the changes that put something right, the newest first."""
        return notices.corrections(self.change_notes)

    @property
    def published_from(self) -> date | None:
        """The first day on which it may have been published, as far as that is known."""
        known = {
            DatePrecision.DAY: self.display_date,
            DatePrecision.MONTH: self.display_date.replace(day=1),
            DatePrecision.YEAR: self.display_date.replace(month=1, day=1),
        }
        return known.get(self.date_precision)

    def clean(self):
        super().clean()
        found = notices.problems(
            self.change_notes, published=self.published_from, published_words=self.date_words
        )
        if problems := list(found):
            raise ValidationError({"change_notes": problems})

    def schema_org(self) -> dict:
        return {
            "@type": "Report",
            "headline": self.title,
            "datePublished": self.date_machine,
            "dateModified": self.updated_on,
            "isbn": self.isbn,
            "reportNumber": self.paper_number,
        }

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        context["attachments"] = self.attachments.select_related("document")
        return context
