"""Finds: from what somebody typed to hits in order."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from core.models import BasePage
from search import spelling
from search.asking import Question, question_of
from search.filters import Asked, Facet, Filters
from search.matching import passages_having, time_limit
from search.names import Names, public_names
from search.ranking import Hit, newest_first, ranked

ENOUGH = 5
"""With fewer hits that have all words, those that have some of them follow."""
LEAST_SHARE = 0.5
"""Of what was asked for, that such a hit has to have."""
CORRECTED = 3
"""Words of a question that others are looked for."""


@dataclass
class Found:
    """What was found for a question. `hits` are all of them, in order, narrowed by the filters."""

    question: Question
    hits: Sequence[Hit] = ()
    facets: Sequence[Facet] = ()
    # How many of the hits have all words: these come first.
    whole_count: int = 0
    # Whether there are more than were put in order.
    has_more: bool = False
    # Instead of which words others were looked for, as nothing has them: theirs, and ours.
    corrected: dict[str, str] = field(default_factory=dict)
    # Whether nothing has the words as they stood in quotation marks, so each was looked for alone.
    is_loosened: bool = False


def find(asked: Asked, filters: Filters) -> Found:
    """Raises `TookTooLong`."""
    names = public_names()
    question = question_of(asked.q, names)
    if not question.parts:
        return Found(question)
    with time_limit():
        found = _find(question, names, filters)
        if question.has_phrase and not found.facets:
            found = _find(question.without_quotes(names), names, filters)
            found.is_loosened = True
        return found


def _find(question: Question, names: Names, filters: Filters) -> Found:
    whole, has_more = _hits(question, filters, all_of_them=True)
    some: list[Hit] = []
    corrected: dict[str, str] = {}
    if not whole:
        some, has_more = _hits(question.in_words(), filters, all_of_them=False)
        if corrected := _corrections(question, some):
            question = question.with_words(corrected, names)
            whole, has_more = _hits(question, filters, all_of_them=True)
    if len(whole) < ENOUGH and not has_more:
        words = question.in_words()
        if len(words.parts) < 2:
            some = []
        elif whole or corrected:  # else these were looked for already
            some, _ = _hits(words, filters, all_of_them=False)
        some = _others(whole, some)
    found = Found(question, has_more=has_more, corrected=corrected)
    return _narrowed(found, whole, some if len(whole) < ENOUGH else [], filters)


def _others(whole: Sequence[Hit], found: Sequence[Hit]) -> list[Hit]:
    """Those of `found` that have much of what was asked for, or any without better ones."""
    known = {hit.entry for hit in whole}
    others = [hit for hit in found if hit.entry not in known]
    return [hit for hit in others if hit.share >= LEAST_SHARE] or ([] if whole else others)


def _narrowed(found: Found, whole: list[Hit], some: list[Hit], filters: Filters) -> Found:
    if whole or some:
        found.facets = filters.facets([*whole, *some], is_counted=not found.has_more)
    whole, some = [list(filter(filters.fits, hits)) for hits in (whole, some)]
    if filters.asked.sort == "newest":
        whole, some = newest_first(whole), newest_first(some)
    found.hits, found.whole_count = [*whole, *some], len(whole)
    return found


def _hits(question: Question, filters: Filters, *, all_of_them: bool) -> tuple[list[Hit], bool]:
    """Hits in order; and whether there are more. Then the filters are a part of the search."""
    rows, has_more = passages_having(question.parts, Q(), all_of_them=all_of_them)
    if has_more and filters.asked.is_narrowed:
        narrowed = filters.as_query()
        rows, has_more = passages_having(question.parts, narrowed, all_of_them=all_of_them)
    public = public_among({pk for row in rows for pk in (row.page_id, row.shown_on_id)})
    seen = [row for row in rows if {row.page_id, row.shown_on_id} <= public]
    return ranked(question, seen), has_more


def public_among(page_ids: Collection[int]) -> set[int]:
    """Asked for each answer, though no passage of another page should be there."""
    listed = BasePage.objects.listed().order_by()
    return set(listed.filter(pk__in=page_ids).values_list("pk", flat=True))


def _corrections(question: Question, some: Sequence[Hit]) -> dict[str, str]:
    """Our words for those of the question that no public passage has."""
    single = [part for part in question.parts if " " not in part.word]
    unknown = [part for part in single if not _stands_in(part.own, some)]
    counts = spelling.known() if unknown else {}
    offers = {part.word: spelling.like(part.word, counts) for part in unknown[:CORRECTED]}
    public = _public_among({word for words in offers.values() for word in words})
    found = {word: next(filter(public.__contains__, words), "") for word, words in offers.items()}
    return {word: better for word, better in found.items() if better}


def _stands_in(stems: str, hits: Sequence[Hit]) -> bool:
    return any(stems in row.stems for hit in hits for row in hit.rows)


def _public_among(words: Collection[str]) -> set[str]:
    """Those of our words that stand in something which visitors can read now."""
    question = question_of(" ".join(sorted(words)), Names())
    if not question.parts:
        return set()
    found, _ = _hits(question, Filters(Asked(), {}), all_of_them=False)
    return {part.word for part in question.parts if _stands_in(part.own, found)}
