"""The site generation: one number, another one after each change that visitors can see.

Whoever keeps a page keeps the number beside it, and gives the page only while the number is the
same. Nothing is told which pages a change concerns, so no page can be forgotten.

How it is raised: `notice` stands around every statement that goes to the database. The first one
of a transaction that writes to a table which a page can show adds a row of chance weight, in the
same transaction; the number is the sum. `settings.NEVER_ON_A_PAGE` names the other tables.

How it is read: `read` asks the database. `current` spares that with a copy of the number in a
file that all processes of this machine share. A transaction that adds its row takes the trust
from the copy first, and holds a lock on it until it has ended, however it ends: the lock goes
with the process. Only who has the copy alone may trust it again, so never while somebody is
between the two. What another machine changes is seen once the trust is over, `TRUST_SECONDS`.
"""

import fcntl
import logging
import mmap
import os
import re
import struct
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import (
    DatabaseError,
    InterfaceError,
    OperationalError,
    connection,
    connections,
    transaction,
)
from django.db.backends.base.base import BaseDatabaseWrapper

from core.models import SiteChange

logger = logging.getLogger(__name__)

TRUST_SECONDS = 0.2
"""How long the copy counts without another look at the database."""

_rendered_for: ContextVar[int] = ContextVar("rendered_for", default=0)

CHANGE = re.compile(
    r"\s*(INSERT|UPDATE|DELETE|REPLACE|TRUNCATE|MERGE|COPY|WITH)\b"
    r'(?:\s+(?:OR\s+\w+|INTO|FROM|ONLY|TABLE))*\s+"?(\w*)',
    re.IGNORECASE,
)
SET_COLUMNS = re.compile(r'"(\w+)" = ')


@cache
def private_columns() -> dict[str, frozenset[str] | None]:
    """By table, the columns that no page shows; None for all of them."""
    found: dict[str, frozenset[str] | None] = {}
    for name, fields in settings.NEVER_ON_A_PAGE.items():
        models = (
            [apps.get_model(name)] if "." in name else apps.get_app_config(name).get_models(True)
        )
        for model in models:
            columns = fields and frozenset(model._meta.get_field(one).column for one in fields)
            found[model._meta.db_table] = columns
    return found


@cache
def tables_made_while_reading() -> frozenset[str]:
    return frozenset(apps.get_model(name)._meta.db_table for name in settings.MADE_WHILE_READING)


def is_seen(sql: str) -> bool:
    """Whether a statement may change what visitors can see."""
    if (match := CHANGE.match(sql)) is None:
        return False
    word, table = match[1].upper(), match[2]
    if word == "WITH":
        return re.search(r"\b(INSERT|UPDATE|DELETE)\b", sql, re.IGNORECASE) is not None
    if word == "INSERT" and table in tables_made_while_reading():
        return False
    columns = private_columns().get(table, frozenset())
    return columns is not None and not (word == "UPDATE" and only_sets(sql, columns))


def only_sets(sql: str, columns: frozenset[str]) -> bool:
    """Whether an `UPDATE`, as Django writes it, surely changes nothing but these columns."""
    changed = SET_COLUMNS.findall(sql.partition(" SET ")[2].partition(" WHERE ")[0])
    return bool(changed) and columns.issuperset(changed) and "SELECT" not in sql


def notice(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    """Stands around each statement (Django's `execute_wrapper`); raises the number if it must."""
    used = context["connection"]
    if not getattr(used, "notices_changes", True) or not is_seen(sql):
        return execute(sql, params, many, context)
    if used.in_atomic_block:
        raise_in(used)
        return execute(sql, params, many, context)
    with transaction.atomic(using=used.alias):
        raise_in(used)
        result = execute(sql, params, many, context)
        if used.vendor == "sqlite" and " RETURNING " in sql:
            context["cursor"].cursor = Fetched(context["cursor"].cursor)
        return result


class Fetched:
    """A cursor whose rows are all here. SQLite ends no transaction while some are to come."""

    def __init__(self, cursor: Any) -> None:
        self.cursor = cursor
        self.rows = iter(cursor.fetchall())

    def fetchone(self) -> Any:
        return next(self.rows, None)

    def fetchall(self) -> list[Any]:
        return list(self.rows)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.cursor, name)


def raise_in(used: BaseDatabaseWrapper) -> None:
    """Once for each transaction, and again after a part of it was taken back.

    Django forgets what is to run on commit when the transaction, or the savepoint in which it
    was said, is rolled back. So the mark lives exactly as long as the row may still count.
    """
    known = getattr(used, "mark_of_change", None)
    if known and known():
        return
    mark = Mark()
    used.mark_of_change = weakref.ref(mark)
    SiteChange.objects.using(used.alias).create()
    transaction.on_commit(mark, using=used.alias)


class Mark:
    """Nobody on this machine trusts the copy while this is there."""

    def __init__(self) -> None:
        self.file = None
        try:
            self.file = copy().path.open("rb")
            fcntl.flock(self.file, fcntl.LOCK_SH)
            copy().distrust()
        except OSError as error:
            # Every process looks again soon by itself.
            logger.error("The copy of the site generation is out of reach: %s", error.strerror)

    def __call__(self) -> None:
        if self.file:
            self.file.close()


class Copy:
    """The number as this machine last read it: until when it counts, and the number."""

    FORMAT = struct.Struct("=dq")

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            os.ftruncate(file, self.FORMAT.size)
            self.map = mmap.mmap(file, self.FORMAT.size)
        finally:
            os.close(file)
        # What was written before the machine started again says nothing.
        self.distrust()

    def distrust(self) -> None:
        struct.pack_into("=d", self.map, 0, 0.0)

    def trusted(self) -> int | None:
        """The number, if it still counts. By the clock that nobody sets."""
        until, number = self.FORMAT.unpack_from(self.map)
        return number if 0 <= until - time.monotonic() <= TRUST_SECONDS else None

    def last(self) -> int | None:
        """The number as it was read last, unless it is known that something changed since."""
        until, number = self.FORMAT.unpack_from(self.map)
        return number if until else None

    def renew(self) -> int:
        """The number from the database; kept here unless a change is under way."""
        with self.path.open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return read()
            until, number = time.monotonic() + TRUST_SECONDS, read()
            struct.pack_into("=q", self.map, 8, number)
            struct.pack_into("=d", self.map, 0, until)
            return number


@cache
def copy() -> Copy:
    return Copy(settings.STATE_DIR / "generation")


def read() -> int:
    """The number in the database, as of now."""
    try:
        return SiteChange.objects.total()
    except (InterfaceError, OperationalError):
        if connection.in_atomic_block:
            raise
        # The server may have started anew since this process asked it last.
        connection.close()
        return SiteChange.objects.total()


def current() -> int:
    """The number, from the copy where that counts.

    While the database is gone it stays as it was. Raises `DatabaseError` if nobody can tell.
    """
    if settings.PAGE_CACHE == "strict":
        return read()
    try:
        number = copy().trusted()
        return copy().renew() if number is None else number
    except OSError:
        return read()
    except DatabaseError:
        if (number := copy().last()) is None:
            raise
        return number


@contextmanager
def rendering(number: int) -> Iterator[None]:
    """While a page is rendered that will be kept with this number."""
    token = _rendered_for.set(number)
    try:
        yield
    finally:
        _rendered_for.reset(token)


def of_this_page() -> int:
    """The number with which the page that is being rendered will be kept; else the current one.

    For what is looked up once for a number. On a machine that lags behind by a moment the current
    one is older, and what was looked up for it must not get into the page.
    """
    return _rendered_for.get() or current()


def watch(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """For each new connection to the database (Django's `connection_created`)."""
    if notice not in connection.execute_wrappers:
        connection.execute_wrappers.append(notice)


def look_away(using: str, **kwargs: Any) -> None:
    """While tables are made anew, ours may be missing (Django's `pre_migrate`)."""
    connections[using].notices_changes = False


def look_again(using: str, **kwargs: Any) -> None:
    """Afterwards, all may be another (Django's `post_migrate`)."""
    connections[using].notices_changes = True
    if SiteChange._meta.db_table in connections[using].introspection.table_names():
        with transaction.atomic(using=using):
            raise_in(connections[using])


def key_of_this_generation(key: str, prefix: str, version: int) -> str:
    """For a cache that each process has for itself, and that nobody can clear in all of them."""
    return f"{prefix}:{version}:{of_this_page()}:{key}"
