"""The database as of one moment, while others go on writing: a file, and what it holds."""

import os
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from operations.backup import files
from operations.backup.layout import BackupError
from operations.backup.tables import Table, digest

CHUNK = 2_000
NO_COPY = "The database could not be copied ({problem}). Is there room in DATA_DIR?"
NO_SITE = "There is no website in this database yet. Look at DATABASE_URL and DATA_DIR."


class Snapshot:
    """`file` holds it all. Questions are answered from the same moment."""

    def __init__(self, file: Path, cursor: Any) -> None:
        self.file, self.cursor = file, cursor

    def select(self, sql: str) -> Iterator[tuple]:
        self.cursor.execute(sql)
        while rows := self.cursor.fetchmany(CHUNK):
            yield from rows

    def tables(self) -> dict[str, Table]:
        return {name: digest(self.select(self.rows_of.format(name))) for name in self.names()}

    def migrations(self) -> list[str]:
        rows = self.select("SELECT app, name FROM django_migrations ORDER BY app, name")
        return [f"{app}.{name}" for app, name in rows]

    def files_named(self) -> set[str]:
        """The names of all files that a row refers to."""
        there = set(self.names())
        return {
            name
            for field in files.fields()
            if (table := field.model._meta.db_table) in there
            for (name,) in self.select(
                f'SELECT DISTINCT "{field.column}" FROM "{table}" WHERE "{field.column}" <> \'\''
            )
        }


class OfSqlite(Snapshot):
    member = "database.sqlite3"
    rows_of = 'SELECT * FROM "{}"'

    def names(self) -> list[str]:
        """All tables with rows of their own. A virtual one shows those of others."""
        rows = self.select(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%'"
            " ESCAPE '\\' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"
        )
        return [name for (name,) in rows]


class OfPostgresql(Snapshot):
    member = "database.pgdump"
    rows_of = 'SELECT t::text FROM "{}" t'

    def names(self) -> list[str]:
        rows = self.select(
            "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY 1"
        )
        return [name for (name,) in rows]


@contextmanager
def snapshot(folder: Path) -> Iterator[Snapshot]:
    """Write the database into `folder`. Raises `BackupError` and `OSError`."""
    with _of_postgresql(folder) if connection.vendor == "postgresql" else _of_sqlite(folder) as it:
        if "django_migrations" not in it.names():
            raise BackupError(NO_SITE)
        yield it


@contextmanager
def _of_sqlite(folder: Path) -> Iterator[Snapshot]:
    file = folder / OfSqlite.member
    path = connection.settings_dict["NAME"]
    if not Path(path).exists():
        raise BackupError(NO_SITE)
    with closing(sqlite3.connect(file)) as copy:
        try:
            # In one step: nobody who writes waits, and nothing of what they write gets in.
            with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=20)) as live:
                live.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.Error as error:
            raise BackupError(NO_COPY.format(problem=error)) from error
        yield OfSqlite(file, copy.cursor())


@contextmanager
def opened(file: Path) -> Iterator[OfSqlite]:
    """A copy that was made before, to ask it and to change it."""
    with closing(sqlite3.connect(file)) as copy:
        yield OfSqlite(file, copy.cursor())
        copy.commit()


@contextmanager
def _of_postgresql(folder: Path) -> Iterator[Snapshot]:
    file = folder / OfPostgresql.member
    connection.close()  # so that the transaction is a new one
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        (number,) = cursor.fetchone()
        run_postgresql(
            ["pg_dump", "--format=custom", "--no-owner", "--no-privileges"],
            [f"--snapshot={number}", f"--file={file}"],
        )
        yield OfPostgresql(file, Streaming())


class Streaming:
    """A cursor whose rows come in pieces from the server, which else sends all at once."""

    def execute(self, sql: str) -> None:
        self.cursor = connection.chunked_cursor()
        self.cursor.execute(sql)

    def fetchmany(self, count: int) -> list[tuple]:
        if not (rows := self.cursor.fetchmany(count)):
            self.cursor.close()
        return rows


def now_in_postgresql() -> OfPostgresql:
    """What the database holds by now. Within a transaction."""
    return OfPostgresql(Path(), Streaming())


def run_postgresql(command: list[str], options: list[str], **streams: Any) -> None:
    """Run a program of PostgreSQL's for our database. Raises `BackupError` with its last words."""
    try:
        done = subprocess.run(
            [*command, *options],
            env=os.environ | environment(),
            stderr=subprocess.PIPE,
            text=True,
            **streams,
        )
    except FileNotFoundError as error:
        raise BackupError(
            f"The program {command[0]} is missing. On Debian: apt-get install postgresql-client"
        ) from error
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [f"status {done.returncode}"]
        raise BackupError(f"{command[0]} could not do it. {lines[0]}")


def environment() -> dict[str, str]:
    """How PostgreSQL's own programs find our database. Not on a command line, which all can see."""
    settings = connection.settings_dict
    named = {
        "PGDATABASE": settings["NAME"],
        "PGUSER": settings["USER"],
        "PGPASSWORD": settings["PASSWORD"],
        "PGHOST": settings["HOST"],
        "PGPORT": settings["PORT"],
        "PGSSLMODE": settings.get("OPTIONS", {}).get("sslmode"),
    }
    return {name: str(value) for name, value in named.items() if value}
