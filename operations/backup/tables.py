"""What a table holds, as a count and a digest, so that two can be compared."""

import hashlib
from collections.abc import Iterable

MODULUS = 2**256

Table = list[int | str]
"""Count of rows and their digest, in hexadecimal."""


def digest(rows: Iterable[tuple]) -> Table:
    """The sum of the rows' hashes: the same in any order, and no row has to be kept."""
    count = total = 0
    for row in rows:
        count += 1
        total += int.from_bytes(hashlib.sha256(repr(row).encode()).digest())
    return [count, f"{total % MODULUS:064x}"]


def differences(found: dict[str, Table], expected: dict[str, Table]) -> list[str]:
    """The names of the tables that are not the same in both."""
    return sorted(
        name for name in found.keys() | expected.keys() if found.get(name) != expected.get(name)
    )
