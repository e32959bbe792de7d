"""Takes a bundle in: each record made, changed, left as it is, or refused with a reason.

Ids are reserved for all records first, since any may refer to any other. Then they are made in
batches, each in one transaction together with the note that it was. Whatever breaks off, the next
run goes on from there.
"""

from collections import defaultdict
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import IntegrityError, transaction
from wagtail.models import Site

from operations.bundle import numbers
from operations.bundle.files import StoredFiles
from operations.bundle.finding import matches
from operations.bundle.kinds import kinds
from operations.bundle.layout import Record
from operations.bundle.making import Maker
from operations.bundle.opening import Bundle
from operations.bundle.outcomes import Result, Wishes
from operations.bundle.references import Ids, root_of
from operations.bundle.report import Outcome, Report
from operations.bundle.shelf import HERE, REFUSED, Shelf
from operations.models import ImportedRecord
from search.tasks import refresh_missing_below

BATCH = 200


class DryRun(Exception):
    """Takes back all that a dry run did."""


def take_in(
    path: Path,
    wishes: Wishes,
    report: Report,
    *,
    tick: Callable[[int, int], object] = lambda *_: None,
) -> None:
    """Import the bundle at `path`. `tick` is told how many more records are done, and of how many.

    Raises `Misfit` if it is no bundle.
    """
    bundle = Bundle(path)
    with TemporaryDirectory() as folder, Shelf(Path(folder)) as shelf:
        shelf.fill(bundle, report)
        run = Import(bundle, shelf, wishes, report, tick)
        if not wishes.is_dry_run:
            return run.all()
        stored = StoredFiles()
        try:
            with transaction.atomic(), stored:
                run.all()
                raise DryRun
        except DryRun:
            stored.delete()


class Import:
    """One run over one bundle."""

    def __init__(self, bundle: Bundle, shelf: Shelf, wishes: Wishes, report: Report, tick):
        self.shelf, self.report, self.tick = shelf, report, tick
        self.ids = Ids(shelf)
        self.maker = Maker(bundle, self.ids, wishes)

    def all(self) -> None:
        for batch in self.shelf.in_turn(BATCH):
            with transaction.atomic():
                self.recognise(batch)
        for batch in self.shelf.without_number(BATCH):
            with transaction.atomic():
                self.reserve(batch)
        total = len(self.shelf)
        for batch in self.shelf.in_turn(BATCH):
            self.place(batch)
            self.tick(len(batch), total)
        self.ids.is_last_call = True
        for batch in self.shelf.again(BATCH):
            self.place(batch)
        self._have_search_catch_up()

    def _have_search_catch_up(self) -> None:
        """The worker adds what is missing, which may be thousands of pages."""
        front_page = Site.objects.get(is_default_site=True).root_page_id
        transaction.on_commit(partial(refresh_missing_below.enqueue, front_page))

    def refuse(self, record: Record, why: str) -> None:
        self.note(Result(record, Outcome.REFUSED, why, REFUSED))

    def note(self, result: Result) -> None:
        self.shelf.stand(result.record.key, result.standing)
        if result.outcome:
            place, key = result.record.place, result.record.key
            self.report.note(place, key, result.outcome, result.why)

    def recognise(self, batch: list[Record]) -> None:
        """Find out which records are here already."""
        came = ImportedRecord.objects.filter(key__in=[record.key for record in batch])
        known = {found.key: found for found in came.select_related("content_type")}
        fresh = []
        for record in batch:
            if found := known.get(record.key):
                self._recognise(record, found)
            else:
                fresh.append(record)
        found = list(matches(fresh, self.ids))
        for record, number in found:
            self.shelf.number(record.key, number)
            # Others may refer to it at once.
            self.shelf.stand(record.key, HERE)
        self.maker.keep_ids([record for record, _ in found])

    def _recognise(self, record: Record, found: ImportedRecord) -> None:
        model = found.content_type.model_class()
        if model is kinds()[record.type].model:
            self.shelf.number(record.key, found.object_id)
        else:
            self.refuse(
                record,
                f"An earlier import made a {model._meta.label} with this key. Give it another key.",
            )

    def reserve(self, batch: list[Record]) -> None:
        """Set an id aside for each of `batch`, none of which is here."""
        by_root = defaultdict(list)
        for record in batch:
            by_root[root_of(kinds()[record.type].model)].append(record)
        for model, records in by_root.items():
            taken = numbers.take(model, [record.number for record in records])
            for record, number in zip(records, taken, strict=True):
                self.shelf.number(record.key, number)
        self.maker.keep_ids(batch)

    def place(self, batch: list[Record]) -> None:
        """Make or change the records of `batch`: together if that goes, else one by one."""
        batch = [record for record in batch if self.shelf.found(record.key)[2] != REFUSED]
        try:
            with transaction.atomic():
                results = self.maker.make(batch)
        except IntegrityError as error:
            if len(batch) == 1:
                return self.refuse(batch[0], f"The database does not take it: {error}")
            for record in batch:
                self.place([record])
            return
        for result in results:
            self.note(result)
