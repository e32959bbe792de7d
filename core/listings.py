"""Index pages: readable addresses for filters, and pages whose content stays where it is.

An address names what it filters by, in this order, each part optional. A part that no type or
record of a listed entry answers to is not found; parts that have no entry in common are an empty
list.

    /news/type/statement/topic/law/2021/
    /publications/type/letter/topic/law/partner/osce/2021/

Numbered pages count from the oldest entry, so page 3 holds the same entries next year. The address
without a number shows the newest entries: those that do not fill a numbered page yet, and the
newest full page below them.

Each list, however filtered, has feeds of its newest entries: `atom/` and `rss/` below its address.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial, reduce
from operator import or_
from uuid import uuid5

from django.conf import settings
from django.core.cache import cache
from django.db.models import Count, F, Func, IntegerField, Model, OuterRef, Q, Subquery, Value
from django.db.models.expressions import Combinable
from django.http import Http404, HttpRequest, HttpResponse
from wagtail.contrib.routable_page.models import RoutablePageMixin, re_path

from core import feeds, generation
from core.models import BasePage, DatePrecision, Topic, office_for

FIRST_YEAR = 1900
LAST_YEAR = 2999
PAGE_SIZE = 20
# No sign, no leading zero, no digit of another script: one address for each page.
PAGE_NUMBER = re.compile(r"[1-9][0-9]{0,8}")
FILTERS = (
    r"^(?:type/(?P<type>[a-z-]+)/)?(?:topic/(?P<topic>[-a-zA-Z0-9_]+)/)?"
    r"(?:partner/(?P<partner>[-a-zA-Z0-9_]+)/)?(?:(?P<year>[0-9]{4})/)?"
)


@dataclass(frozen=True)
class RecordFacet:
    """A facet whose choices are records with a name and a slug.

    `field` leads from an entry to its records. `shown` is what visitors read of a record, for a
    query; records stand in the order of their names.
    """

    name: str
    label: str
    all_label: str
    model: type[Model]
    field: str
    shown: Combinable = F("name")


TOPIC = RecordFacet("topic", "Topic", "All topics", Topic, field="topics")


@dataclass(frozen=True)
class Option:
    """One choice of a facet."""

    label: str
    url: str
    is_current: bool


@dataclass(frozen=True)
class Facet:
    """One way to filter a list. `options` hold those that lead somewhere, and the current one."""

    label: str
    all_label: str
    all_url: str
    options: Sequence[Option]

    @property
    def current(self) -> Option | None:
        return next((option for option in self.options if option.is_current), None)


@dataclass(frozen=True)
class Slice:
    """The entries of one numbered page, with the way to older and newer ones."""

    entries: Sequence[BasePage]
    number: int | None
    older: int | None
    newer: int | None
    newer_is_first: bool
    total: int


def newest(entries, *, size: int = PAGE_SIZE, total: int | None = None) -> Slice:
    """The first screen of a list: at least `size` entries where there are as many.

    `total` says how many there are, if that is known.
    """
    # The longest first screen is one entry short of two full pages.
    found = list(_counted(entries.newest_first(), total)[: 2 * size - 1])
    return first_screen(found, found[0].total if found else 0, size=size)


def numbered(entries, number: str, *, size: int = PAGE_SIZE, total: int | None = None) -> Slice:
    """The page with that number, counted from the oldest. Raises `Http404` if there is none."""
    page = page_asked(number)
    oldest_first = _counted(entries.newest_first().reverse(), total)
    found = list(oldest_first[(page - 1) * size : page * size]) if page else []
    if len(found) < size:
        raise Http404("There is no such page.")
    return full_page(found[::-1], page, found[0].total, size=size)


def page_asked(number: str) -> int:
    """The number in an address; 0, which no page has, if it is none."""
    return int(number) if PAGE_NUMBER.fullmatch(number) else 0


def first_screen(found: Sequence, total: int, *, size: int = PAGE_SIZE) -> Slice:
    """What stands above the full pages: of `total` entries, `found` are at least the newest."""
    full_pages = max(1, total // size)
    return Slice(
        entries=found[: total - (full_pages - 1) * size],
        number=None,
        older=full_pages - 1 or None,
        newer=None,
        newer_is_first=False,
        total=total,
    )


def full_page(entries: Sequence, page: int, total: int, *, size: int = PAGE_SIZE) -> Slice:
    """The page of that number, which holds `entries`, with the ways on from it."""
    is_below_first = page + 1 >= total // size
    return Slice(
        entries=entries,
        number=page,
        older=page - 1 or None,
        newer=None if is_below_first else page + 1,
        newer_is_first=is_below_first,
        total=total,
    )


def _counted(entries, total: int | None):
    """`entries`, each of which knows how many there are: `total`.

    Counted beside them: a window over them would have the database carry all that they hold.
    """
    if total is not None:
        return entries.annotate(total=Value(total))
    count = Func(F("pk"), function="COUNT", output_field=IntegerField())
    return entries.annotate(total=Subquery(entries.order_by().annotate(all=count).values("all")))


class ListingIndexPage(RoutablePageMixin, BasePage):
    """A page that lists the pages below it, by type, year, and records such as topics."""

    class Meta:
        abstract = True

    # The kinds of entry, and the fields that hold them, as seen from `entries()`.
    type_choices: type
    type_fields: Sequence[str]
    record_facets: Sequence[RecordFacet] = (TOPIC,)
    shows_others = True

    def entries(self):
        """All that the list may show, unfiltered."""
        return BasePage.objects.listed_below(self)

    def as_shown(self, entries):
        """`entries` with all that their cards show."""
        return entries.specific()

    @classmethod
    def type_slugs(cls) -> dict[str, str]:
        """Each type's word in the address, and its value in the database."""
        return {value.replace("_", "-"): value for value in cls.type_choices.values}

    def address(self, chosen: dict, **changes: str | None) -> str:
        """The list's address with some parts of `chosen` changed. Keeps no page number."""
        parts = {**chosen, **changes}
        words = [f"{name}/{parts[name]}/" for name in ("type", "topic", "partner") if parts[name]]
        year = f"{parts['year']}/" if parts["year"] else ""
        return self.url + "".join(words) + year

    def facet(
        self, name: str, label: str, all_label: str, options: Iterable[tuple[str, str]], chosen
    ) -> Facet:
        """A facet from pairs of word and label, its current option marked."""
        return Facet(
            label=label,
            all_label=all_label,
            all_url=self.address(chosen, **{name: None}),
            options=[
                Option(text, self.address(chosen, **{name: word}), word == chosen[name])
                for word, text in options
            ],
        )

    def kinds(self) -> list[tuple]:
        """Each year, date precision and types that entries have, and how many have them.

        Kept until something changes, as this looks at each entry, however many there are.
        """
        fields = ["display_date__year", "date_precision", *self.type_fields]
        # Read first: with what changes meanwhile it is another number, and this is asked anew.
        key = f"kinds-{self.pk}-{generation.of_this_page()}"
        if (found := cache.get(key)) is None:
            entries = self.entries().order_by().values_list(*fields)
            found = list(entries.annotate(count=Count("pk")))
            cache.set(key, found)
        return found

    def facets(self, entries, kinds: Sequence[tuple], chosen: dict) -> list[Facet]:
        """The ways to filter `entries`. Raises `Http404` if `chosen` has an unknown part."""
        known = {year for year, precision, *_ in kinds if precision != DatePrecision.UNKNOWN}
        years = {f"{year:04}" for year in known} | {chosen["year"]} - {None}
        values = {value for _, _, *types, _ in kinds for value in types}
        labels = dict(self.type_choices.choices)
        types = [
            (word, labels[value])
            for word, value in self.type_slugs().items()
            if value in values or word == chosen["type"]
        ]
        newest_years = [(year, year) for year in sorted(years, reverse=True)]
        facets = [
            self.facet("type", "Type", "All types", types, chosen),
            *self.facets_of_records(entries, chosen),
            self.facet("year", "Year", "All years", newest_years, chosen),
        ]
        answered = sum(1 for facet in facets if facet.current)
        if answered < sum(1 for part in chosen.values() if part):
            raise Http404("There is no such list.")
        return facets

    def facets_of_records(self, entries, chosen: dict) -> list[Facet]:
        """A facet for each kind of record that `entries` refer to, all by one query."""
        first, *others = [_records_of(facet, entries) for facet in self.record_facets]
        options: dict[str, list[tuple[str, str]]] = {}
        for name, word, text, _ in first.union(*others).order_by("name"):
            options.setdefault(name, []).append((word, text))
        return [
            self.facet(
                facet.name, facet.label, facet.all_label, options.get(facet.name, ()), chosen
            )
            for facet in self.record_facets
        ]

    def filtered(self, entries, chosen: dict):
        """Those of `entries` that have every part of `chosen`."""
        if chosen["type"]:
            value = self.type_slugs()[chosen["type"]]
            conditions = [Q(**{field: value}) for field in self.type_fields]
            entries = entries.filter(reduce(or_, conditions))
        for facet in self.record_facets:
            if chosen[facet.name]:
                entries = entries.filter(**{f"{facet.field}__slug": chosen[facet.name]})
        if chosen["year"]:
            # An entry without a known date has one only for its place in the order.
            dated = entries.exclude(date_precision=DatePrecision.UNKNOWN)
            entries = dated.in_year(int(chosen["year"]))
        return entries

    def as_chosen(self, parts: dict[str, str]) -> tuple[dict, list[Facet], int | None]:
        """What an address chooses, the facets, and how many entries there are if it chooses all.

        Raises `Http404` for an unknown part.
        """
        chosen = {"type": None, "topic": None, "partner": None, "year": None} | parts
        if chosen["year"] and not FIRST_YEAR <= int(chosen["year"]) <= LAST_YEAR:
            raise Http404("There is no such year.")
        kinds = self.kinds()
        total = None if any(chosen.values()) else sum(count for *_, count in kinds)
        return chosen, self.facets(self.entries(), kinds, chosen), total

    @re_path(FILTERS + "$", name="listing")
    def listing(self, request: HttpRequest, **parts: str):
        chosen, facets, total = self.as_chosen(parts)
        found = self.as_shown(self.filtered(self.entries(), chosen))
        asked = request.GET.get("page")
        slice_of = newest if asked is None else partial(numbered, number=asked)
        return self.render(
            request,
            context_overrides={
                "slice": slice_of(found, total=total),
                "facets": facets,
                "is_filtered": any(chosen.values()),
                # Whether this is another address than the page's own.
                "is_narrowed": any(chosen.values()) or asked is not None,
                "list_url": self.address(chosen),
                "filter_words": words_of(facets),
            },
        )

    @re_path(FILTERS + "(?P<kind>atom|rss)/$", name="feed")
    def feed(self, request: HttpRequest, kind: str, **parts: str) -> HttpResponse:
        chosen, facets, _ = self.as_chosen(parts)
        found = self.as_shown(self.filtered(self.entries(), chosen)).newest_first()
        entries = found.prefetch_related("topics")[: feeds.SIZE]
        office, list_url = office_for(request), self.address(chosen)
        words = ", ".join(words_of(facets))
        return feeds.answer(
            kind,
            feed_id=uuid5(self.translation_key, list_url.removeprefix(self.url)),
            title=" – ".join(filter(None, [words, self.title, office.name])),
            list_page=self,
            list_url=list_url,
            office=office,
            entries=[(page, self.categories_of(page)) for page in entries],
        )

    def categories_of(self, page: BasePage) -> list[feeds.Category]:
        """The type and topics of an entry."""
        labels = dict(self.type_choices.choices)
        words = {labels[value]: word for word, value in self.type_slugs().items()}
        root = f"{settings.SITE_URL}{self.url}"
        kinds = [(words.get(page.card_label), page.card_label, f"{root}type/")]
        topics = [(topic.slug, topic.name, f"{root}topic/") for topic in page.topics.all()]
        return [feeds.Category(*parts) for parts in kinds + topics if parts[0]]


def _records_of(facet: RecordFacet, entries):
    """The facet's name, and of each record that `entries` refer to slug, words and name.

    For each record one entry is looked for. To join all of them would take as long as they are
    many, although the records are few.
    """
    # A record that none of them has may be there for one that is still to come.
    used = entries.filter(**{facet.field: OuterRef("pk")}).order_by().values("pk")[:1]
    records = facet.model.objects.annotate(entry=Subquery(used)).filter(entry__isnull=False)
    return records.order_by().values_list(Value(facet.name), "slug", facet.shown, "name")


def words_of(facets: Iterable[Facet]) -> list[str]:
    """The filters in use, as visitors read them."""
    return [facet.current.label for facet in facets if facet.current]
