from django.db import models
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
from core.models import BasePage, Commissioner, office_for
from core.models.related import MOST
from publications import citations
from publications.isbn import validate_isbn
from publications.models.organisations import Organisation
from publications.models.types import PublicationType


class PublicationPage(RoutablePageMixin, BasePage):
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
    subpage_types = []
    page_description = "A report, plan, letter or statement, with its files."
    has_own_card = True
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

    def citation(self, request: HttpRequest, partners=None) -> citations.Citation:
        """How to cite it. `partners` if they are known already."""
        partners = self.partners.all() if partners is None else partners
        return citations.citation_of(self, office_for(request), partners)

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        partners = list(self.partners.all())
        return context | {
            "attachments": self.attachments.select_related("document"),
            "partners": partners,
            "citation": self.citation(request, partners),
        }

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
