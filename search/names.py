"""Things that go by several names. The glossary knows most: editors keep it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.cache import cache

from helpline.models import GlossaryTerm
from search.words import stems_of

KEPT_SECONDS = 30
# What people type, and what our texts say. The names in a line stand for each other.
EVERYDAY = [
    ["IASC", "Independent Anti-Slavery Commissioner"],
    ["antislavery", "anti-slavery"],
    ["NRM", "National Referral Mechanism"],
    ["GLAA", "Gangmasters and Labour Abuse Authority"],
    ["NCA", "National Crime Agency"],
    ["CPS", "Crown Prosecution Service"],
    ["UKVI", "UK Visas and Immigration"],
    ["MSA", "Modern Slavery Act"],
    ["FOI", "freedom of information"],
    ["hotline", "helpline", "phone number"],
    ["email", "e-mail"],
    ["lawyer", "solicitor", "adviser"],
    ["settled status", "EU Settlement Scheme"],
    ["phone", "telephone", "mobile"],
    ["kids", "children"],
    ["teenager", "young people"],
    ["slave", "slavery"],
    ["cops", "police"],
    ["survivor", "victim"],
    ["warning signs", "signs"],
    ["red flags", "signs"],
    ["indicators", "signs"],
    ["report abuse", "Modern Slavery Helpline"],
    ["sex trafficking", "sexual exploitation"],
    ["modern day slavery", "modern slavery"],
    ["job", "work"],
    ["boss", "employer"],
    ["wage", "pay"],
    ["bank", "financial"],
    ["company", "business"],
    ["firm", "business"],
    ["nanny", "domestic worker"],
    ["maid", "domestic worker"],
    ["prostitution", "sexual exploitation"],
    ["county lines", "criminal exploitation"],
    ["op-ed", "opinion"],
    ["plain words", "plain English"],
]


@dataclass
class Names:
    """The other names of each name, both as search compares them."""

    known: dict[str, list[str]] = field(default_factory=dict)

    def add(self, names: Iterable[str]) -> None:
        rows = list(dict.fromkeys(stems_of(name).strip() for name in names))
        rows = [row for row in rows if row]
        for row in rows:
            others = self.known.setdefault(row, [])
            others += [other for other in rows if other != row and other not in others]

    def others(self, row: str) -> list[str]:
        return self.known.get(row, [])

    def length_at(self, row: list[str], place: int) -> int:
        """How many words from `place` on make up a name; 1 without any."""
        longest = min(len(row) - place, LONGEST_NAME)
        lengths = range(longest, 1, -1)
        fits = (n for n in lengths if " ".join(row[place : place + n]) in self.known)
        return next(fits, 1)


LONGEST_NAME = 6
"""Words of a name that is looked for."""


def everyday_names() -> Names:
    found = Names()
    for line in EVERYDAY:
        found.add(line)
    return found


def public_names() -> Names:
    """Those of everyday, and those of the glossary while visitors can read it."""
    found = cache.get("search-names")
    if found is None:
        found = everyday_names()
        terms = GlossaryTerm.objects.exclude(other_names="").with_address()
        for term in terms.exclude(list_path=None):
            found.add([term.term, *term.names])
        cache.set("search-names", found, KEPT_SECONDS)
    return found
