"""Puts the database of a backup in the place of the present one, in one transaction.

Everybody is signed out by it, and every page that was kept is out of date.
"""

import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path

from django.contrib.sessions.models import Session
from django.db import connection, transaction

from core.models import SiteChange
from core.models.site_change import weigh
from operations.backup.layout import BackupError, Manifest
from operations.backup.snapshots import (
    OfPostgresql,
    OfSqlite,
    now_in_postgresql,
    opened,
    run_postgresql,
)
from operations.backup.tables import differences

WAIT_SECONDS = 20
IN_USE = "The database is in use. Stop the site, then run the same again. Nothing was changed."
NOT_TAKEN = "The database was left as it was ({problem}). Make room, and run the same again."
NOT_AS_IT_WAS = "These tables are not as they were backed up: {names}. Take another backup."
SESSIONS, CHANGES = Session._meta.db_table, SiteChange._meta.db_table
ANEW = {
    SESSIONS: 'DELETE FROM "{table}";',
    CHANGES: 'INSERT INTO "{table}" (weight) VALUES ({weight});',
}

# A role that owns its tables may not own the schema, so what is in there is taken out.
EMPTIED = """
SET lock_timeout = '{wait}s';
DO $$
DECLARE found record;
BEGIN
  FOR found IN SELECT c.oid::regclass AS name FROM pg_class c
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
  LOOP
    EXECUTE format('DROP TABLE IF EXISTS %s CASCADE', found.name);
  END LOOP;
  FOR found IN SELECT p.oid::regprocedure AS name FROM pg_proc p
    WHERE p.pronamespace = current_schema()::regnamespace
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
  LOOP
    EXECUTE format('DROP FUNCTION IF EXISTS %s CASCADE', found.name);
  END LOOP;
END $$;
"""


def look_over(workshop: Path, manifest: Manifest) -> None:
    """Make ready what is put in place later. Raises `BackupError` if it is not what it was."""
    if connection.vendor == "sqlite":
        with opened(workshop / OfSqlite.member) as copy:
            (verdict,) = next(copy.select("PRAGMA quick_check"))
            refuse(differences(copy.tables(), manifest.tables) if verdict == "ok" else [verdict])
            copy.cursor.executescript(anew(manifest))
        return
    script, dump = workshop / "restore.sql", workshop / OfPostgresql.member
    run_postgresql(["pg_restore", "--no-owner", "--no-privileges"], [f"--file={script}", str(dump)])
    (workshop / "before.sql").write_text(EMPTIED.format(wait=WAIT_SECONDS))
    (workshop / "after.sql").write_text(f"RESET search_path;\n{anew(manifest)}\n")


def anew(manifest: Manifest) -> str:
    """What to do at once after the database is there. Older backups may lack a table."""
    there = ANEW.keys() & manifest.tables.keys()
    return "\n".join(ANEW[table].format(table=table, weight=weigh()) for table in there)


def refuse(tables: list[str]) -> None:
    """Raise `BackupError` if these are any."""
    if tables:
        raise BackupError(NOT_AS_IT_WAS.format(names=", ".join(tables)))


def put_in_place(workshop: Path) -> None:
    """Replace the database, wholly or not at all, also under those who have it open."""
    connection.close()
    if connection.vendor == "sqlite":
        _into_sqlite(workshop / OfSqlite.member)
        return
    scripts = ["before.sql", "restore.sql", "after.sql"]
    run_postgresql(
        ["psql", "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"],
        [f"--file={workshop / name}" for name in scripts],
        stdout=subprocess.DEVNULL,
    )


def _into_sqlite(file: Path) -> None:
    """By SQLite's own backup, which is a transaction of the database that it goes into."""
    deadline = time.monotonic() + WAIT_SECONDS

    def watch(status: int, *pages: int) -> None:
        if time.monotonic() > deadline:
            raise BackupError(IN_USE)

    path = connection.settings_dict["NAME"]
    with closing(sqlite3.connect(file)) as copy, closing(sqlite3.connect(path)) as live:
        try:
            copy.backup(live, progress=watch)
        except sqlite3.Error as error:
            raise BackupError(NOT_TAKEN.format(problem=error)) from error


def compare(manifest: Manifest) -> None:
    """Raise `BackupError` if PostgreSQL holds something else. SQLite was compared before."""
    if connection.vendor != "postgresql":
        return
    with transaction.atomic():
        found = now_in_postgresql().tables()
    changed = {SESSIONS, CHANGES}
    refuse([name for name in differences(found, manifest.tables) if name not in changed])
