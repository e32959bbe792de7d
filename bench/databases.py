"""Databases of one PostgreSQL server, between which a measurement changes. Needs Django set up."""

from django.db import connection

from core import generation


def enter(name: str) -> None:
    connection.close()
    # A helper of the database would do a part of the work where nobody counts it.
    connection.settings_dict["OPTIONS"]["options"] = "-c max_parallel_workers_per_gather=0"
    connection.settings_dict["NAME"] = name
    # What was kept in another database says nothing about this one.
    generation.copy().distrust()


def copy(name: str, new: str) -> None:
    """Enter a copy of a database that nobody else is in. One of the same name is gone then."""
    enter("template1")
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {new}")
        cursor.execute(f"CREATE DATABASE {new} TEMPLATE {name}")
    enter(new)


def of_size(size: int) -> str:
    """The name of the database with so many items."""
    return f"items_{size}"


def analyse() -> None:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
