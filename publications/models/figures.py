"""The registry of figures: a number that pages quote stands here, once, with its source."""

from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, TitleFieldPanel
from wagtail.contrib.routable_page.models import RoutablePageMixin, re_path
from wagtail.models import DraftStateMixin, PreviewableMixin, RevisionMixin
from wagtail.search import index

from core.addresses import address_of
from core.gates import Gated
from core.listings import newest, numbered
from core.models import BasePage


class FigureQuerySet(models.QuerySet):
    def live(self) -> Self:
        return self.filter(live=True)

    def newest_first(self) -> Self:
        return self.order_by("-as_of", "name", "pk")

    def with_address(self) -> Self:
        """Each with `list_path`: where the public list of figures is, None without one."""
        pages = BasePage.objects.visible_to_public().filter(figurespage__isnull=False)
        return self.annotate(list_path=models.Subquery(pages.values("url_path")[:1]))


class Figure(Gated, DraftStateMixin, RevisionMixin, PreviewableMixin, index.Indexed, models.Model):
    """A number with its source and date. Pages quote the record and never type it again."""

    name = models.CharField(
        "what it counts",
        max_length=200,
        help_text="In full, with place and time: “Potential victims referred in the UK in 2021”.",
    )
    slug = models.SlugField(
        "word in its address",
        max_length=80,
        unique=True,
        help_text="Leave it as it is once the figure is live: other websites link to it.",
    )
    value = models.CharField(
        max_length=40, help_text="As it stands in texts: “12,727”, “£3.2 million”, “1 in 5”."
    )
    unit = models.CharField(
        max_length=40,
        blank=True,
        help_text="What follows it in the list of figures, such as “people”. Not in texts.",
    )
    source = models.CharField(
        max_length=250, help_text="Who published it, where: the title of the paper and its page."
    )
    source_url = models.URLField(
        "address of the source", blank=True, help_text="Where anybody can check it."
    )
    as_of = models.DateField(
        "as of", help_text="The day up to which it counts, or on which it was published."
    )
    superseded_by = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="supersedes",
        help_text=(
            "The figure that is newer. Texts keep this one, and its record says which is newer."
        ),
    )

    objects = FigureQuerySet.as_manager()

    panels = [
        TitleFieldPanel("name", targets=["slug"]),
        FieldRowPanel([FieldPanel("value"), FieldPanel("unit")], "The figure"),
        MultiFieldPanel(
            [FieldPanel("source"), FieldPanel("source_url"), FieldPanel("as_of")],
            "Where it comes from",
        ),
        FieldPanel("superseded_by"),
        FieldPanel("slug"),
    ]
    search_fields = [
        index.AutocompleteField("name"),
        index.SearchField("name"),
        index.AutocompleteField("value"),
    ]

    class Meta:
        ordering = ["-as_of", "name"]

    def __str__(self):
        return f"{self.value}: {self.name}"

    def clean(self):
        super().clean()
        if self.as_of and self.as_of > timezone.localdate():
            raise ValidationError({"as_of": "This day is still to come."})
        if problem := self.problem_of_succession():
            raise ValidationError({"superseded_by": problem})

    def problem_of_succession(self) -> str:
        """Why `superseded_by` will not do. Empty if it will."""
        if self.pk is None or self.superseded_by_id is None:
            return ""
        if self.superseded_by_id == self.pk:
            return "A figure can’t supersede itself. Choose the newer one, or none."
        chain, newer = [], self.superseded_by
        while newer is not None and newer.pk not in chain:
            chain.append(newer.pk)
            newer = newer.superseded_by
        if newer is not None or self.pk in chain:
            return (
                f"“{self.superseded_by}” is itself superseded by this figure, directly or by way "
                "of others. Choose the newest one, or none."
            )
        return ""

    @property
    def address(self) -> str:
        """Its record in the public list, for those that `with_address` gave; else empty."""
        return f"{address_of(self.list_path)}{self.slug}/" if self.list_path else ""

    def get_preview_template(self, request, mode_name):
        return "publications/figure_preview.html"


class FiguresPage(RoutablePageMixin, BasePage):
    """The public list of figures, and a page for each of them."""

    content_panels = [*BasePage.content_panels, FieldPanel("summary")]
    parent_page_types = ["home.HomePage"]
    subpage_types = []
    max_count = 1
    # It shows records, whose words are in English.
    can_be_welsh = False
    page_description = "All figures that pages quote, each with its source."
    shows_others = True

    class Meta:
        verbose_name = "list of figures"

    def schema_org(self) -> dict:
        return {"@type": "CollectionPage"}

    def figures(self) -> FigureQuerySet:
        """Those that the public may see, each with the one that is newer."""
        return Figure.objects.live().select_related("superseded_by")

    @re_path(r"^$", name="listing")
    def listing(self, request: HttpRequest) -> HttpResponse:
        asked = request.GET.get("page")
        shown = newest(self.figures()) if asked is None else numbered(self.figures(), asked)
        return self.render(
            request,
            context_overrides={
                "slice": shown,
                "list_url": self.url,
                "is_narrowed": asked is not None,
            },
        )

    @re_path(r"^(?P<slug>[-a-zA-Z0-9_]+)/$", name="figure")
    def figure(self, request: HttpRequest, slug: str) -> HttpResponse:
        found = self.figures().filter(slug=slug).first()
        if found is None:
            raise Http404("There is no such figure.")
        return self.render(
            request,
            template="publications/figure.html",
            context_overrides={
                "figure": found,
                "is_narrowed": True,
                "url": f"{self.url}{slug}/",
            },
        )
