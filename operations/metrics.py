"""Figures for whoever watches the site, at `/metrics`, as Prometheus reads them.

Two kinds. Each process of the web server counts what it answers; `serve` gives them a folder in
which all write, so that any one can tell the sum. The rest is looked up when it is asked for, and
is the same on every node. Labels are our own words: a route's name, never an address or a query.
"""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.db.models import Case, F, Min, When
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django_tasks_db.models import DBTaskResult, get_date_max
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from core import generation
from editorial.models import MissedMoment, SchedulerBeat
from operations import health, letter_queue
from operations.backup import note as backup
from operations.shared_counts import SHARED_FOLDER
from operations.whole_files import noted
from safety.headers import METHODS

counted = CollectorRegistry()
requests = Counter(
    "site_requests",
    "Answers that Django made, by name of the route, method and kind of status.",
    ["route", "method", "status"],
    registry=counted,
)
seconds = Histogram(
    "site_request_seconds",
    "How long Django took for an answer.",
    ["route"],
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
    registry=counted,
)
pages = Counter(
    "site_pages",
    "Requests for pages that may be kept: found as they were, or made.",
    ["outcome"],
    registry=counted,
)
found, made = pages.labels("found"), pages.labels("made")


class MetricsMiddleware:
    """Counts what is answered, and how long it took."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        began = time.perf_counter()
        response = self.get_response(request)
        route = route_of(request)
        method = request.method if request.method in METHODS else "other"
        requests.labels(route, method, f"{response.status_code // 100}xx").inc()
        seconds.labels(route).observe(time.perf_counter() - began)
        return response


def route_of(request: HttpRequest) -> str:
    """The name of an address in our table, never what was typed."""
    match = request.resolver_match
    return (match and match.view_name) or "other"


def gauge(name: str, words: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"site_{name}", words, value=value)


class Facts(Collector):
    """What is looked up. While the database is gone, what only it knows is left out."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        said = health.findings()
        ready = GaugeMetricFamily(
            "site_part_ready", "Whether a part of the site is there: 1 or 0.", labels=["part"]
        )
        for part, words in said.items():
            ready.add_metric([part], float(words == health.OK))
        yield ready
        yield from on_the_disk()
        if said["database"] == health.OK:
            try:
                yield from in_the_database(timezone.now())
            except DatabaseError:
                return


def on_the_disk() -> Iterator[GaugeMetricFamily]:
    disk = shutil.disk_usage(settings.DATA_DIR)
    yield gauge("disk_free_bytes", "Room left where the site stores its data.", disk.free)
    yield gauge("disk_bytes", "Room in all where the site stores its data.", disk.total)
    yield from of_the_backup(backup.recall())
    yield from of_the_mirror(noted(settings.STATE_DIR / "mirror.json"))


def of_the_backup(facts: dict[str, Any]) -> Iterator[GaugeMetricFamily]:
    if "made_at" in facts:
        moment = datetime.fromisoformat(facts["made_at"]).timestamp()
        yield gauge("backup_timestamp_seconds", "When the last good backup was made.", moment)
    if "outcome" in facts:
        has_failed = facts["outcome"] == "failed"
        yield gauge("backup_failed", "Whether the last try failed: 1 or 0.", float(has_failed))


def of_the_mirror(facts: dict[str, Any]) -> Iterator[GaugeMetricFamily]:
    if "at" in facts:
        words = "When the static mirror was last brought up to date."
        yield gauge("mirror_timestamp_seconds", words, facts["at"])
    if "failed" in facts:
        yield gauge("mirror_failed", "What it could not write in that round.", facts["failed"])


def in_the_database(now: datetime) -> Iterator[GaugeMetricFamily]:
    waiting = DBTaskResult.objects.ready()
    yield gauge("tasks_waiting", "Background tasks that could begin now.", waiting.count())
    age = seconds_since(oldest_start(waiting), now)
    yield gauge("oldest_task_seconds", "How long the oldest of them has waited.", age or 0)
    failed = DBTaskResult.objects.failed().count()
    yield gauge("tasks_failed", "Background tasks that failed in the last month.", failed)
    words = "Letters that the mail server did not take, and that are tried again."
    yield gauge("letters_waiting", words, letter_queue.waiting().count())
    beat = SchedulerBeat.objects.order_by("-beat_at").values_list("beat_at", flat=True).first()
    if beat:
        words = "When a scheduler last looked for what is due."
        yield gauge("scheduler_timestamp_seconds", words, beat.timestamp())
    missed = MissedMoment.objects.count()
    yield gauge("missed_moments", "What was due to go live or come down, and did not.", missed)
    words = "The number of the site generation, another one after each change."
    yield gauge("generation", words, generation.read())


def oldest_start(waiting) -> datetime | None:
    """The moment at which the oldest of these tasks could have begun."""
    at_once = When(run_after=get_date_max(), then=F("enqueued_at"))
    return waiting.aggregate(first=Min(Case(at_once, default=F("run_after"))))["first"]


def seconds_since(moment: datetime | None, now: datetime) -> float | None:
    return moment and max(0.0, (now - moment).total_seconds())


def metrics(request: HttpRequest) -> HttpResponse:
    """All figures, for whoever brings the token. For everybody else there is nothing here."""
    expected = f"Bearer {settings.METRICS_TOKEN}"
    sent = request.headers.get("Authorization", "")
    if not settings.METRICS_TOKEN or not constant_time_compare(sent, expected):
        raise Http404("There is no such page.")
    registry = CollectorRegistry()
    if SHARED_FOLDER in os.environ:
        MultiProcessCollector(registry)
        words = generate_latest(registry)
    else:
        words = generate_latest(counted)
    facts = CollectorRegistry()
    facts.register(Facts())
    return HttpResponse(words + generate_latest(facts), content_type=CONTENT_TYPE_LATEST)
