"""Measures whether the sitemap costs more when there is more on the site.

    python -m bench.sitemap [--rounds 5] [--items 1000 100000]

Starts a PostgreSQL of its own, with a database for each number of news items. Each round asks for
the index and for the last part from each database in turn, through the whole site but no network.
Gives milliseconds of our own process's time, and those that passed, the database's among them.
"""

import argparse
import os
import re
import sys
import time
from collections import defaultdict
from collections.abc import Sequence

from bench.own_site import again_with_postgresql, has_postgresql, own_site, set_up
from bench.results import spread

PARTS = re.compile(r"<loc>http://testserver(/sitemap-pages[^<]*)</loc>")


def measure(rounds: int, sizes: Sequence[int]) -> dict[tuple[str, int], list[tuple[float, float]]]:
    """Seconds of processor time, and seconds, of each answer, by what was asked and the size."""
    set_up()
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    from bench.databases import analyse, copy, enter, of_size  # noqa: PLC0415
    from news.models import NewsPage  # noqa: PLC0415
    from tests import builders  # noqa: PLC0415

    copy(connection.settings_dict["NAME"], "empty")
    call_command("migrate", verbosity=0)
    builders.news_index()
    for size in sizes:
        copy("empty", of_size(size))
        builders.many(NewsPage, size)
        analyse()
    client = Client()
    found = defaultdict(list)
    for turn in range(rounds + 1):
        for size in sizes:
            enter(of_size(size))
            last = PARTS.findall(client.get("/sitemap.xml").content.decode())[-1]
            for words, address in (("index", "/sitemap.xml"), ("last part", last)):
                began, began_work = time.perf_counter(), time.process_time()
                assert client.get(address).status_code == 200
                taken = time.process_time() - began_work, time.perf_counter() - began
                if turn:  # The first one warms up.
                    found[words, size].append(taken)
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--items", type=int, nargs="+", default=[1_000, 100_000])
    chosen = parser.parse_args(arguments)
    if not has_postgresql():
        return again_with_postgresql("sitemap", arguments)
    with own_site(DATABASE_URL=os.environ["DATABASE_URL"]):
        found = measure(chosen.rounds, chosen.items)
    print("A part of the sitemap: 150 ms at most, and as much with 100,000 items as with 1,000")
    for (words, size), taken in sorted(found.items()):
        work, passed = ([one[place] * 1000 for one in taken] for place in (0, 1))
        print(f"{words:10} {size:9,} items   {spread(work, 1)} ms, {spread(passed, 1)} passed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
