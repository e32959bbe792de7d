"""Measures what costs more when there is more on the site, and what doesn't.

    python -m bench.growth [--items 10 1000 10000 100000] [--rounds 5] [--times 3]
        [--imported 50]

Starts a PostgreSQL of its own, with a database for each number of news items; for each ten of
them there is a publication with a PDF. Each round does everything in each database in turn,
through the whole site but no network and no page cache. CPU is milliseconds of our own process
and of the process of the database that answers it. Memory is that of a new process that has
asked for each page ten times. Ends with 1 if a page asks the database more often when there is
more. bench/README.md says how to read it.
"""

import argparse
import multiprocessing
import os
import statistics
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple
from pathlib import Path
from typing import Any

import psutil

from bench import charts
from bench.own_site import again_with_postgresql, has_postgresql, own_site, set_up
from bench.results import RESULTS, spread, table, write

ITEMS = [10, 1_000, 10_000, 100_000]
FEW, MANY = 1_000, 100_000
"""Where the aims compare."""
AIMS = dict.fromkeys(("news, first", "news, last", "news item", "publish"), "at most 1.3")
ASKS = 10


def memory(size: int, known: tuple) -> float:
    """Megabytes of this process, which is new, once it has asked for each page several times."""
    set_up()
    from bench import databases, grown  # noqa: PLC0415

    databases.enter(databases.of_size(size))
    known = grown.Known(*known)
    client = grown.Client()
    client.cookies[grown.settings.SESSION_COOKIE_NAME] = known.session
    for address in grown.addresses(known).values():
        for _ in range(ASKS):
            client.get(address)
    return psutil.Process().memory_info().rss / 2**20


def measure(
    sizes: Sequence[int], rounds: int, times: int, imported: int
) -> tuple[dict[tuple[str, int], list], dict]:
    """Costs by what was done and the number of items, and megabytes by the number of items."""
    set_up()
    # What needs the settings that `main` has made.
    from bench import grown  # noqa: PLC0415

    known = grown.build(sizes)
    costs = grown.measure(known, sizes, rounds, times, imported)
    used = {}
    for size in sizes:
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            used[size] = pool.apply(memory, (size, astuple(known)))
    return costs, used


def rows(costs: Mapping[tuple[str, int], list]) -> Iterator[list[Any]]:
    for (thing, size), found in sorted(costs.items(), key=lambda pair: list(costs).index(pair[0])):
        yield [
            thing,
            f"{size:,}",
            spread([one.ours for one in found], 1),
            spread([one.database for one in found], 1),
            spread([one.passed for one in found], 1),
            queries(found),
        ]


def ratios(costs: Mapping[tuple[str, int], list], few: int, many: int) -> Iterator[list[str]]:
    """How many times as much each thing costs, in each round, in the second as in the first."""
    for thing in dict.fromkeys(thing for thing, _ in costs):
        pairs = zip(costs[thing, few], costs[thing, many], strict=True)
        values = [more.cpu / less.cpu for less, more in pairs]
        yield [thing, spread(values, 2), AIMS.get(thing, "")]


def queries(found: Sequence) -> int:
    """The fewest: what is looked up once and then known for a while is no cost of one page."""
    return min(one.queries for one in found)


def asking_more(costs: Mapping[tuple[str, int], list], few: int, many: int) -> list[str]:
    """What asks the database more often in the second than in the first."""
    things = dict.fromkeys(thing for thing, _ in costs)
    return [one for one in things if queries(costs[one, many]) > queries(costs[one, few])]


def report(costs: Mapping, used: Mapping[int, float], folder: Path) -> None:
    sizes = list(used)
    few, many = (FEW, MANY) if {FEW, MANY} <= set(sizes) else (sizes[0], sizes[-1])
    grown = f"{many:,} items against {few:,}"
    median = {key: statistics.median(one.cpu for one in found) for key, found in costs.items()}
    heads = ["What", "items", "CPU ms, ours", "CPU ms, database", "ms passed", "queries"]
    write(
        folder,
        "growth",
        title="What grows with the site",
        parts=[
            table(heads, rows(costs)),
            table([f"CPU, {grown}", "times as much", "aim"], ratios(costs, few, many)),
            table(["Memory with", "MB"], [[f"{n:,} items", f"{mb:.0f}"] for n, mb in used.items()]),
        ],
        chart=charts.lines(
            "What grows with the site",
            {
                thing: {size: median[thing, size] for size in sizes}
                for thing in dict.fromkeys(thing for thing, _ in costs)
                if not thing.startswith("import")
            },
            x="news items",
            y="CPU milliseconds, site and database together",
        ),
    )


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--items", type=int, nargs="+", default=ITEMS)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--times", type=int, default=3, help="in a round, each thing")
    parser.add_argument("--imported", type=int, default=50, help="items of a bundle")
    parser.add_argument("--results", type=Path, default=RESULTS)
    chosen = parser.parse_args(arguments)
    if not has_postgresql():
        return again_with_postgresql("growth", arguments)
    sizes = sorted(chosen.items)
    with own_site(
        DATABASE_URL=os.environ["DATABASE_URL"], LOG_LEVEL="ERROR", SECOND_FACTOR="optional"
    ):
        costs, used = measure(sizes, chosen.rounds, chosen.times, chosen.imported)
    report(costs, used, chosen.results)
    more = asking_more(costs, sizes[min(1, len(sizes) - 1)], sizes[-1])
    for thing in more:
        print(f"More queries with more items: {thing}", file=sys.stderr)
    return 1 if more else 0


if __name__ == "__main__":
    sys.exit(main())
