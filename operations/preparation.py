"""Prepares a site to be served: database, starter content, static files, first administrator."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from operations import error_pages
from operations.alone import alone
from search.models import Word

FIRST_ADMINISTRATOR = "administrator"


def prepare(*, say: Callable[[str], object]) -> None:
    """Do what is still to do; a second call changes nothing and takes well under a second.

    Nothing that staff have changed is touched. Of several nodes one does it, and the others wait
    and find it done. `say` prints a line.
    """
    mirror = settings.DATA_DIR / "mirror"  # a container of nginx begins with what is there
    for folder in (settings.DATA_DIR, settings.STATE_DIR, settings.MEDIA_ROOT, mirror):
        folder.mkdir(parents=True, exist_ok=True)
    with alone(say=say):
        prepare_database(say=say)
    build_static_files(say=say)
    error_pages.write()


def prepare_database(*, say: Callable[[str], object]) -> None:
    """What all nodes share: tables, starter content, words to search for, an administrator."""
    if has_migrations_to_run():
        say("Preparing the database ...")
        call_command("migrate", verbosity=0, interactive=False)
    call_command("load_starter_content")
    if not Word.objects.exists():
        say("Preparing search ...")
        call_command("rebuild_search", verbosity=0)
    if not get_user_model().objects.exists():
        call_command("create_staff", FIRST_ADMINISTRATOR, role="administrator", if_none=True)


def has_migrations_to_run() -> bool:
    """Whether the database is behind the code."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def build_static_files(*, say: Callable[[str], object]) -> None:
    """Run `collectstatic` if a source, or the way of building, is not what it was last time."""
    stamp = settings.STATE_DIR / "static-sources"
    fingerprint = static_fingerprint()
    manifest = settings.STATIC_ROOT / "staticfiles.json"
    if manifest.exists() and stamp.exists() and stamp.read_text() == fingerprint:
        return
    say("Building static files ...")
    call_command("collectstatic", verbosity=0, interactive=False)
    stamp.write_text(fingerprint)


def static_fingerprint() -> str:
    """A hash over path, size and time of every static source, and over the code that builds."""
    builder = Path(settings.BASE_DIR, "iasc_site", "static_files.py")
    sources = [builder, Path(settings.BASE_DIR, "requirements.txt")]
    for finder in get_finders():
        sources += [Path(storage.path(name)) for name, storage in finder.list([])]
    lines = []
    for source in sorted(sources):
        facts = source.stat()
        lines.append(f"{source} {facts.st_size} {facts.st_mtime_ns}")
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
