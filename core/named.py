"""The records that the page being shown names in its texts and links, each kind read at once.

Wagtail asks the database once for each text and for each kind in it, and once for each place that
chooses pages. While a page is served, the first who asks for a record of a kind has all read that
the page names.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import models
from wagtail.blocks import StreamValue
from wagtail.fields import RichTextField, StreamField

PAGE = "page"
"""The kind of a page, in texts and as the choice of a block."""

TAG = re.compile(r'<(?:a|embed) [^>]*\b(?:link|embed)type="(\w+)"[^>]*>')
ID = re.compile(r'\bid="([0-9]{1,18})"')

_now: ContextVar["Named | None"] = ContextVar("named_by_the_page", default=None)


class Named:
    """What was read of the records that `page` names. `chosen` gives the ids that blocks hold."""

    def __init__(self, page: models.Model, chosen: Callable[[StreamValue], Iterable[int]]):
        self.page, self.chosen = page, chosen
        self.found: dict[str, dict[int, Any | None]] = {}

    def read(
        self, kind: str, ids: set[int], records: Callable[[], models.QuerySet]
    ) -> Mapping[int, Any | None]:
        """Those of `records` with these ids, among others; None for one that is not there."""
        if kind not in self.found:
            ids = ids | self._ids_of(kind)
        found = self.found.setdefault(kind, {})
        if missing := ids - found.keys():
            found.update(dict.fromkeys(missing) | records().in_bulk(missing))
        return found

    def _ids_of(self, kind: str) -> set[int]:
        ids: set[int] = set()
        for field in self.page._meta.get_fields():
            if isinstance(field, (StreamField, RichTextField)):
                value = getattr(self.page, field.name)
                # Within JSON each quotation mark has a stroke before it.
                text = str(field.get_prep_value(value)).replace('\\"', '"')
                tags = [tag for tag in TAG.finditer(text) if tag[1] == kind]
                ids |= {int(number) for tag in tags for number in ID.findall(tag[0])}
                if kind == PAGE and isinstance(value, StreamValue):
                    ids |= set(self.chosen(value))
        return ids


@contextmanager
def named_by_page(
    page: models.Model, chosen: Callable[[StreamValue], Iterable[int]]
) -> Iterator[None]:
    """Within this, what `page` names is read once for each kind. Not for what is being edited."""
    token = _now.set(Named(page, chosen))
    try:
        yield
    finally:
        _now.reset(token)


def read(
    kind: str, ids: Iterable[int], records: Callable[[], models.QuerySet]
) -> Mapping[int, Any | None]:
    """Those of `records` that have these ids, by id, and maybe others. Made only if needed."""
    named = _now.get()
    return named.read(kind, set(ids), records) if named else records().in_bulk(set(ids))


def is_read_at_once() -> bool:
    """Whether a page is being served, so that it matters where its records come from."""
    return _now.get() is not None
