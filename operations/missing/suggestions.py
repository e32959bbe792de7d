"""Which page somebody may have meant, from the words of an address."""

import re
from collections import defaultdict

from core.models import BasePage

MOST_PAGES = 20_000
LIKELY = 0.5
"""The part of all words of the address and of the page's own that both have."""
ENDING = re.compile(r"\.[a-z]{2,5}$")
WORD = re.compile(r"[^\W_]{2,}")
SMALL = {"an", "and", "at", "for", "in", "of", "on", "or", "the", "to"}


class Suggestions:
    """All public pages by the words of their names."""

    def __init__(self) -> None:
        self.words: dict[int, set[str]] = {}
        self.pages: dict[str, set[int]] = defaultdict(set)
        names = BasePage.objects.listed().newest_first().values_list("pk", "slug")
        for number, slug in names[:MOST_PAGES]:
            self.words[number] = words_of(slug)
            for word in self.words[number]:
                self.pages[word].add(number)

    def for_address(self, address: str) -> int | None:
        """The number of the likeliest page. None if none is likely."""
        asked = words_of(ENDING.sub("", address.rpartition("/")[2]))
        candidates = {number for word in asked for number in self.pages[word]}
        scores = {number: self._likeness(asked, number) for number in candidates}
        best = max(scores, key=scores.get, default=None)
        return best if best and scores[best] >= LIKELY else None

    def _likeness(self, asked: set[str], number: int) -> float:
        return len(asked & self.words[number]) / len(asked | self.words[number])


def words_of(name: str) -> set[str]:
    return set(WORD.findall(name.lower())) - SMALL
