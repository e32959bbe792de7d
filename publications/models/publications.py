from django.db import models
from django.db.models import Prefetch
from django.forms import CheckboxSelectMultiple
from django.utils import timezone
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from core.blocks import BodyBlock
from core.models import BasePage, Commissioner
from core.models.pages import BasePageForm
from publications.isbn import validate_isbn
from publications.models.attachments import WITH_FILES, Attachment, ways_to_read
from publications.models.documents import DocumentPage
from publications.models.file_reports import FileReport, reports_on
from publications.models.organisations import Organisation
from publications.models.pdf_facts import PdfFacts
from publications.models.types import PublicationType
from publications.panels import FileReportsPanel

# What lists show of each publication, to come with all of them in one query each.
CARD_PARTS = ["partners", Prefetch("attachments", Attachment.objects.select_related(*WITH_FILES))]


class PublicationPageForm(BasePageForm):
    """Lets only those who may publish say why a file goes live with its faults."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        if "pdf_overrule_reason" in self.fields:
            # A disabled field takes nothing from what a browser sends.
            self.fields["pdf_overrule_reason"].disabled = not self._may_publish()

    def _may_publish(self) -> bool:
        if self.instance.pk:
            return self.instance.permissions_for_user(self.for_user).can_publish()
        return self.parent_page.permissions_for_user(self.for_user).can_publish_subpage()


class PublicationPage(BasePage):
    """A report, plan, letter or other work, with its files and reference data."""

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
    pdf_overrule_reason = models.CharField(
        "reason to publish it all the same",
        max_length=300,
        blank=True,
        help_text="For publishers: why a file goes live with its faults, such as “Printed in 2016; "
        "the original is lost”. It is kept in the history of the page.",
    )

    base_form_class = PublicationPageForm
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
        MultiFieldPanel(
            [FileReportsPanel(), FieldPanel("pdf_overrule_reason")], "Files with faults"
        ),
        FieldPanel("body"),
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
    subpage_types = ["publications.DocumentPage"]
    page_description = "A report, plan, letter or statement, with its files."
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
    def file_reports(self) -> list[FileReport]:
        """What an editor should know of each PDF among the attachments."""
        return reports_on([row.document_id for row in self.attachments.all() if row.document_id])

    @property
    def cover(self) -> PdfFacts | None:
        """Where the picture of the first page is, of the first file that has one."""
        if self.withdrawn_on:
            return None
        return next(filter(None, (row.cover for row in self.attachments.all())), None)

    @property
    def earlier_commissioner(self) -> Commissioner | None:
        """Under whom this was published, if they have left since."""
        if self.commissioner and self.commissioner.has_left(on=timezone.localdate()):
            return self.commissioner
        return None

    def schema_org(self) -> dict:
        return {
            "@type": "Report",
            "headline": self.title,
            "datePublished": self.date_machine,
            "dateModified": self.last_published_at,
            "isbn": self.isbn,
            "reportNumber": self.paper_number,
        }

    def documents(self):
        """The HTML documents below this work that visitors may read, without their text."""
        documents = DocumentPage.objects.child_of(self).order_by("path").defer("sections")
        # A preview shows what would be there if the work itself were live.
        return documents.listed() if self.live else documents.live()

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        attachments = self.attachments.select_related(*WITH_FILES)
        context["documents"], context["attachments"] = ways_to_read(
            self.documents(), attachments.prefetch_related("document__versions")
        )
        return context
