from collections.abc import Iterable, Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch
from django.forms import CheckboxSelectMultiple
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import StreamField
from wagtail.search import index

from core.blocks import BodyBlock
from core.models import BasePage, Commissioner, DatePrecision, office_for
from core.models.related import MOST
from core.page_forms import BasePageForm
from core.schema_org import OFFICE
from publications import citations, notices
from publications.isbn import validate_isbn
from publications.models.attachments import NOT_BELOW, WITH_FILES, Attachment, ways_to_read
from publications.models.documents import DocumentPage
from publications.models.file_reports import FileReport, reports_on
from publications.models.organisations import Organisation
from publications.models.pdf_facts import PdfFacts
from publications.models.types import WITH_PAGES_OF_THEIR_OWN, PublicationType
from publications.panels import FileReportsPanel

# What lists show of each publication, to come with all of them in one query each.
COVERS = Prefetch("attachments", Attachment.objects.select_related(*WITH_FILES))
CARD_PARTS = ["partners", COVERS]

ELSEWHERE = " For a letter or a call for evidence, add a page of that kind instead."


class PublicationPageForm(BasePageForm):
    """Offers the types that the page's own type is for, and the one that the page has.

    Only those who may publish say why a file goes live with its faults. Attachments name only
    documents that stand below the page.
    """

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        if field := self.fields.get("publication_type"):
            chosen = self.instance.publication_type or self.instance.usual_type
            offered = [*self.instance.types_offered, chosen]
            field.choices = [choice for choice in field.choices if choice[0] in offered]
            self.initial["publication_type"] = chosen
            if not self.instance.usual_type:
                field.help_text += ELSEWHERE
        if "pdf_overrule_reason" in self.fields:
            # A disabled field takes nothing from what a browser sends.
            self.fields["pdf_overrule_reason"].disabled = not self._may_publish()

    def _may_publish(self) -> bool:
        if self.instance.pk:
            return self.instance.permissions_for_user(self.for_user).can_publish()
        return self.parent_page.permissions_for_user(self.for_user).can_publish_subpage()

    def clean(self):
        cleaned = super().clean()
        for row in self.formsets["attachments"].forms:
            if row.is_valid() and row.instance.names_a_document_elsewhere(self.instance):
                row.add_error("html_document", NOT_BELOW)
        return cleaned


class PublicationPage(RoutablePageMixin, BasePage):
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
    pdf_overrule_reason = models.CharField(
        "reason to publish it all the same",
        max_length=300,
        blank=True,
        help_text="For publishers: why a file goes live with its faults, such as “Printed in 2016; "
        "the original is lost”. It is kept in the history of the page.",
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
        MultiFieldPanel(
            [FileReportsPanel(), FieldPanel("pdf_overrule_reason")], "Checks of the files"
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
        InlinePanel(
            "related_pages",
            heading="Related pages",
            label="Related page",
            max_num=MOST,
            help_text="Shown below the publication, and this one below them. If you choose fewer "
            "than three, the newest pages on the same topics fill the list.",
        ),
    ]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("body"),
        index.SearchField("isbn"),
        index.FilterField("publication_type"),
    ]
    parent_page_types = ["publications.PublicationIndexPage"]
    page_description = "A report, plan, statement or other work, with its files."
    is_dated_work = True
    has_own_card = True
    asks_if_useful = True
    # Whether any may be live: most works have none, and then none are asked for.
    has_recommendations = True
    # What its own template has asked for, for the facts that stand beside it.
    shown_partners: Sequence[Organisation] = ()
    shown_attachments: Sequence[Attachment] = ()
    not_translated = BasePage.not_translated | {"pdf_overrule_reason"}
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
    def contributors(self) -> list[str]:
        return [partner.name for partner in self.partners.all()]

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
        return self._cover_among(self.attachments.all())

    def _cover_among(self, attachments: Iterable[Attachment]) -> PdfFacts | None:
        # A page that is withdrawn has no files any more.
        covers = [] if self.withdrawn_on else [row.cover for row in attachments]
        return next(filter(None, covers), None)

    @classmethod
    def to_be_served(cls):
        series = BasePage.objects.listed().filter(pk=OuterRef("series"))
        itself = PublicationPage.objects.filter(pk=OuterRef("pk")).order_by()
        return (
            super()
            .to_be_served()
            .annotate(
                series_is_listed=Exists(series),
                has_recommendations=Exists(itself.filter(recommendations__live=True)),
            )
        )

    @property
    def public_series(self) -> BasePage | None:
        """Its series, while lists show that."""
        if hasattr(self, "series_is_listed"):
            return self.series if self.series_is_listed else None
        if self.series_id is None:
            return None
        return BasePage.objects.listed().filter(pk=self.series_id).first()

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
            # Only books have an ISBN of their own there.
            "identifier": self.isbn
            and {"@type": "PropertyValue", "propertyID": "ISBN", "value": self.isbn},
            "reportNumber": self.paper_number,
            **self.schema_org_of_work(),
        }

    def schema_org_of_work(self) -> dict:
        """What holds of works of any kind."""
        return {
            "headline": self.title,
            "datePublished": self.date_machine,
            "dateModified": self.updated_on,
            "author": OFFICE,
            "contributor": [
                {"@type": "Organization", "name": partner.name} for partner in self.shown_partners
            ],
            "encoding": [row.schema_org() for row in self.shown_attachments if row.document],
        }

    def documents(self):
        """The HTML documents below this work that visitors may read, without their text.

        A work in Welsh has those of the English one as well.
        """
        if not self.numchild and not self.is_welsh:
            return DocumentPage.objects.none()
        if self.live or self.is_welsh:
            return DocumentPage.objects.listed_below(self).order_by("path").defer("sections")
        # A preview shows what would be there if the work itself were live.
        return DocumentPage.objects.child_of(self).live().order_by("path").defer("sections")

    def citation(self, request: HttpRequest, partners=None) -> citations.Citation:
        """How to cite it. `partners` if they are known already."""
        partners = self.partners.all() if partners is None else partners
        return citations.citation_of(self, office_for(request), partners)

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        if self.withdrawn_on:
            return context  # of all this, the notice shows nothing
        rows = self.attachments.select_related(*WITH_FILES).prefetch_related("document__versions")
        attachments = list(rows)
        context["cover"] = self._cover_among(attachments)
        context["partners"] = partners = list(self.partners.all())
        context["citation"] = self.citation(request, partners)
        context["documents"], context["attachments"] = ways_to_read(self.documents(), attachments)
        self.shown_partners, self.shown_attachments = partners, context["attachments"]
        if self.pk and self.has_recommendations:
            context["recommendations"] = self.recommendations.live().entries()
        return context

    def route(self, request, path_components):
        """As in Wagtail. What only some people may see, or nobody should use, is not cited."""
        result = super().route(request, path_components)
        is_below = bool(path_components) and result.page.pk == self.pk
        if is_below and (self.withdrawn_on or self.get_view_restrictions().exists()):
            raise Http404("There is nothing to cite here.")
        return result

    @path("ris/")
    def ris(self, request: HttpRequest) -> HttpResponse:
        text = citations.ris(self.citation(request))
        return self._download(text, "application/x-research-info-systems", "ris")

    @path("bibtex/")
    def bibtex(self, request: HttpRequest) -> HttpResponse:
        return self._download(
            citations.bibtex(self.citation(request)), "application/x-bibtex", "bib"
        )

    def _download(self, text: str, content_type: str, suffix: str) -> HttpResponse:
        response = HttpResponse(text, content_type=f"{content_type}; charset=utf-8")
        name = content_disposition_header(as_attachment=True, filename=f"{self.slug}.{suffix}")
        response.headers["Content-Disposition"] = name
        return response
