from collections.abc import Iterable
from mimetypes import guess_type

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.template.defaultfilters import filesizeformat
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Orderable

from core.models import DocumentVersion
from publications.models.pdf_facts import PdfFacts

FORMATS = {
    "csv": "CSV",
    "docx": "Word",
    "ods": "OpenDocument spreadsheet",
    "odt": "OpenDocument",
    "pdf": "PDF",
    "txt": "Text",
    "xlsx": "Excel",
}

NOT_BELOW = "This document stands below another page. Choose one of this publication."


# What rows of attachments show, to come with them in one query.
WITH_FILES = ["document__current__facts"]


class Attachment(Orderable):
    """One way to read a publication: a file or a document of ours, or a link to another site."""

    class Language(models.TextChoices):
        ENGLISH = "en", "English"
        WELSH = "cy", "Welsh"
        OTHER = "other", "More than one language"

    publication = ParentalKey(
        "publications.PublicationPage", on_delete=models.CASCADE, related_name="attachments"
    )
    title = models.CharField(
        max_length=200, help_text="What it is: “Annual report 2020 to 2021”, not “Download”."
    )
    document = models.ForeignKey(
        "core.CustomDocument",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="file",
        help_text="A file of ours. Leave empty if you give an outside address.",
    )
    html_document = models.ForeignKey(
        "publications.DocumentPage",
        null=True,
        blank=True,
        # With the document, the way to it is gone.
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name="or an HTML document",
        help_text="One that stands below this publication. It is listed even if you leave it out "
        "here; choose it to give it another place or another title.",
    )
    link_url = models.URLField(
        "or an outside address",
        blank=True,
        help_text="If somebody else publishes it. Leave empty if you choose a file.",
    )
    language = models.CharField(max_length=8, choices=Language.choices, default=Language.ENGLISH)
    page_count = models.PositiveSmallIntegerField(
        "number of pages",
        null=True,
        blank=True,
        help_text="Of a Word file. Those of a PDF are counted for you.",
    )

    panels = [
        FieldPanel("title"),
        FieldPanel("document"),
        FieldPanel("html_document"),
        FieldPanel("link_url"),
        FieldRowPanel([FieldPanel("language"), FieldPanel("page_count")], "Details"),
    ]

    class Meta(Orderable.Meta):
        constraints = [
            models.CheckConstraint(
                name="attachment_is_one_thing",
                condition=Q(document__isnull=False, html_document__isnull=True, link_url="")
                | Q(document__isnull=True, html_document__isnull=False, link_url="")
                | (Q(document__isnull=True, html_document__isnull=True) & ~Q(link_url="")),
                violation_error_message="Choose a file, or an HTML document, or give an outside "
                "address: one of them.",
            )
        ]

    def __str__(self):
        return self.title

    def clean(self):
        super().clean()
        given = {
            "document": self.document_id,
            "html_document": self.html_document_id,
            "link_url": self.link_url,
        }
        chosen = [field for field, value in given.items() if value]
        if len(chosen) > 1:
            problem = (
                "Choose a file, or an HTML document, or give an outside address: one of them, not "
                + ("both." if len(chosen) == 2 else "all three.")
            )
            raise ValidationError({chosen[-1]: problem})
        if not chosen:
            problem = "Choose a file, or an HTML document, or give an outside address below."
            raise ValidationError({"document": problem})
        # In the editor's form the publication is not known yet: the form of the page looks.
        if self.publication_id and self.names_a_document_elsewhere(self.publication):
            raise ValidationError({"html_document": NOT_BELOW})

    def names_a_document_elsewhere(self, publication) -> bool:
        """Whether its document does not stand below that publication, in English or in Welsh."""
        below = {publication.pk, publication.english_page_id}
        return bool(self.html_document) and self.html_document.get_parent().pk not in below

    @property
    def url(self) -> str:
        target = self.document or self.html_document
        return target.url if target else self.link_url

    @property
    def is_elsewhere(self) -> bool:
        return bool(self.link_url)

    def schema_org(self) -> dict:
        """Its file, for machines; without what is not known."""
        address = f"{settings.SITE_URL}{self.url}"
        kind, _ = guess_type(self.document.filename)
        facts = {
            "@type": "MediaObject",
            "name": self.title,
            "contentUrl": address,
            "encodingFormat": kind,
            "contentSize": self.size,
            "inLanguage": self.language,
        }
        return {name: fact for name, fact in facts.items() if fact}

    @property
    def facts(self) -> PdfFacts | None:
        """What was read from the PDF that visitors get; None for all else."""
        version = self.document and self.document.current
        return getattr(version, "facts", None)

    @property
    def pages(self) -> int | None:
        """The number of pages, if it is known."""
        return self.facts.page_count if self.facts and self.facts.is_read else self.page_count

    @property
    def cover(self) -> PdfFacts | None:
        """Where the picture of the first page is, if there is one."""
        return self.facts if self.facts and self.facts.cover else None

    @property
    def is_available(self) -> bool:
        """Whether visitors can get it, once the page is live."""
        return self.document is None or self.document.current_id is not None

    @property
    def versions(self) -> list[DocumentVersion]:
        """What visitors can get of a file that was replaced, the newest first."""
        if self.document is None or self.document.current_id is None:
            return []
        versions = [
            version
            for version in self.document.versions.all()
            if version.pk == self.document.current_id
            or (version.released_at is not None and version.is_public)
        ]
        return versions if len(versions) > 1 else []

    @property
    def format(self) -> str:
        """Such as “PDF”; “Web page” for an outside address and for a document of ours."""
        if self.document is None:
            return "Web page"
        suffix = self.document.file_extension.lower()
        return FORMATS.get(suffix, suffix.upper())

    @property
    def size(self) -> str:
        """Such as “412 KB”; empty for what is not a file."""
        return filesizeformat(self.document.get_file_size()) if self.document else ""


def ways_to_read(
    documents: Iterable[models.Model], attachments: Iterable[Attachment]
) -> tuple[list[models.Model], list[Attachment]]:
    """The HTML documents that no attachment names, and the attachments that lead somewhere.

    `documents` are those that visitors can read.
    """
    unnamed = {document.pk: document for document in documents}
    readable = dict(unnamed)
    shown = []
    for attachment in attachments:
        if attachment.html_document_id:
            if attachment.html_document_id not in readable:
                continue
            unnamed.pop(attachment.html_document_id, None)
            attachment.html_document = readable[attachment.html_document_id]
        shown.append(attachment)
    return list(unnamed.values()), shown
