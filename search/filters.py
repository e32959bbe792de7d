"""The ways to narrow a list of hits: type, topic and year, with how many hits each leads to."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.core.cache import cache
from django.db.models import Q
from django.http import QueryDict
from django.urls import reverse

from core import listings
from core.models import Topic
from search.ranking import Hit

TOPICS_KEPT_SECONDS = 30
SORTS = {"": "Best match", "newest": "Newest"}


@dataclass(frozen=True)
class Asked:
    """What the address asks for. What it can't mean is left out."""

    q: str = ""
    type: str = ""
    topic: str = ""
    year: str = ""
    sort: str = ""
    page: int = 1

    @property
    def is_narrowed(self) -> bool:
        return bool(self.type or self.topic or self.year)

    def address(self, **changes) -> str:
        """The same list with some parts changed, from its first page on."""
        asked = replace(self, **{"page": 1} | changes)
        words = {name: value for name, value in vars(asked).items() if value and value != 1}
        return f"{reverse('search')}?{urlencode(words)}"

    @property
    def all_address(self) -> str:
        return self.address(type="", topic="", year="")


def asked_in(query: QueryDict, topics: Mapping[str, tuple[int, str]]) -> Asked:
    def word(name: str) -> str:
        found = query.get(name, "")
        return found if found.replace("-", "").isalnum() and found.isascii() else ""

    year, page = word("year"), query.get("page", "")
    return Asked(
        q=query.get("q", ""),
        type=word("type")[:80],
        topic=word("topic") if word("topic") in topics else "",
        year=year if len(year) == 4 and year.isdigit() else "",
        sort=word("sort") if word("sort") in SORTS else "",
        page=int(page) if page.isdigit() and page.isascii() and 0 < len(page) < 4 else 1,
    )


def topics_by_slug() -> dict[str, tuple[int, str]]:
    """Each topic's id and name."""
    found = cache.get("search-topics")
    if found is None:
        found = {
            slug: (pk, name) for pk, slug, name in Topic.objects.values_list("pk", "slug", "name")
        }
        cache.set("search-topics", found, TOPICS_KEPT_SECONDS)
    return found


@dataclass(frozen=True)
class Option(listings.Option):
    """One choice, and how many hits it leads to: None if there are too many to count."""

    count: int | None


@dataclass(frozen=True)
class Facet(listings.Facet):
    """One way to narrow the hits, and its name in addresses."""

    name: str


class Filters:
    """The filters that an address asks for, over hits."""

    def __init__(self, asked: Asked, topics: Mapping[str, tuple[int, str]]):
        self.asked, self.topics = asked, topics
        self.slugs = {str(pk): slug for slug, (pk, _) in topics.items()}
        chosen = {"type": asked.type, "topic": asked.topic, "year": asked.year}
        self.chosen = {name: word for name, word in chosen.items() if word}

    def as_query(self) -> Q:
        """What the database is asked, where there are more hits than it gives."""
        wanted = Q()
        if self.asked.type:
            wanted &= Q(type=self.asked.type)
        if self.asked.topic:
            wanted &= Q(topics__contains=f" {self.topics[self.asked.topic][0]} ")
        if self.asked.year:
            wanted &= Q(year=int(self.asked.year))
        return wanted

    def fits(self, hit: Hit, *, apart_from: str = "") -> bool:
        """Whether a hit is in the list, as it would be without the filter `apart_from`."""
        return all(
            name == apart_from or word in self.words(hit, name)
            for name, word in self.chosen.items()
        )

    def words(self, hit: Hit, name: str) -> list[str]:
        """What a hit has of the facet `name`, as words for addresses."""
        row = hit.first
        if name == "year":
            return [str(row.year)] if row.year else []
        if name == "topic":
            return [self.slugs[pk] for pk in row.topics.split() if pk in self.slugs]
        return [row.type]

    def facets(self, hits: Sequence[Hit], *, is_counted: bool) -> list[Facet]:
        labels = {hit.first.type: hit.first.label for hit in hits}
        names = {slug: name for slug, (_, name) in self.topics.items()}
        return [
            self._facet("type", "Type", "All types", hits, labels, is_counted),
            self._facet("topic", "Topic", "All topics", hits, names, is_counted),
            self._facet("year", "Year", "All years", hits, {}, is_counted),
        ]

    def _facet(self, name, label, all_label, hits, labels, is_counted) -> Facet:
        counts: Counter[str] = Counter()
        for hit in hits:
            if self.fits(hit, apart_from=name):
                counts.update(self.words(hit, name))
        chosen = getattr(self.asked, name)
        if chosen:
            counts.setdefault(chosen, 0)
        order = sorted(counts, key=lambda word: (-counts[word], word))
        if name == "year":
            order = sorted(counts, reverse=True)
        options = [
            Option(
                label=labels.get(word) or word.replace("-", " ").capitalize(),
                url=self.asked.address(**{name: word}),
                count=counts[word] if is_counted else None,
                is_current=word == chosen,
            )
            for word in order
        ]
        return Facet(label, all_label, self.asked.address(**{name: ""}), options, name)
