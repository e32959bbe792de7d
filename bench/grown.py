"""What `bench.growth` does in each of its databases, and what that costs. Needs Django set up."""

import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Page

from bench import bundle, growing
from bench.databases import analyse, copy, enter, of_size
from bench.search import cpu_of, server_process
from bench.serving import BODY
from bench.sitemap import PARTS
from core.listings import PAGE_SIZE
from core.models import SiteChange
from news.models import NewsPage
from publications.models import PublicationPage
from tests import builders


@dataclass(frozen=True)
class Cost:
    """Milliseconds for each time that something was done, and how often it asked the database."""

    ours: float
    database: float
    passed: float
    queries: int

    @property
    def cpu(self) -> float:
        return self.ours + self.database


@dataclass(frozen=True)
class Known:
    """What is the same in each database: ids of pages, and a session of somebody of the staff."""

    item: int
    report: int
    session: str


def build(sizes: Sequence[int]) -> Known:
    """Make the databases, each with the items of the smaller ones."""
    for folder in (settings.STATE_DIR, settings.STATIC_ROOT):
        folder.mkdir(parents=True, exist_ok=True)
    copy(connection.settings_dict["NAME"], "growing")
    call_command("migrate", verbosity=0)
    with redirect_stdout(sys.stderr):
        call_command("load_starter_content")
    item = builders.news_item(title="Measured", body=BODY)
    client = Client()
    client.force_login(builders.staff("Administrator"))
    for known, size in zip([0, *sizes], sizes, strict=False):
        print(f"Making {size:,} items ...", file=sys.stderr, flush=True)
        growing.fill(known, size)
        SiteChange.objects.fold()  # as the timetable does each hour
        analyse()
        copy("growing", of_size(size))
        enter("growing")
    report = PublicationPage.objects.filter(attachments__document__isnull=False).first()
    return Known(item.pk, report.pk, client.session.session_key)


def addresses(known: Known) -> dict[str, str]:
    """The address of each page that is asked for in the database that we are in."""
    item, report = NewsPage.objects.get(pk=known.item), PublicationPage.objects.get(pk=known.report)
    news, reports = item.get_parent(), report.get_parent()
    parts = PARTS.findall(Client().get("/sitemap.xml").content.decode())
    return {
        "front page": "/",
        "news item": item.url,
        "news, first": news.url,
        "news, middle": numbered(news, news.numchild // PAGE_SIZE // 2),
        "news, last": numbered(news, 1),
        "publications, first": reports.url,
        "publication": report.url,
        "search": "/search/?q=slavery",
        "sitemap": "/sitemap.xml",
        "sitemap part": parts[-1],
        "admin: pages in News": reverse("wagtailadmin_explore", args=[news.pk]),
        "admin: in Publications": reverse("wagtailadmin_explore", args=[reports.pk]),
    }


def numbered(index: Page, number: int) -> str:
    """The address of that page of a list, counted from the oldest; of a short list, the first."""
    return index.url if index.numchild < 2 * PAGE_SIZE else f"{index.url}?page={number}"


def things(known: Known, folder: Path, imported: int) -> dict[str, Callable[[], None]]:
    """What is done in the database that we are in. The bundle in `folder` has so many items."""
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = known.session

    def asking(address: str) -> Callable[[], None]:
        def ask() -> None:
            status = client.get(address).status_code
            assert status == 200, f"{address}: {status}"

        return ask

    found = {name: asking(address) for name, address in addresses(known).items()}
    return found | {
        "publish": lambda: publish(known.item),
        f"import of {imported}": lambda: take_in(folder),
    }


def publish(page: int) -> None:
    item = NewsPage.objects.get(pk=page)
    item.summary = f"One sentence, changed at {time.monotonic()}."
    item.save_revision().publish()


def take_in(folder: Path) -> None:
    """Import a bundle, and undo it, so that the next import is a first one, too."""
    with transaction.atomic(), redirect_stdout(StringIO()):
        call_command("import_content", str(folder), stdout=StringIO())
        transaction.set_rollback(True)


def cost(do: Callable[[], None], times: int) -> Cost:
    with CaptureQueriesContext(connection) as asked:
        do()
    # Before what comes next, which forgets them. Whether something has changed meanwhile is asked
    # once for all pages, and so belongs to none.
    queries = sum("core_sitechange" not in one["sql"] for one in asked)
    server = server_process()
    began, ours, theirs = time.perf_counter(), time.process_time(), cpu_of(server)
    for _ in range(times):
        do()
    seconds = time.process_time() - ours, cpu_of(server) - theirs, time.perf_counter() - began
    return Cost(*[1000 * value / times for value in seconds], queries=queries)


def measure(
    known: Known, sizes: Sequence[int], rounds: int, times: int, imported: int
) -> dict[tuple[str, int], list[Cost]]:
    """The costs of each round, by what was done and the number of items."""
    found = defaultdict(list)
    with tempfile.TemporaryDirectory() as name:
        folder = bundle.bundle(Path(name, "bundle"), imported)
        for turn in range(rounds + 1):
            for size in sizes:
                enter(of_size(size))
                for thing, do in things(known, folder, imported).items():
                    if turn:
                        found[thing, size].append(cost(do, times))
                    else:  # The first round warms up.
                        do()
    return found
