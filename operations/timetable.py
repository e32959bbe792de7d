"""Everything that happens at regular times: name, how often, what."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.core.management import call_command
from django.db import close_old_connections
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from core.models import SiteChange
from editorial import schedule
from editorial.audit import recording, sealing
from editorial.bin import keeping
from editorial.packs.release import release_due
from editorial.sign_in import throttle
from home.tasks import have_all_fetched
from operations import error_pages
from operations.clock import release_time
from operations.missing import counting, guessing
from operations.tasks import delete_unclaimed_files
from publications.tasks import have_forgotten_read, have_missing_pdfs_made
from safety import feedback
from search.keeping import refresh_all
from search.spelling import count_words

logger = logging.getLogger(__name__)

ABANDONED_AFTER_SECONDS = 15 * 60


@dataclass(frozen=True)
class Job:
    """A function that is called every `every` seconds.

    `of_each_node`: it is about what lies on one machine, so no other can do it.
    """

    name: str
    every: float
    run: Callable[[], object]
    of_each_node: bool = False


def publish_and_expire() -> None:
    """Publish what is due and take down what is over, unless the clock is not to be trusted."""
    if now := release_time():
        schedule.run_due(now=now)
    schedule.beat(now=timezone.now())


def release_packs() -> None:
    """Release the embargo packs whose time has come, unless the clock is not to be trusted."""
    if now := release_time():
        release_due(now)


def take_up_abandoned_tasks() -> None:
    """Queue again what a worker that was killed had begun. No task of ours takes this long."""
    begun_before = timezone.now() - timedelta(seconds=ABANDONED_AFTER_SECONDS)
    DBTaskResult.objects.running().filter(started_at__lt=begun_before).update(
        status=TaskResultStatus.READY
    )


def forget_finished_tasks() -> None:
    """Forget tasks that succeeded a week ago, and those that failed a month ago."""
    limits = ["--min-age-days=7", "--failed-min-age-days=30"]
    call_command("prune_db_task_results", "--backend=worker", *limits, verbosity=0)


def forget_sign_ins() -> None:
    """Forget who signed in from where, after 90 days."""
    recording.forget(now=timezone.now())


def forget_ended_sessions() -> None:
    """Drop sessions that are over, and wrong tries that no longer count."""
    call_command("clearsessions", verbosity=0)
    throttle.forget(now=timezone.now())


def have_unclaimed_files_deleted() -> None:
    """Have the worker look through all files, unless the clock is not to be trusted."""
    if release_time():
        delete_unclaimed_files.enqueue()


def count_missing_addresses() -> None:
    """Add the addresses that were not found to their day, and see whether somebody guesses."""
    now = timezone.now()
    counting.tally(now=now)
    guessing.look(now=now)


def forget_feedback() -> None:
    """Forget what readers found useful more than 400 days ago."""
    feedback.forget(today=timezone.localdate())


TIMETABLE = [
    # First, as what else is due may lead to a page of a pack.
    Job("release embargo packs", every=15, run=release_packs),
    Job("publish and expire", every=15, run=publish_and_expire),
    Job("write error pages", every=15, run=error_pages.write, of_each_node=True),
    Job("take up abandoned tasks", every=60, run=take_up_abandoned_tasks),
    Job("make missing PDFs", every=600, run=have_missing_pdfs_made),
    Job("read forgotten files", every=60, run=have_forgotten_read),
    Job("fetch latest posts", every=900, run=have_all_fetched),
    Job("empty the bin", every=24 * 3600, run=keeping.empty),
    Job("delete unclaimed files", every=24 * 3600, run=have_unclaimed_files_deleted),
    Job("seal the audit log", every=60, run=sealing.seal),
    Job("note the end of the audit log", every=24 * 3600, run=sealing.note_head),
    Job("bring search up to date", every=24 * 3600, run=refresh_all),
    Job("count words for spelling", every=6 * 3600, run=count_words),
    Job("forget sign-ins", every=24 * 3600, run=forget_sign_ins),
    Job("forget ended sessions", every=3600, run=forget_ended_sessions),
    Job("count missing addresses", every=60, run=count_missing_addresses, of_each_node=True),
    Job("forget feedback", every=24 * 3600, run=forget_feedback),
    Job("put site changes together", every=3600, run=SiteChange.objects.fold),
    Job("forget finished tasks", every=24 * 3600, run=forget_finished_tasks),
]

OF_EACH_NODE = [job for job in TIMETABLE if job.of_each_node]


def run_one(job: Job) -> bool:
    """Run `job`; False if it failed. One failure is logged and never stops the others."""
    try:
        job.run()
    except Exception:
        logger.exception("“%s” failed. It is tried again in %s seconds.", job.name, job.every)
        return False
    return True


def run_until(is_stopped: Callable[[], bool], jobs: list[Job] = TIMETABLE) -> None:
    """Run each job at once and then at its own pace, until `is_stopped()`.

    It is asked before each job and every second: a stop waits for the job that is running.
    """
    due = dict.fromkeys((job.name for job in jobs), 0.0)
    while not is_stopped():
        for job in jobs:
            if not is_stopped() and time.monotonic() >= due[job.name]:
                due[job.name] = time.monotonic() + job.every
                run_one(job)
        close_old_connections()
        time.sleep(min(1.0, max(0.0, min(due.values()) - time.monotonic())))
