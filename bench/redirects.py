"""Measures what a missing address costs, with few and with many redirects, and a file of them.

    python -m bench.redirects [--rounds 10] [--lines 5000] [--database FILE]

Makes a database of its own, with one page. Each round asks, without a network, twenty times each
for an address without a redirect and for one with one, first with one line in the table and then
with many. Then a file of as many lines is looked at, and saved with an entry in the log for each.
What is to be seen: many lines cost no more than one.
"""

import argparse
import time
from collections import defaultdict
from collections.abc import Sequence

from bench.own_site import own_site, set_up
from bench.results import spread

ASKED = {"missing": ("/nothing/is-here/", 404), "led on": ("/old/line-0/", 301)}
TIMES = 20


def measure(rounds: int, lines: int) -> dict[str, list[float]]:
    """Milliseconds of each answer, by what was asked and the lines in the table; and of a file."""
    set_up()
    from django.core.management import call_command  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from wagtail.contrib.redirects.models import Redirect  # noqa: PLC0415

    from operations.redirects.importing import lines_of, look_at, save  # noqa: PLC0415
    from tests import builders  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    page, client = builders.standard_page(slug="page"), Client()
    found: dict[str, list[float]] = defaultdict(list)
    for _ in range(rounds):
        for count in (1, lines):
            Redirect.objects.all().delete()
            Redirect.objects.bulk_create(
                Redirect(old_path=f"/old/line-{number}", redirect_page_id=page.pk)
                for number in range(count)
            )
            for name, (path, status) in ASKED.items():
                for _ in range(TIMES):
                    began = time.perf_counter()
                    answer = client.get(path)
                    found[f"{name}, {count:,} in the table"].append(time.perf_counter() - began)
                    assert answer.status_code == status
    Redirect.objects.all().delete()
    text = "".join(f"/old/line-{number},/page/\n" for number in range(lines))
    began = time.perf_counter()
    read = lines_of(text.encode())
    look_at(read, may_leave=False)
    found[f"a file of {lines:,} looked at"].append(time.perf_counter() - began)
    began = time.perf_counter()
    save(read, by=None)
    found[f"a file of {lines:,} saved"].append(time.perf_counter() - began)
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--lines", type=int, default=5_000)
    parser.add_argument("--database", help="a migrated SQLite database to copy, to save time")
    chosen = parser.parse_args(arguments)
    with own_site(chosen.database, LOG_LEVEL="ERROR"):
        found = measure(chosen.rounds, chosen.lines)
    print("Milliseconds: median (least to most)")
    for name, seconds in found.items():
        print(f"  {name}: {spread([1000 * one for one in seconds], 1)}")


if __name__ == "__main__":
    main()
