"""Recommendations that governments and others must answer, each with its dated statuses."""

import re
from collections.abc import Sequence
from itertools import groupby
from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Lower
from django.forms import CheckboxSelectMultiple
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.models import DraftStateMixin, Orderable, PreviewableMixin, RevisionMixin
from wagtail.search import index

from core.addresses import address_of
from core.gates import Gated
from core.models import BasePage
from publications.forms import StatusPanel
from publications.models.organisations import Organisation
from publications.models.publications import PublicationPage
from publications.recommendations import NUMBER, Body, Entry, Status, Step, order_of

# What follows the address of a publication: names of pages, and a place on the last of them.
PLACE = re.compile(r"(?:[\w-]+/)*(?:#[\w.:-]+)?")

# What lists ask of each recommendation, in the order of `Entry`, and of each body it has.
ENTRY_FIELDS = [
    "pk",
    "number",
    "text",
    "source",
    "status",
    "status_on",
    "made_on",
    "publication__slug",
    "publication__title",
    "publication__url_path",
    "root_path",
]
BODY_FIELDS = ["bodies__slug", "bodies__name", "bodies__short_name"]


validate_number = RegexValidator(
    rf"\A{NUMBER}\Z",
    "Write the number as printed, without words, such as 4, 4a or 3.2.",
)
NUMBER_IS_TAKEN = (
    "This publication has a recommendation with this number already. Change the number, or edit "
    "the other one."
)


class RecommendationQuerySet(models.QuerySet):
    def live(self) -> Self:
        return self.filter(live=True)

    def visible_to_public(self) -> Self:
        """Live ones that stand in a publication which is public and not withdrawn."""
        return self.live().filter(publication__in=PublicationPage.objects.listed())

    def with_status(self) -> Self:
        """Each with `status` and `status_on`, as of today, and `made_on`."""
        changes = StatusChange.objects.filter(recommendation=OuterRef("pk"))
        newest = changes.order_by("-changed_on", "-sort_order", "-pk")
        oldest = changes.order_by("changed_on", "sort_order", "pk")
        return self.annotate(
            status=Subquery(newest.values("status")[:1]),
            status_on=Subquery(newest.values("changed_on")[:1]),
            made_on=Subquery(oldest.values("changed_on")[:1]),
        )

    def entries(self) -> list[Entry]:
        """As lists show them, those of the newest publication first, by one query."""
        record = BasePage.objects.visible_to_public().filter(recommendationspage__isnull=False)
        rows = (
            self.with_status()
            .annotate(root_path=Subquery(record.values("url_path")[:1]))
            .exclude(made_on=None)
            .order_by(
                "-publication__display_date",
                "-publication_id",
                "number_order",
                "pk",
                "bodies__name",
            )
            .values_list(*ENTRY_FIELDS, *BODY_FIELDS)
        )
        return [_entry(list(group)) for _, group in groupby(rows, key=lambda row: row[0])]


def _entry(rows: Sequence[tuple]) -> Entry:
    """One entry from its rows, one for each body that it is addressed to."""
    *facts, root_path = rows[0][: len(ENTRY_FIELDS)]
    status = ENTRY_FIELDS.index("status")
    facts[status] = Status(facts[status])
    bodies = [Body(*row[len(ENTRY_FIELDS) :]) for row in rows if row[-1] is not None]
    return Entry(*facts, bodies, address_of(root_path) if root_path else "")


class Recommendation(
    Gated, DraftStateMixin, RevisionMixin, PreviewableMixin, index.Indexed, ClusterableModel
):
    """One recommendation of a publication. Its status today is that of its newest change."""

    publication = models.ForeignKey(
        PublicationPage,
        on_delete=models.PROTECT,
        related_name="recommendations",
        help_text="Where it stands. Visitors see the recommendation only while they see this.",
    )
    number = models.CharField(
        max_length=12,
        validators=[validate_number],
        help_text=(
            "As printed, without words: 4, 4a or 3.2. It is part of the address, so leave it as "
            "it is once the recommendation is live."
        ),
    )
    number_order = models.CharField(max_length=90, editable=False, blank=True)
    text = models.TextField(max_length=4000, help_text="The recommendation, word for word.")
    source = models.CharField(
        "where it stands",
        max_length=80,
        help_text="In words, such as “paragraph 4.12” or “page 34”.",
    )
    place = models.CharField(
        "address of the paragraph",
        max_length=300,
        blank=True,
        help_text=(
            "If the publication is on this website as pages: the address of the section or "
            "paragraph, copied from your browser."
        ),
    )
    pdf_page = models.PositiveSmallIntegerField(
        "or the page of the PDF",
        null=True,
        blank=True,
        help_text="The number of the page in the file, counted from the cover.",
    )
    bodies = ParentalManyToManyField(
        Organisation,
        related_name="recommendations",
        verbose_name="addressed to",
        help_text="Who is asked to act. At least one.",
    )

    objects = RecommendationQuerySet.as_manager()

    panels = [
        MultiFieldPanel(
            [
                FieldPanel("publication"),
                FieldRowPanel([FieldPanel("number"), FieldPanel("source")]),
                FieldRowPanel([FieldPanel("place"), FieldPanel("pdf_page")]),
            ],
            "Where it stands",
        ),
        FieldPanel("text"),
        FieldPanel("bodies", widget=CheckboxSelectMultiple),
        StatusPanel(
            "statuses",
            heading="Statuses",
            label="Status",
            min_num=1,
            help_text=(
                "In the order in which they happened, beginning with “Made”. The last one is the "
                "status today. Add a line when something changes, and leave the earlier ones."
            ),
        ),
    ]
    search_fields = [
        index.SearchField("text"),
        index.AutocompleteField("text"),
        index.AutocompleteField("number"),
        index.FilterField("publication"),
    ]

    class Meta:
        ordering = ["-publication_id", "number_order"]
        constraints = [
            models.UniqueConstraint(
                "publication",
                Lower("number"),
                name="number_once_in_publication",
                violation_error_message=NUMBER_IS_TAKEN,
            )
        ]

    def __str__(self):
        return f"Recommendation {self.number} of “{self.publication}”"

    def clean(self):
        super().clean()
        if self.place and self.publication_id:
            self.place = self._place_in_publication()
        if self.place and self.pdf_page:
            problem = "Give the address of the paragraph or the page of the PDF, not both."
            raise ValidationError({"pdf_page": problem})
        same = Recommendation.objects.filter(
            publication=self.publication_id, number__iexact=self.number
        )
        if same.exclude(pk=self.pk).exists():
            raise ValidationError({"number": NUMBER_IS_TAKEN})

    def _place_in_publication(self) -> str:
        """What follows the address of the publication, which may move."""
        below = self.publication.url or ""
        place = self.place.removeprefix(settings.SITE_URL).removeprefix(below)
        if PLACE.fullmatch(place):
            return place
        raise ValidationError(
            {"place": f"This is no address below {below}. Copy it from your browser, all of it."}
        )

    def save(self, *args, **options):
        self.number_order = order_of(self.number)
        super().save(*args, **options)

    @property
    def addressed_to(self) -> str:
        """The organisations in a row, for lists in the admin."""
        return ", ".join(str(body) for body in self.bodies.all())

    @property
    def status_today(self) -> str:
        """In words, for those that `with_status` gave."""
        return Status(self.status).today if self.status else ""

    @property
    def source_url(self) -> str:
        """The paragraph or page that it stands on. Empty if neither is known."""
        if self.pdf_page:
            for attachment in self.publication.attachments.select_related("document"):
                if attachment.format == "PDF":
                    return f"{attachment.url}#page={self.pdf_page}"
        return f"{self.publication.url}{self.place}" if self.place else ""

    def history(self) -> list[Step]:
        """All statuses with their evidence, the oldest first."""
        return steps(self.statuses.all())

    def get_preview_template(self, request, mode_name):
        return "publications/recommendation_preview.html"


class StatusChange(Orderable):
    """What happened to a recommendation on one day, and how we know."""

    recommendation = ParentalKey(Recommendation, on_delete=models.CASCADE, related_name="statuses")
    status = models.CharField(max_length=16, choices=Status.choices, default=Status.MADE)
    changed_on = models.DateField("day", help_text="When it happened.")
    evidence = models.CharField(
        max_length=500,
        blank=True,
        help_text="How we know, in a sentence or two. Needed for all but “Made”.",
    )
    evidence_url = models.URLField(
        "address of the evidence", blank=True, help_text="If it stands on another website."
    )
    evidence_page = models.ForeignKey(
        BasePage,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="or a page of ours",
        help_text="Such as the letter that answers. Visitors see it once it is public.",
    )

    panels = [
        FieldRowPanel([FieldPanel("status"), FieldPanel("changed_on")]),
        FieldPanel("evidence"),
        FieldPanel("evidence_url"),
        FieldPanel("evidence_page"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = "status"
        verbose_name_plural = "statuses"

    def __str__(self):
        return f"{self.get_status_display()} on {self.changed_on:%-d %B %Y}"

    def clean(self):
        super().clean()
        if self.status != Status.MADE and not self.evidence.strip():
            problem = "Write how we know: who said so, and where."
            raise ValidationError({"evidence": problem})
        if self.evidence_url and self.evidence_page_id:
            raise ValidationError({"evidence_page": "Give an address or a page, not both."})


def steps(changes: Sequence[StatusChange]) -> list[Step]:
    """The changes for visitors, in order; one query for all pages that are evidence."""
    wanted = {change.evidence_page_id for change in changes} - {None}
    pages = BasePage.objects.visible_to_public().in_bulk(wanted) if wanted else {}
    return [
        Step(
            change.recommendation_id,
            Status(change.status),
            change.changed_on,
            change.evidence,
            change.evidence_url or (page.url if page else ""),
            bool(change.evidence_url),
        )
        for change in changes
        for page in [pages.get(change.evidence_page_id)]
    ]
