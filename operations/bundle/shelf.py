"""The lines of a bundle in a file of their own, so that memory stays the same however many come."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Self

from operations.bundle import kinds
from operations.bundle.layout import Misfit, Place, Record, read_line
from operations.bundle.opening import Bundle
from operations.bundle.report import Outcome, Report

TABLE = """
CREATE TABLE records (
    place INTEGER PRIMARY KEY, file TEXT, line INTEGER, key TEXT UNIQUE, type TEXT, parent TEXT,
    rank INTEGER, depth INTEGER, is_late INTEGER, turn INTEGER, age INTEGER,
    number INTEGER, standing TEXT DEFAULT '',
    text TEXT
);
CREATE INDEX by_parent ON records (parent);
CREATE INDEX by_turn ON records (rank, depth, is_late, place);
"""
# Standings of a record.
NEW, HERE, MADE, AGAIN, REFUSED = "", "here", "made", "again", "refused"
# What refers to another record of its own kind, and so comes after those that don't.
LATER = {"english_page", "first_letter", "superseded_by"}


class Shelf:
    """Records in the order in which they can be made, and what became of each."""

    def __init__(self, folder: Path):
        self.database = sqlite3.connect(folder / "records.sqlite3", isolation_level=None)
        self.database.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + TABLE)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error) -> None:
        self.database.close()

    def fill(self, bundle: Bundle, report: Report) -> None:
        """Put each line of `bundle` in its place; those that are no records into the report."""
        self.database.execute("BEGIN")
        for place, text in bundle.lines():
            try:
                self._put(read_line(_text(text), place), text)
            except Misfit as error:
                report.note(place, "", Outcome.REFUSED, str(error))
        self.database.execute("COMMIT")
        self._find_depths()
        self._find_turns()
        for record in self._circular():
            words = "Its parents lead back to itself. Put one of them below another page."
            self.stand(record.key, REFUSED)
            report.note(record.place, record.key, Outcome.REFUSED, words)

    def _put(self, record: Record, text: str) -> None:
        kinds.kind_of(record.type)
        if twin := self._first("SELECT file, line FROM records WHERE key = ?", record.key):
            raise Misfit(
                f"The key “{record.key}” stands in {twin[0]}, line {twin[1]} already. Each record "
                "has a key of its own."
            )
        self.database.execute(
            "INSERT INTO records (file, line, key, type, parent, rank, is_late, age, text)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                *(record.place.file, record.place.line, record.key, record.type, record.parent),
                kinds.rank_of(record.type),
                not LATER.isdisjoint(record.fields),
                record.number,
                text,
            ],
        )

    def _find_depths(self) -> None:
        """How many of the pages above each one come with the bundle; nothing for a cycle."""
        self.database.execute(
            "UPDATE records SET depth = 0"
            " WHERE parent = '' OR parent NOT IN (SELECT key FROM records)"
        )
        depth = 0
        while self.database.execute(
            "UPDATE records SET depth = ? WHERE depth IS NULL"
            " AND parent IN (SELECT key FROM records WHERE depth = ?)",
            [depth + 1, depth],
        ).rowcount:
            depth += 1

    def _find_turns(self) -> None:
        """The place of each page among those below the same one, as the bundle has them."""
        self.database.execute(
            "UPDATE records SET turn = counted.turn FROM (SELECT place,"
            " ROW_NUMBER() OVER (PARTITION BY parent ORDER BY place) AS turn FROM records)"
            " AS counted WHERE records.place = counted.place"
        )

    def turn(self, key: str) -> int:
        return self._first("SELECT turn FROM records WHERE key = ?", key)[0]

    def _circular(self) -> list[Record]:
        return self._records("WHERE depth IS NULL ORDER BY place")

    def __len__(self) -> int:
        return self._first("SELECT COUNT(*) FROM records")[0]

    def in_turn(self, size: int) -> Iterator[list[Record]]:
        """Those that are to be made, in batches of one depth, none of which stands on another."""
        turn = (-1, -1, -1, -1)
        while rows := self.database.execute(
            "SELECT file, line, text, rank, depth, is_late, place FROM records"
            " WHERE (rank, depth, is_late, place) > (?, ?, ?, ?) AND depth IS NOT NULL"
            " ORDER BY rank, depth, is_late, place LIMIT ?",
            [*turn, size],
        ).fetchall():
            batch = [row for row in rows if row[3:5] == rows[0][3:5]]
            turn = batch[-1][3:]
            yield [read_line(text, Place(file, line)) for file, line, text, *_ in batch]

    def without_number(self, size: int) -> Iterator[list[Record]]:
        """Those that have none yet, the oldest first, as lists of one day go by the number."""
        while batch := self._records(
            "WHERE number IS NULL AND depth IS NOT NULL AND standing != ?"
            " ORDER BY rank, COALESCE(age, place), place LIMIT ?",
            REFUSED,
            size,
        ):
            yield batch

    def again(self, size: int) -> Iterator[list[Record]]:
        """Those that had to wait for others."""
        last = 0
        while rows := self.database.execute(
            "SELECT file, line, text, place FROM records WHERE standing = ? AND place > ?"
            " ORDER BY place LIMIT ?",
            [AGAIN, last, size],
        ).fetchall():
            last = rows[-1][3]
            yield [read_line(text, Place(file, line)) for file, line, text, _ in rows]

    def number(self, key: str, number: int) -> None:
        self.database.execute("UPDATE records SET number = ? WHERE key = ?", [number, key])

    def stand(self, key: str, standing: str) -> None:
        self.database.execute("UPDATE records SET standing = ? WHERE key = ?", [standing, key])

    def found(self, key: str) -> tuple[str, int | None, str] | None:
        """Type, number and standing of the record with this key."""
        return self._first("SELECT type, number, standing FROM records WHERE key = ?", key)

    def _records(self, rest: str, *values) -> list[Record]:
        statement = f"SELECT file, line, text FROM records {rest}"
        with closing(self.database.execute(statement, values)) as rows:
            return [read_line(text, Place(file, line)) for file, line, text in rows]

    def _first(self, statement: str, *values):
        return self.database.execute(statement, values).fetchone()


def _text(text: str | Misfit) -> str:
    if isinstance(text, Misfit):
        raise text
    return text
