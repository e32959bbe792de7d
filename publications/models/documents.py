"""HTML-first documents: the text of a publication as sections, with footnotes and numbers."""

from http import HTTPStatus

from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, path
from wagtail.fields import StreamField
from wagtail.search import index

from core.media.sending import send
from core.models import BasePage
from core.page_forms import BasePageForm
from publications.documents import checks, contents
from publications.documents.blocks import SectionsBlock
from publications.documents.numbering import Numbering
from publications.documents.pdf_panel import PdfPanel
from publications.documents.pdf_source import edition_of
from publications.models.document_pdfs import DocumentPdf


class DocumentPageForm(BasePageForm):
    """Looks at the numbers of the whole document, which no block sees by itself."""

    def clean(self):
        cleaned = super().clean()
        if not self.is_deferred_validation and cleaned.get("sections") is not None:
            problem = checks.problem_with_numbers(
                cleaned["sections"], cleaned.get("numbering") or self.instance.numbering
            )
            if problem:
                self.add_error("sections", problem)
        return cleaned


class DocumentPage(RoutablePageMixin, BasePage):
    """A text of a publication to be read on the website, in sections with addresses of their own.

    The sitemap holds its own address only: it leads to each section, and all of them change
    with it.
    """

    class Language(models.TextChoices):
        ENGLISH = "en", "English"
        WELSH = "cy", "Welsh"

    language = models.CharField(
        max_length=8,
        choices=Language.choices,
        default=Language.ENGLISH,
        help_text="The language that it is written in. Screen readers speak it accordingly.",
    )
    numbering = models.CharField(
        "paragraph numbers",
        max_length=8,
        choices=Numbering.choices,
        default=Numbering.DOCUMENT,
        help_text="Of the blocks called “Numbered paragraphs”: as in the printed report.",
    )
    sections = StreamField(
        SectionsBlock(),
        blank=True,
        help_text="In order. Each section is a page of its own for visitors, who can also read "
        "all of them on one page.",
    )
    section_count = models.PositiveSmallIntegerField(default=0, editable=False)

    content_panels = [
        *BasePage.content_panels,
        FieldPanel("summary"),
        FieldRowPanel(
            [
                FieldPanel("display_date", heading="First published"),
                FieldPanel("language"),
                FieldPanel("numbering"),
            ],
            "About this document",
        ),
        FieldPanel("sections"),
        PdfPanel(heading="PDF"),
    ]
    search_fields = [*BasePage.search_fields, index.SearchField("sections")]
    base_form_class = DocumentPageForm
    parent_page_types = [
        "publications.PublicationPage",
        "publications.LetterPage",
        "publications.CallForEvidencePage",
    ]
    subpage_types = []
    page_description = "The text itself, to be read on the website and printed from it."
    is_dated_work = True
    # It says itself in which language it is, and stands beside those in others.
    can_be_welsh = False

    class Meta:
        verbose_name = "HTML document"

    @cached_property
    def publication(self) -> BasePage:
        """The work that this is the text of."""
        way = getattr(self, "way_from_front_page", None)
        return (way[-1] if way else self.get_parent()).specific

    @property
    def card_label(self) -> str:
        return "Document"

    @property
    def foreign_language(self) -> str:
        """Its language for a `lang` attribute; empty for that of the page around it."""
        return "" if self.language == self.Language.ENGLISH else self.language

    def schema_org(self) -> dict:
        publication = self.publication
        return {
            "@type": "DigitalDocument",
            "headline": self.title,
            "inLanguage": self.language,
            "datePublished": self.date_machine,
            "isPartOf": {
                "@type": "CreativeWork",
                "@id": f"{publication.full_url}#page",
                "name": publication.title,
                "url": publication.full_url,
            },
        }

    @property
    def is_listed(self) -> bool:
        """Whether everybody may read it, also by its parents, and it has not been withdrawn."""
        return DocumentPage.objects.listed().filter(pk=self.pk).exists()

    @property
    def newest_pdf(self) -> DocumentPdf | None:
        """The PDF of what is public now, made or not. None if nobody has asked for it."""
        return self.pdfs.filter(edition=edition_of(self)).first()

    def save(self, *args, **options):
        self.note_sections()
        return super().save(*args, **options)

    def save_revision(self, *args, **options):
        self.note_sections()
        return super().save_revision(*args, **options)

    def note_sections(self) -> None:
        contents.keep_addresses(self.sections)
        self.section_count = len(self.sections)

    def route(self, request: HttpRequest, path_components: list[str]):
        """As in Wagtail. A PDF is for everybody or for nobody."""
        if path_components == ["pdf"] and not self.is_listed:
            raise Http404("There is no such PDF.")
        return super().route(request, path_components)

    @path("")
    def start(self, request: HttpRequest) -> HttpResponse:
        """What it is, and what stands in it. A document of one section is shown whole."""
        shown = None if len(self.sections) == 1 else ()
        outline = contents.outline(self, shown=shown)
        return self.render(request, context_overrides={"outline": outline})

    @path("all/")
    def whole(self, request: HttpRequest) -> HttpResponse:
        """All of it on one page, to print it and to search in it."""
        return self.render(
            request,
            template="publications/document_whole.html",
            context_overrides={"outline": contents.outline(self)},
        )

    @path("pdf/")
    def pdf(self, request: HttpRequest) -> HttpResponseBase:
        """All of it as a tagged PDF; until that is made, a page that says so."""
        found = DocumentPdf.objects.of(self)
        if file := found.opened():
            return send(request, file, found.sendable)
        found.ask(now=timezone.now())
        answer = self.render(
            request,
            template="publications/document_pdf.html",
            context_overrides={"pdf": found},
        )
        answer.status_code = HTTPStatus.SERVICE_UNAVAILABLE
        answer["Cache-Control"] = "no-store"
        answer._has_been_logged = True  # Django would log it as an error of ours
        if not found.has_failed:
            answer["Retry-After"] = "30"
        return answer

    @path("<slug:address>/")
    def one_section(self, request: HttpRequest, address: str) -> HttpResponse:
        """One section, or a page that says that there is none and leads to those there are."""
        outline = contents.outline(self, shown=[address])
        section = outline.section(address)
        if section is None:
            answer = self.render(
                request,
                template="publications/document_section_missing.html",
                context_overrides={"outline": outline},
            )
            answer.status_code = HTTPStatus.NOT_FOUND
            return answer
        return self.render(
            request,
            template="publications/document_section.html",
            context_overrides={
                "outline": outline,
                "section": section,
                "before": outline.before(section),
                "after": outline.after(section),
            },
        )

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        return [("", "All of it on one page"), ("start", "The first page, with its contents")]

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        return self.start(request) if mode_name == "start" else self.whole(request)
