"""Ids that are set aside for records which are made later."""

from collections.abc import Sequence

from django.contrib.contenttypes.models import ContentType
from django.db import connection, models

from operations.models import ImportedRecord

LARGEST = 2**31 - 1


def take(model: type[models.Model], wanted: Sequence[int | None]) -> list[int]:
    """An id for each, which no other record of `model` will get: the wanted one if it is free."""
    free = _free(model, {number for number in wanted if number and 0 < number <= LARGEST})
    with connection.cursor() as cursor:
        _count_from(cursor, *_counted(model), max(free, default=0))
        given = iter(_next(cursor, *_counted(model), len(wanted) - len(free)))
        return [_pop(free, number) or next(given) for number in wanted]


def _pop(free: set[int], number: int | None) -> int | None:
    """`number`, for the first who wants it."""
    if number not in free:
        return None
    free.remove(number)
    return number


def _free(model: type[models.Model], numbers: set[int]) -> set[int]:
    """Those that no record has, and none is to get."""
    there = model._base_manager.filter(pk__in=numbers).values_list("pk", flat=True)
    types = [found for found in ContentType.objects.all() if _is_counted_with(found, model)]
    promised = ImportedRecord.objects.filter(content_type__in=types, object_id__in=numbers)
    return numbers - set(there) - set(promised.values_list("object_id", flat=True))


def _is_counted_with(content_type: ContentType, model: type[models.Model]) -> bool:
    found = content_type.model_class()
    return found is not None and _counted(found) == _counted(model)


def _counted(model: type[models.Model]) -> tuple[str, str]:
    """The table and column whose ids a model has: for a page, those of all pages."""
    field = model._meta.pk
    while field.remote_field:
        field = field.remote_field.get_related_field()
    return field.model._meta.db_table, field.column


def _next(cursor, table: str, column: str, count: int) -> list[int]:
    if connection.vendor == "postgresql":
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [table, column, count],
        )
        return [number for (number,) in cursor.fetchall()]
    last = _last_on_sqlite(cursor, table, column)
    _count_from(cursor, table, column, last + count)
    return list(range(last + 1, last + count + 1))


def _count_from(cursor, table: str, column: str, last: int) -> None:
    """Have the database give only ids after `last` by itself."""
    if connection.vendor == "postgresql":
        cursor.execute(
            "SELECT setval(seq, %s) FROM (SELECT pg_get_serial_sequence(%s, %s)::regclass AS seq)"
            " AS found WHERE %s > COALESCE(pg_sequence_last_value(seq), 0)",
            [last, table, column, last],
        )
        return
    if last > _last_on_sqlite(cursor, table, column):
        cursor.execute("UPDATE sqlite_sequence SET seq = %s WHERE name = %s", [last, table])
        if not cursor.rowcount:
            cursor.execute("INSERT INTO sqlite_sequence VALUES (%s, %s)", [table, last])


def _last_on_sqlite(cursor, table: str, column: str) -> int:
    quoted = connection.ops.quote_name
    cursor.execute(f"SELECT MAX({quoted(column)}) FROM {quoted(table)}")
    highest = cursor.fetchone()[0] or 0
    cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
    counted = cursor.fetchone()
    return max(highest, counted[0] if counted else 0)
