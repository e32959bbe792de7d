"""Measures what a page costs to serve, cached and not, against nginx and against stock Wagtail.

    python -m bench.serving [--items 1000] [--rounds 5] [--seconds 2] [--ways nginx cached]

Makes four servers, each with two workers, and its own data: nginx with the page as a compressed
file of the same bytes, our site with its page cache, our site without, and a Wagtail site as it
comes (`bench/stock`). Each round asks each of them in turn, as fast as they answer, for the
front page, a news item and a list. Rate is answers in a second; CPU is microseconds of the
processor for each answer, of all processes of the server. bench/README.md says how to read it.
"""

import argparse
import json
import statistics
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, redirect_stdout
from dataclasses import dataclass
from pathlib import Path

import psutil

from bench import charts, nginx, stock_site
from bench.load import Load, load
from bench.own_site import ROOT, WORDS, own_site
from bench.results import RESULTS, spread, table, write
from bench.servers import fetched, free_port, megabytes, running
from operations.serving import web_server_command

WORKERS = 2
WAYS = {
    "nginx": "nginx, a file",
    "cached": "ours, cached",
    "rendered": "ours, not cached",
    "stock": "stock Wagtail",
}
# What is rendered gets no more requests at once than it has threads: one that is not answered
# when the time is up would count as work for nothing.
CONNECTIONS = {"nginx": 32, "cached": 32, "rendered": 4, "stock": 4}
AIMS = (
    ("cached", "nginx", "rate", "at least 0.8"),
    ("cached", "nginx", "cpu", "at most 2"),
    ("cached", "rendered", "cpu", ""),
    ("rendered", "stock", "cpu", "at most 0.4"),
)


def body(parts: int) -> str:
    """A page's blocks, in JSON: so many headings, each with two paragraphs."""
    text = {"type": "text", "value": f"<p>{WORDS * 3}</p><p>{WORDS * 3}</p>"}
    headings = ({"type": "heading", "value": f"What we found, {part}"} for part in range(parts))
    return json.dumps([block for heading in headings for block in (heading, text)])


# The frame of a page is smaller in the stock site, so it has more words in it.
BODY, STOCK_BODY = body(12), body(19)


@dataclass(frozen=True)
class Way:
    """A server that runs, and where its pages are."""

    process: psutil.Process
    pages: dict[str, str]


def fill(items: int) -> dict[str, str]:
    """Make the site that the settings name; the paths of the pages that are asked for."""
    # What needs the settings that `main` has made.
    import django  # noqa: PLC0415

    django.setup()
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    from news.models import NewsPage  # noqa: PLC0415
    from tests import builders  # noqa: PLC0415

    for folder in (settings.STATE_DIR, settings.STATIC_ROOT):
        folder.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0)
    with redirect_stdout(sys.stderr):
        call_command("load_starter_content")
    first = builders.many(NewsPage, items, body=BODY, summary="One sentence about it.")[0]
    item = NewsPage.objects.get(pk=first)
    paths = {"front page": "/", "news item": item.url, "list": item.get_parent().url}
    connection.close()
    return paths


@contextmanager
def ours(paths: dict[str, str], page_cache: str) -> Iterator[Way]:
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    environment = {"PAGE_CACHE": page_cache, "SITE_URL": address}
    command = web_server_command("127.0.0.1", port, WORKERS)
    with running(command, folder=ROOT, address=address, environment=environment) as server:
        yield Way(server, {name: address + path for name, path in paths.items()})


@contextmanager
def files(pages: dict[str, str]) -> Iterator[Way]:
    """nginx, with the bytes that these addresses give now."""
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        kept = {
            name.replace(" ", "-"): fetched(page, encoding="gzip") for name, page in pages.items()
        }
        command = nginx.prepare(Path(folder), port, kept)
        address = f"http://127.0.0.1:{port}"
        found = {name: f"{address}/{name.replace(' ', '-')}.html" for name in pages}
        first = next(iter(found.values()))
        with running(command, folder=Path(folder), address=first) as server:
            yield Way(server, found)


@contextmanager
def stock(items: int) -> Iterator[Way]:
    with tempfile.TemporaryDirectory() as folder:
        stock_site.make(Path(folder), items=items, body=STOCK_BODY)
        port = free_port()
        address = f"http://127.0.0.1:{port}"
        command = [*web_server_command("127.0.0.1", port, WORKERS)[:-1], stock_site.WSGI]
        with running(
            command, folder=Path(folder), address=address, environment=stock_site.ENVIRONMENT
        ) as server:
            yield Way(server, {name: address + path for name, path in stock_site.PAGES.items()})


@contextmanager
def started(names: Sequence[str], paths: dict[str, str], items: int) -> Iterator[dict[str, Way]]:
    with ExitStack() as stack:
        cached = stack.enter_context(ours(paths, "on"))
        makers = {
            "nginx": lambda: files(cached.pages),
            "rendered": lambda: ours(paths, "off"),
            "stock": lambda: stock(min(items, stock_site.MOST_ITEMS)),
        }
        ways = {"cached": cached}
        ways |= {name: stack.enter_context(makers[name]()) for name in names if name in makers}
        yield {name: ways[name] for name in WAYS if name in names}


Loads = dict[tuple[str, str], list[Load]]


def measure(ways: dict[str, Way], rounds: int, seconds: int) -> Loads:
    """The runs of each page, by page and way."""
    found: Loads = defaultdict(list)
    for turn in range(rounds + 1):
        for page in stock_site.PAGES:
            for name, way in ways.items():
                # The first one warms up.
                run = load(
                    way.pages[page],
                    way.process,
                    seconds=seconds if turn else 1,
                    connections=CONNECTIONS[name],
                )
                if turn:
                    found[page, name].append(run)
    return found


def ratios(found: Loads, ways: Sequence[str]) -> Iterator[list[str]]:
    """Rows of pairs: each ratio is of two runs of one round."""
    for one, other, what, aim in AIMS:
        for page in stock_site.PAGES if {one, other} <= set(ways) else ():
            pairs = zip(found[page, one], found[page, other], strict=True)
            values = [getattr(ours, what) / (getattr(theirs, what) or 1) for ours, theirs in pairs]
            words = {"rate": "rate", "cpu": "CPU"}[what]
            yield [f"{words} of {WAYS[one]} / {WAYS[other]}", page, spread(values, 3), aim]


def report(found: Loads, ways: dict[str, Way], folder: Path) -> None:
    rows = [
        [
            page,
            WAYS[name],
            f"{len(fetched(ways[name].pages[page])):,}",
            f"{len(fetched(ways[name].pages[page], encoding='gzip')):,}",
            spread([run.rate for run in runs]),
            spread([run.cpu for run in runs]),
            sum(run.errors for run in runs),
        ]
        for (page, name), runs in found.items()
    ]
    heads = [
        "Page",
        "Served by",
        "bytes",
        "as sent",
        "answers in a second",
        "CPU µs each",
        "errors",
    ]
    used = [[WAYS[name], f"{megabytes(way.process):.0f}"] for name, way in ways.items()]
    cpu = {
        f"{page}: {WAYS[name]}": statistics.median(run.cpu for run in runs)
        for (page, name), runs in found.items()
    }
    write(
        folder,
        "serving",
        title="What a page costs to serve",
        parts=[
            table(heads, rows),
            table(
                ["Ratio in one round", "page", "median (least to most)", "aim"], ratios(found, ways)
            ),
            table(["Largest process at the end", "MB"], used),
        ],
        chart=charts.dots(
            "What a page costs to serve",
            {name: max(value, 1) for name, value in cpu.items()},
            x="microseconds of the processor for each answer",
        ),
    )


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--items", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=2)
    parser.add_argument("--ways", nargs="+", choices=WAYS, default=list(WAYS))
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--database", help="a migrated SQLite database to copy, to save time")
    chosen = parser.parse_args(arguments)
    with own_site(
        chosen.database,
        ALLOWED_HOSTS="127.0.0.1",
        DJANGO_SETTINGS_MODULE="bench.settings",
        LOG_LEVEL="ERROR",
    ):
        paths = fill(chosen.items)
        with started(chosen.ways, paths, chosen.items) as ways:
            report(measure(ways, chosen.rounds, chosen.seconds), ways, chosen.results)


if __name__ == "__main__":
    sys.exit(main())
