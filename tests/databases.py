"""Databases for programs of their own, beside the one that a test has."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection
from pytest_django.plugin import DjangoDbBlocker


@contextmanager
def database_apart(blocker: DjangoDbBlocker, copy: Path, folder: Path, name: str) -> Iterator[str]:
    """The DATABASE_URL of a migrated database that nobody else has, `copy` or one like it."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{shutil.copy(copy, folder / 'db.sqlite3')}"
        return
    with blocker.unblock():
        pattern = connection.settings_dict["NAME"]
        connection.close()  # a database can be copied while nobody uses it
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{pattern}_{name}"')
            cursor.execute(f'CREATE DATABASE "{pattern}_{name}" TEMPLATE "{pattern}"')
        yield f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/{pattern}_{name}"
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{pattern}_{name}" WITH (FORCE)')
