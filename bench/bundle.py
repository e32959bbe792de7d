"""Measures an import against publishing the same pages one by one, and its memory as it grows.

    python -m bench.bundle [--items 10000] [--grown 100000] [--one-by-one 100] [--rounds 3]
        [--database FILE]

Makes its own data and databases, needs no network. Items are news and publications with text, a
link to another item, topics and an old address. Rounds go A B A B. Each import is a process of its
own, from its start to its end; memory is the most that it had at once.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from bench.own_site import ROOT, WORDS, settings_in
from bench.pdf import MEASURED
from bench.results import spread

ONE_BY_ONE = """
import json, sys
from itertools import islice
from pathlib import Path
import django
django.setup()
from news.models import NewsIndexPage, NewsPage
items = (json.loads(line) for line in Path(sys.argv[1], "records.jsonl").open())
news = (item["fields"] for item in items if item["type"] == "news.NewsPage")
for fields in islice(news, int(sys.argv[2])):
    body = json.dumps(fields["body"]).replace("bench/", "")
    page = NewsPage(live=False, **{name: fields[name] for name in ("title", "slug", "summary")})
    page.body, page.display_date = body, fields["display_date"]
    NewsIndexPage.objects.get().add_child(instance=page)
    page.save_revision().publish()
"""


def item(number: int, count: int) -> dict[str, Any]:
    """Three news items, then a publication."""
    is_news = number % 4 != 0
    link = f'<a linktype="page" id="bench/{number * 7 % count}">Item {number * 7 % count}</a>'
    fields = {
        "title": f"Item {number} of a measurement",
        "slug": f"item-{number}",
        "summary": "One sentence about it.",
        "display_date": f"{2010 + number % 15}-{1 + number % 12:02d}-{1 + number % 28:02d}",
        "topics": [f"bench/topic/{number % 5}"],
        "body": [
            {"type": "heading", "value": "What we found"},
            {"type": "text", "value": f"<p>{WORDS * 3}{link}</p><p>{WORDS * 3}</p>"},
            {"type": "quote", "value": {"text": WORDS, "speaker": "A person"}},
        ],
    }
    if not is_news:
        fields["publication_type"] = "report"
        fields["attachments"] = [{"title": "All of it", "link_url": "https://example.com/report"}]
    return {
        "type": "news.NewsPage" if is_news else "publications.PublicationPage",
        "key": f"bench/{number}",
        "parent": "/news/" if is_news else "/publications/",
        "state": "live",
        "fields": fields,
        "old_addresses": [f"/old/item-{number}/"],
    }


def records(count: int) -> Iterator[dict[str, Any]]:
    for number in range(5):
        fields = {"name": f"Measured topic {number}", "slug": f"measured-{number}"}
        yield {"type": "core.Topic", "key": f"bench/topic/{number}", "fields": fields}
    for number in range(count):
        yield item(number, count)


def bundle(folder: Path, count: int) -> Path:
    folder.mkdir()
    manifest = {"format": "iasc-bundle", "version": 1, "made_at": "2026-01-01T00:00:00Z"}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    with (folder / "records.jsonl").open("w") as file:
        file.writelines(json.dumps(record) + "\n" for record in records(count))
    return folder


def manage(folder: Path, *arguments: str) -> None:
    command = [sys.executable, "manage.py", *arguments]
    subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | settings_in(str(folder)),
        check=True,
        capture_output=True,
    )


def measured(start: Path, *command: str) -> list[float]:
    """Seconds, seconds of the processor, and megabytes, on a copy of the database in `start`."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(start / "db.sqlite3", folder)
        done = subprocess.run(
            [sys.executable, "-c", MEASURED, sys.executable, *command],
            cwd=ROOT,
            env=os.environ | settings_in(folder),
            check=True,
            capture_output=True,
        )
    return json.loads(done.stdout)


def show(name: str, runs: Sequence[list[float]]) -> None:
    walls, processor, memory = zip(*runs, strict=True)
    print(
        f"{name:32} {spread(walls, 1)} s, processor {statistics.median(processor):.1f} s, "
        f"{max(memory):.0f} MB"
    )


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--items", type=int, default=10_000)
    parser.add_argument("--grown", type=int, default=100_000, help="0 leaves it out")
    parser.add_argument("--one-by-one", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--database", help="a migrated SQLite database to copy, to save time")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if chosen.database:
            shutil.copy(chosen.database, folder / "db.sqlite3")
        (folder / "state").mkdir()
        manage(folder, "migrate")
        manage(folder, "load_starter_content")
        items = bundle(folder / "items", chosen.items)
        ways = {
            f"import of {chosen.items} items": ["manage.py", "import_content", str(items)],
            f"{chosen.one_by_one} published one by one": [
                *["-c", ONE_BY_ONE, str(items), str(chosen.one_by_one)],
            ],
        }
        runs: dict[str, list[list[float]]] = {way: [] for way in ways}
        for _ in range(chosen.rounds):
            for way, command in ways.items():
                runs[way].append(measured(folder, *command))
        for way, found in runs.items():
            show(way, found)
        if chosen.grown:
            grown = bundle(folder / "grown", chosen.grown)
            run = measured(folder, "manage.py", "import_content", str(grown))
            show(f"import of {chosen.grown} items", [run])


if __name__ == "__main__":
    main()
