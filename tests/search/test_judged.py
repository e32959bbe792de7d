"""How good search is: `judged.toml` says what people look for, and what should come up.

NDCG@10 counts all that answers a search and how high it stands, success@1 how often the first hit
is a right one. `bench/README.md` has the figures as measured last.
"""

import tomllib
from math import log2
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from operations.starter_content.loading import load
from search import spelling
from tests.search import judged_content

pytestmark = pytest.mark.django_db
JUDGED = tomllib.loads(Path(__file__).with_name("judged.toml").read_text())["search"]
GRADES = {"first": 3, "good": 2, "near": 1}
LEAST = 0.9


def hits(client, q: str) -> list[set[str]]:
    """For each hit its title, and those of the places that it names."""
    page = BeautifulSoup(client.get("/search/", {"q": q}).content, "html.parser")
    return [
        {" ".join(link.text.split()) for link in card.select(".search__title a, .search__places a")}
        for card in page.select(".card")
    ]


def grade(search: dict, titles: set[str]) -> int:
    """Of a hit: how well it answers, by its own title or by a place in it."""
    return max(
        (
            worth
            for name, worth in GRADES.items()
            for title in search.get(name, [])
            if any(found == title or found.startswith(f"{title} ") for found in titles)
        ),
        default=0,
    )


def ndcg(search: dict, grades: list[int]) -> float:
    """1 if all that answers stands above the rest, the best first."""
    firsts, good = set(search["first"]), set(search.get("good", []))
    near = set(search.get("near", [])) - firsts - good
    # Of several that may stand first one is enough, unless they are good beside each other.
    ideal = [3] * max(1, len(firsts & good)) + [2] * len(good - firsts) + [1] * len(near)
    return min(1, gain(grades) / gain(ideal))


def gain(grades: list[int]) -> float:
    return sum((2**worth - 1) / log2(place + 2) for place, worth in enumerate(grades[:10]))


def test_what_people_look_for_comes_up_first(client):
    load()
    judged_content.make()
    spelling.count_words()
    successes, ndcgs, misses = [], [], []

    for search in JUDGED:
        grades = [grade(search, titles) for titles in hits(client, search["q"])[:10]]
        successes.append(grades[:1] == [3])
        ndcgs.append(ndcg(search, grades))
        if not successes[-1] or ndcgs[-1] < 0.8:
            misses.append(f"{search['q']}: {grades} {ndcgs[-1]:.2f}")

    success, quality = sum(successes) / len(JUDGED), sum(ndcgs) / len(JUDGED)
    summary = f"{len(JUDGED)} searches: success@1 {success:.3f}, NDCG@10 {quality:.3f}"
    report = "\n".join([summary, *misses])
    print(report)  # noqa: T201, shown by -s and when it fails
    assert success >= LEAST, report
    assert quality >= LEAST, report
