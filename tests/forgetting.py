"""Lets a test, which is one transaction, be as many as it makes changes."""

from django.db import connection

from core.generation import Mark


def committed() -> None:
    """As if what was done so far had been committed: the next change is one of its own."""
    for entry in list(connection.run_on_commit):
        if isinstance(entry[1], Mark):
            entry[1]()
            connection.run_on_commit.remove(entry)
    connection.mark_of_change = None
