"""Measures a list of hits when there is much to find, against when there is little.

    python deploy/private_postgresql.py python -m bench.search [--items 100000] [--pdf-pages 50000]

Fills the database at DATABASE_URL, which must be empty, with 1,000 items and then with as many as
are asked for; without DATABASE_URL it makes an SQLite database of its own. Each search goes through
the whole site but no network. CPU is that of this process and, where the database is a server of
its own on this machine, of the process that answers it.
"""

import argparse
import os
import random
import statistics
import time
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from bench.own_site import own_site, set_up

FEW = 1_000
BATCH = 1_000
PAGES_OF_A_FILE = 50
SEARCHES = {
    "a common word": "q=slavery",
    "a rare word": "q=word4000",
    "two words": "q=slavery+word2000",
    "two common words": "q=slavery+victims",
    "a phrase": "q=%22modern+slavery+act%22",
    "a filter": "q=slavery&year=2015&sort=newest",
    "a misspelled word": "q=slaverri",
    "nothing": "q=xyzzyqwertz",
}
# As often as in our texts: the first in each, the last in one of a thousand.
COMMON = "modern slavery act victims police support law report people work".split()  # noqa: SIM905


def words(chance: random.Random, count: int) -> str:
    """A text: common words, and others of which each is rarer than the one before."""
    rare = [f"word{int(chance.paretovariate(0.6)) % 20_000}" for _ in range(count // 2)]
    return " ".join(chance.choices(COMMON, k=count - len(rare)) + rare)


def passages(items: int, pdf_pages: int, pages: Sequence[Any], known: int) -> Iterator[Any]:
    """Items with a page of their own each, and PDFs that belong to the first of them."""
    from search.models import Passage  # noqa: PLC0415

    chance = random.Random(items)
    for number in range(known, items + pdf_pages):
        of_file, place = divmod(max(0, number - items), PAGES_OF_A_FILE)
        is_page = number < items
        page = pages[number if is_page else of_file % len(pages)]
        day = date(2010, 1, 1) + timedelta(days=number % 5000)
        passage = Passage(
            page_id=page,
            shown_on_id=page,
            entry=f"page-{page}",
            leads=is_page,
            label="News",
            type="news",
            day=day,
            year=day.year,
            title=f"{words(chance, 6)} {number}" if is_page else "The file",
            place="" if is_page else f"/files/documents/1/a.pdf#page={place + 1}",
            file_page=None if is_page else place + 1,
            text=words(chance, 250 if is_page else 350),
            fingerprint=str(number),
        )
        passage.make_words()
        if not is_page:
            passage.title_stems = ""
        yield passage


def fill(items: int, pdf_pages: int, known: int) -> None:
    from django.db import connection  # noqa: PLC0415

    from news.models import NewsPage  # noqa: PLC0415
    from search import spelling  # noqa: PLC0415
    from search.models import Passage  # noqa: PLC0415
    from tests import builders  # noqa: PLC0415

    index = builders.news_index()
    builders.navigation()
    builders.office()
    builders.helpline(placement="top")
    for start in range(known, items, BATCH):
        builders.many(NewsPage, min(BATCH, items - start))
    pages = list(NewsPage.objects.child_of(index).order_by("pk").values_list("pk", flat=True))
    new = passages(items, pdf_pages, pages, known)
    while batch := list(islice(new, BATCH)):
        Passage.objects.bulk_create(batch)
    spelling.count_words()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def cpu_of(process: int | None) -> float:
    """Seconds of the processor that it has had so far."""
    if process is None:
        return 0
    nanoseconds = Path(f"/proc/{process}/schedstat").read_text().split()[0]
    return int(nanoseconds) / 1e9


def server_process() -> int | None:
    from django.db import connection  # noqa: PLC0415

    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def measured(rounds: int) -> dict[str, tuple[float, float, float]]:
    """Milliseconds of each search: on the clock, CPU here, CPU of the database."""
    from django.test import Client  # noqa: PLC0415

    client, found = Client(), {}
    for name, query in SEARCHES.items():
        client.get(f"/search/?{query}")
        server, clocks = server_process(), []
        ours, theirs = time.process_time(), cpu_of(server)
        for _ in range(rounds):
            began = time.perf_counter()
            answer = client.get(f"/search/?{query}")
            clocks.append(time.perf_counter() - began)
            assert answer.status_code == 200
        ours, theirs = time.process_time() - ours, cpu_of(server) - theirs
        found[name] = tuple(
            1000 * value for value in (statistics.median(clocks), ours / rounds, theirs / rounds)
        )
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--pdf-pages", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--database", help="a migrated SQLite database to copy, to save time")
    chosen = parser.parse_args(arguments)
    database = {} if chosen.database else chosen_database()
    with own_site(chosen.database, **database):
        measure(chosen.items, chosen.pdf_pages, chosen.rounds)


def chosen_database() -> dict[str, str]:
    """The database that the environment names, if it names one."""
    return {name: os.environ[name] for name in ["DATABASE_URL"] if name in os.environ}


def measure(items: int, pdf_pages: int, rounds: int) -> None:
    set_up()
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    few = min(FEW, items)
    fill(few, 0, 0)
    before = measured(rounds)
    fill(items, pdf_pages, few)
    after = measured(rounds)
    print(
        f"{'milliseconds':18} {few:>7} items: clock, CPU, database   {items} and {pdf_pages} pages"
    )
    for name in SEARCHES:
        print(f"{name:18} {figures(before[name])} {figures(after[name])}")


def figures(values: tuple[float, float, float]) -> str:
    return "   ".join(f"{value:8.1f}" for value in values)


if __name__ == "__main__":
    main()
