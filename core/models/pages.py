"""The concrete parent of every page, so that any list is one query over all types."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import reduce
from operator import or_

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.query import ModelIterable
from django.utils import timezone
from django.utils.dateformat import format as date_format
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.compat import HTTPMethod
from wagtail.models import Page, PageManager, PageViewRestriction, get_page_models
from wagtail.query import PageQuerySet
from wagtail.search import index

from core import gates
from core.deletion import Deletable, PermissionsInBin
from core.models.cards import DATE_FORMATS, Card, DatePrecision
from core.models.standing import DEEPEST, IsRestricted, is_to_be_listed, is_visible
from core.models.topics import Topic
from core.models.welsh import Bilingual
from core.models.withdrawal import Withdrawable
from core.page_forms import BasePageCopyForm, BasePageForm


def welsh_of_outer():
    """The pages in lists that say in Welsh what the page that an outer query looks at says."""
    pages = BasePage.objects.listed()
    return pages.filter(english_page=OuterRef("pk"), alias_of__isnull=True)


class AsJoined(ModelIterable):
    """Gives each page as its own type, from the tables that `joined` put into the query."""

    def __iter__(self):
        types = self.queryset.query.select_related
        annotations = self.queryset.query.annotation_select
        for page in super().__iter__():
            typed = as_typed(page, types)
            for name in annotations:
                setattr(typed, name, getattr(page, name))
            yield typed


def as_typed(page: "BasePage", types: dict[str, dict]) -> "BasePage":
    """`page` as the most special of `types` that it is: names of relations, and those below."""
    for name, below in types.items():
        if hasattr(page, name):
            return as_typed(getattr(page, name), below)
    return page


class BasePageQuerySet(PageQuerySet):
    def joined(self, *page_types: type["BasePage"]):
        """As Wagtail's `specific`, but in one query: those of `page_types` as their own type.

        Without any, all types that are special kinds of the queryset's own.
        """
        types = page_types or [model for model in self.model.types() if model is not self.model]
        if not types:
            return self.all()
        pages = self.select_related(*[self._way_down_to(model) for model in types])
        pages._iterable_class = AsJoined
        return pages

    def _way_down_to(self, page_type: type["BasePage"]) -> str:
        """The relations from the queryset's own type to `page_type`, as Django writes them."""
        steps = [
            model._meta.model_name
            for model in reversed(page_type.__mro__)
            if issubclass(model, self.model) and not model._meta.abstract
        ]
        return "__".join(steps[1:])

    def visible_to_public(self):
        """Live pages that need no sign-in, below pages that visitors can read as well."""
        return self.filter(is_visible())

    def with_standing(self):
        """Each page with `is_listed`, and `is_open`: True if it needs no sign-in to be seen.

        An alias is open as its source is, so for one this says False, and Wagtail will look.
        `has_welsh` is True if there is one in Welsh that lists may show.
        """
        welsh = BasePage.objects.filter(english_page=OuterRef("pk"), alias_of__isnull=True)
        is_known = Q(alias_of__isnull=True, depth__lte=DEEPEST)
        return self.annotate(
            is_open=is_known & ~IsRestricted(),
            is_listed=is_to_be_listed(),
            has_welsh=Exists(welsh),
        )

    def listed(self):
        """Those that lists show: public, and not withdrawn."""
        return self.filter(is_to_be_listed())

    def in_english(self):
        return self.filter(is_welsh=False)

    def for_readers_of(self, page: "BasePage"):
        """For a page in English those in English; for one in Welsh each in Welsh, if it is."""
        if not page.is_welsh:
            return self.in_english()
        return self.filter(Q(is_welsh=True) | ~Exists(welsh_of_outer()))

    def listed_below(self, page: "BasePage"):
        """What visitors of `page` find below it: as `listed`, in their language where it is.

        Below a page in Welsh also what stands below the English one.
        """
        if page.is_welsh:
            parents = [page, page.english_page] if page.english_page else [page]
            below = reduce(or_, [self.child_of_q(parent) for parent in parents])
            return self.filter(below).listed().for_readers_of(page)
        # Visitors have come to the page, so nothing above it needs to be asked.
        restrictions = PageViewRestriction.objects.filter(page=OuterRef("pk"))
        children = self.child_of(page).live().filter(~Exists(restrictions))
        return children.filter(withdrawn_on__isnull=True).in_english()

    def newest_first(self):
        return self.order_by("-display_date", "-pk")

    def in_year(self, year: int):
        return self.filter(display_date__year=year)


BasePageManager = PageManager.from_queryset(BasePageQuerySet)


class BasePage(Bilingual, Withdrawable, Deletable, gates.Gated, Page):
    """What all pages have. Never made itself: staff make its subclasses."""

    summary = models.CharField(
        max_length=300,
        blank=True,
        help_text=(
            "One or two plain sentences, 300 characters at most. Shown under the title, in lists "
            "and by search engines."
        ),
    )
    display_date = models.DateField(
        "date",
        default=timezone.localdate,
        db_index=True,
        help_text="The date that visitors read. Lists are ordered by it.",
    )
    topics = ParentalManyToManyField(
        Topic, blank=True, help_text="Visitors find this page in the lists of these topics."
    )
    date_precision = models.CharField(
        "how much of the date is known",
        max_length=7,
        choices=DatePrecision.choices,
        default=DatePrecision.DAY,
        help_text=(
            "For older works. Visitors read only what is known. Lists go by the whole date."
        ),
    )

    base_form_class = BasePageForm
    copy_form_class = BasePageCopyForm
    is_creatable = False
    allowed_http_methods = [HTTPMethod.GET, HTTPMethod.HEAD, HTTPMethod.OPTIONS]
    # Of which pages the own address sends visitors on to another site. Empty: of none.
    leads_elsewhere = Q()
    # Whether its card shows what only the type's own table holds.
    has_own_card = False
    # Whether readers are asked if it was useful.
    asks_if_useful = False
    # Whether its date says nothing to those who look for what is new.
    is_undated = False
    # Whether it is a work of one day, such as a report, whose type and date readers go by.
    is_dated_work = False
    # What chooses the colour of its cover. Empty for the usual one.
    cover_type = ""
    # Whether it shows lists of other things, and so changes without being published.
    shows_others = False
    # Relations that the page's own template shows, to come with the page in one query.
    served_with: Sequence[str] = ()
    # Fields that say something of the words, such as who checked them, and are none themselves.
    not_words: Sequence[str] = ("checked_by", "checked_on", "checked_words", "english_as_of")
    # Whether the way here has shown that everybody may see the page.
    is_open = False
    objects = BasePageManager()

    content_panels = [*Page.content_panels, Bilingual.welsh_panel]
    promote_panels = [
        MultiFieldPanel(
            [FieldPanel("slug"), FieldPanel("seo_title"), FieldPanel("search_description")],
            "For search engines",
        ),
        Withdrawable.withdrawal_panel,
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.FilterField("display_date"),
    ]

    class Meta:
        # As staff read it where they can choose any page.
        verbose_name = "page"
        constraints = [*Withdrawable.Meta.constraints, *Bilingual.Meta.constraints]
        indexes = [models.Index(fields=["-display_date", "-page_ptr"], name="newest_first")]

    @property
    def card_label(self) -> str:
        """The kind of page, in the words that lists show before the date."""
        return self._meta.verbose_name.capitalize()

    @property
    def card_source(self) -> str:
        return ""

    @property
    def contributors(self) -> Sequence[str]:
        """The names of those who made it together with the office."""
        return ()

    @property
    def date_words(self) -> str:
        """The date as visitors read it, such as “25 January 2022”. Empty if it is not known."""
        return self._date_in(0)

    @property
    def date_machine(self) -> str:
        """The date as ISO 8601, as much of it as is known: `2022-01-25`, `2022-01`, `2022`."""
        return self._date_in(1)

    def _date_in(self, position: int) -> str:
        formats = DATE_FORMATS.get(self.date_precision)
        return date_format(self.display_date, formats[position]) if formats else ""

    @property
    def card_is_elsewhere(self) -> bool:
        return False

    @property
    def card_note(self) -> str:
        return ""

    @property
    def updated_on(self) -> date | None:
        """When its content last changed, as its own notes tell visitors. None if it never did."""
        return None

    @property
    def card(self) -> Card:
        return replace(self.plain_card, source=self.card_source)

    @property
    def plain_card(self) -> Card:
        """The card without its source, which can take a query of its own."""
        return Card(
            label=self.card_label,
            title=self.title,
            url=self.url,
            date_words=self.date_words,
            date_machine=self.date_machine,
            summary=self.summary,
            is_elsewhere=self.card_is_elsewhere,
            note=self.card_note,
            updated_on=self.updated_on,
            language=self.foreign_language,
        )

    @property
    def description(self) -> str:
        """One or two sentences about the page for search engines. Empty once it is withdrawn."""
        return "" if self.withdrawn_on else self.search_description or self.summary

    @property
    def hides_what_stands_below(self) -> bool:
        """Whether the pages below this one are out of visitors' sight with it."""
        return not self.live or self.withdrawn_on is not None

    def as_card_bearer(self) -> "BasePage":
        """This page as its own type, which knows its card, without asking the database."""
        return self.specific_deferred if type(self) is BasePage else self

    def as_served(self) -> "BasePage":
        """This page as its own type, with what its template shows beside it: by one query at most.

        Lists have no columns of their own, so there is nothing to ask.
        """
        kind = self.cached_content_type.model_class()
        if kind._meta.local_concrete_fields == (kind._meta.pk,):
            return self.specific_deferred
        return kind.to_be_served().get(pk=self.pk)

    @classmethod
    def types(cls) -> list[type["BasePage"]]:
        """This type and all that are special kinds of it."""
        return [model for model in get_page_models() if issubclass(model, cls)]

    @classmethod
    def to_be_served(cls):
        """Pages of this type, each with what its template shows beside it."""
        return cls.objects.select_related(*cls.served_with or [None])

    def get_view_restrictions(self):
        """As in Wagtail, which asks twice, where the way here did not show that there are none."""
        if self.is_open:
            return PageViewRestriction.objects.none()
        return super().get_view_restrictions()

    def schema_org(self) -> dict:
        """The page's own facts as schema.org properties; `core.schema_org` adds the rest."""
        return {"@type": "WebPage"}

    def with_content_json(self, content):
        """As in Wagtail. A revision knows nothing of the bin, which the page came into later."""
        found = super().with_content_json(content)
        found.deleted_at = self.deleted_at
        return found

    def permissions_for_user(self, user):
        """As in Wagtail; with a page in the bin its views do nothing."""
        if self.deleted_at:
            return PermissionsInBin(user, self)
        return super().permissions_for_user(user)

    def get_admin_display_title(self):
        """As in Wagtail. Staff find two pages side by side, often with names that are alike."""
        title = super().get_admin_display_title()
        return f"{title} (Welsh)" if self.is_welsh else title

    def get_url_parts(self, request=None):
        """As in Wagtail, with the address from the settings and not from the sites table."""
        parts = super().get_url_parts(request)
        if parts is None:
            return None
        site_id, _, path = parts
        return site_id, settings.SITE_URL, path
