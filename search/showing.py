"""What the list shows of each hit: its title, its piece of text and the places in it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.safestring import SafeString

from core.addresses import address_of
from search.models import Passage
from search.ranking import Hit
from search.snippets import marked, snippet
from search.words import tokens

PLACES = 3
"""How many places within it a hit names."""


@dataclass(frozen=True)
class Place:
    """A place within a page or a file that has the words."""

    title: SafeString
    url: str
    piece: SafeString
    file_page: int | None = None


@dataclass(frozen=True)
class ShownHit:
    """A hit as the list shows it."""

    label: str
    date_words: str
    date_machine: str
    source: str
    title: SafeString
    url: str
    is_elsewhere: bool
    language: str
    piece: SafeString
    places: Sequence[Place] = field(default_factory=list)


def shown(hits: Sequence[Hit], stems: Collection[str]) -> list[ShownHit]:
    """The hits with their texts, by one query."""
    entries = [hit.entry for hit in hits]
    best = {pk for hit in hits for pk in hit.best[: PLACES + 1]}
    passages = Passage.objects.filter(Q(pk__in=best) | Q(entry__in=entries, leads=True))
    passages = passages.defer("stems", "title_stems", "also").select_related("shown_on")
    by_id = {passage.pk: passage for passage in passages}
    leads = {passage.entry: passage for passage in by_id.values() if passage.leads}
    found = [(hit, leads.get(hit.entry)) for hit in hits]
    return [_shown(hit, lead, by_id, stems) for hit, lead in found if lead]


def _shown(
    hit: Hit, lead: Passage, by_id: Mapping[int, Passage], stems: Collection[str]
) -> ShownHit:
    inside = [by_id[pk] for pk in hit.best if pk in by_id and pk != lead.pk][:PLACES]
    text = lead.text if not inside and has_any(lead.text, stems) else lead.summary or lead.text
    return ShownHit(
        label=lead.label,
        date_words=lead.date_words,
        date_machine=lead.day.isoformat(),
        source=lead.source,
        title=marked(lead.title, stems),
        url=url_of(lead),
        is_elsewhere=lead.is_elsewhere,
        language=lead.language,
        piece=snippet(text, stems),
        places=[
            Place(marked(one.title, stems), url_of(one), snippet(one.text, stems), one.file_page)
            for one in inside
        ],
    )


def has_any(text: str, stems: Collection[str]) -> bool:
    return any(token.stem in stems for token in tokens(text))


def url_of(passage: Passage) -> str:
    if passage.place.startswith("/"):
        return passage.place
    return address_of(passage.shown_on.url_path) + passage.place
