"""Words of our own texts in the place of words that nothing here has."""

from collections import Counter
from collections.abc import Mapping

from django.db import transaction
from rapidfuzz import fuzz, process
from rapidfuzz.distance import DamerauLevenshtein

from search.models import Passage, Word
from search.words import STOP, tokens

SHORTEST = 4
"""Letters of a word for which another one is offered."""
MOST = 50_000
"""Words that are kept, the commonest first."""
OFFERED = 4


def words_of(passage: Passage) -> set[str]:
    """What somebody could have meant to write."""
    found = {token.word for token in tokens(f"{passage.title} {passage.summary} {passage.text}")}
    return {word for word in found if len(word) >= SHORTEST and word.isalpha()} - STOP


def count_words() -> None:
    """Know the words of all texts that are public now, and in how many places each stands."""
    counts: Counter[str] = Counter()
    for passage in Passage.objects.only("title", "summary", "text").iterator(chunk_size=200):
        counts.update(words_of(passage))
    words = [Word(word=word, count=count) for word, count in sorted(counts.most_common(MOST))]
    with transaction.atomic():
        Word.objects.all().delete()
        Word.objects.bulk_create(words, batch_size=500, ignore_conflicts=True)


def known() -> dict[str, int]:
    """How often each of our words stands somewhere."""
    return dict(Word.objects.values_list("word", "count"))


def like(word: str, counts: Mapping[str, int]) -> list[str]:
    """Words of ours, as `known` gives them, that may be meant by `word`, the likeliest first."""
    if len(word) < SHORTEST:
        return []
    slips = 1 if len(word) < 6 else 2 if len(word) < 11 else 3
    near = process.extract(
        word, counts.keys(), scorer=DamerauLevenshtein.distance, score_cutoff=slips, limit=20
    )
    # Of those as near, one that begins and sounds alike, then the commoner one.
    ranked = sorted(
        near,
        key=lambda found: (
            found[1],
            found[0][0] != word[0],
            -round(fuzz.ratio(word, found[0]) / 4),
            -counts[found[0]],
        ),
    )
    return [found for found, *_ in ranked[:OFFERED]]
