"""That something of the page which is made now could not be had, so that nobody keeps it so."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_missing: ContextVar[list[str] | None] = ContextVar("missing", default=None)


@contextmanager
def watching() -> Iterator[list[str]]:
    """Around the making of a page. Gives the list of what was missing, as it is found.

    Whoever watches around that hears of it in the end.
    """
    around = _missing.get()
    missing: list[str] = []
    token = _missing.set(missing)
    try:
        yield missing
    finally:
        _missing.reset(token)
        if around is not None:
            around += missing


def note(what: str) -> None:
    """Say that `what` is missing on the page that is made now, if one is."""
    missing = _missing.get()
    if missing is not None:
        missing.append(what)
