"""Asks the database which passages have the words. The only part that differs by database."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction
from django.db.models import BooleanField, Q
from django.db.models.expressions import RawSQL

from search.asking import Part, Way
from search.models import Passage
from search.ranking import Row

MOST = 300
"""Passages that are put in order for one question; where more have its words, the newest."""
SECONDS = 2

POSTGRESQL = {
    "stems": '"search_passage"."words" @@ to_tsquery(\'simple\', %s)',
    "title_stems": '"search_passage"."title_words" @@ to_tsquery(\'simple\', %s)',
}
SQLITE = '"search_passage"."id" IN (SELECT rowid FROM search_words WHERE search_words MATCH %s)'


STOPPED = "57014"
"""PostgreSQL's code for a query that it was told to stop."""


class TookTooLong(Exception):
    """The database was stopped, so that others get their answers."""


@contextmanager
def time_limit() -> Iterator[None]:
    """Has PostgreSQL stop a query that takes longer than `SECONDS`. Raises `TookTooLong`.

    SQLite serves small sites only, whose queries can't take as long; and a transaction there would
    wait for whoever writes.
    """
    if connection.vendor != "postgresql":
        yield
        return
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL statement_timeout = %s", [SECONDS * 1000])
            yield
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", "") != STOPPED:
            raise
        raise TookTooLong from error


def having(parts: Sequence[Part], *, all_of_them: bool, in_title: bool = False) -> RawSQL:
    """Whether a passage has these parts. All of a query is words of ours in quotation marks."""
    column = "title_stems" if in_title else "stems"
    if connection.vendor == "postgresql":
        joint = " & " if all_of_them else " | "
        asked = joint.join(f"({' | '.join(map(_in_postgresql, part.ways))})" for part in parts)
        return RawSQL(POSTGRESQL[column], [asked], BooleanField())
    joint = " AND " if all_of_them else " OR "
    asked = joint.join(f"({' OR '.join(map(_in_sqlite, part.ways))})" for part in parts)
    return RawSQL(SQLITE, [f"{column} : ({asked})"], BooleanField())


def _in_postgresql(way: Way) -> str:
    """A word, or words in this order."""
    return "(" + " <-> ".join(f"'{stem}'" for stem in way.stems.split()) + ")"


def _in_sqlite(way: Way) -> str:
    return f'"{way.stems.strip()}"'


def passages_having(
    parts: Sequence[Part], narrowed: Q, *, all_of_them: bool
) -> tuple[list[Row], bool]:
    """Passages that have the parts; and whether there are more than these.

    Where there are more than `MOST`, these are the newest, those that have the parts in the title,
    and of several parts some for each: a rare word is not lost among common ones.
    """
    passages = Passage.objects.of_public_files().filter(narrowed).order_by("-day", "-pk")
    passages = passages.values_list(*Row._fields)
    found = list(passages.filter(having(parts, all_of_them=all_of_them))[: MOST + 1])
    has_more = len(found) > MOST
    if has_more:
        searches = [having(parts, all_of_them=all_of_them, in_title=True)]
        if not all_of_them:
            searches += [having([part], all_of_them=True) for part in parts]
        for search in searches:
            found += passages.filter(search)[: MOST // len(searches)]
    return list(map(Row._make, dict.fromkeys(found))), has_more
