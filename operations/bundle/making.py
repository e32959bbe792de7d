"""Makes the records of a bundle, or changes those that are here, by the doors that staff use."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models, transaction
from wagtail.contrib.settings.models import BaseSiteSetting
from wagtail.models import DraftStateMixin, Page, Site

from core import gates
from core.models import CustomDocument, CustomImage
from core.records import Kind
from operations.bundle import addresses, history
from operations.bundle.backdating import publish_backdated
from operations.bundle.fields import fill, problems_of, row_problems, sentences, values_of
from operations.bundle.files import put_file, put_picture
from operations.bundle.kinds import kinds
from operations.bundle.layout import Misfit, Record
from operations.bundle.new_pages import NewPages
from operations.bundle.opening import Bundle
from operations.bundle.outcomes import (
    CHANGED_HERE,
    DELETED_HERE,
    HERE_ALREADY,
    STAYS_LIVE,
    WITHOUT_SOME,
    Result,
    Wishes,
    digest_of,
    standing_of,
)
from operations.bundle.references import Ids, Keys
from operations.bundle.report import Outcome
from operations.bundle.shelf import AGAIN, REFUSED
from operations.models import ImportedRecord

MEDIA = {CustomDocument: put_file, CustomImage: put_picture}


class Maker:
    """Makes batches of records. Each call stands in a transaction."""

    def __init__(self, bundle: Bundle, ids: Ids, wishes: Wishes):
        self.bundle, self.ids, self.wishes = bundle, ids, wishes
        self.last_steps: dict[int, int] = {}

    def keep_ids(self, records: Sequence[Record]) -> None:
        """Remember which key stands for which id from now on, also for runs to come."""
        found = [self._note(record) for record in records]
        ImportedRecord.objects.bulk_create(found, ignore_conflicts=True)

    def _note(self, record: Record, **known) -> ImportedRecord:
        model = kinds()[record.type].model
        return ImportedRecord(
            key=record.key,
            content_type=ContentType.objects.get_for_model(model),
            object_id=self.id_of(record),
            **known,
        )

    def id_of(self, record: Record) -> int:
        return self.ids.shelf.found(record.key)[1]

    def make(self, batch: Sequence[Record]) -> list[Result]:
        """What became of each. Raises `IntegrityError` if one of them can't be stored."""
        came = ImportedRecord.objects.in_bulk([record.key for record in batch], field_name="key")
        here = self._here(batch)
        new_pages = NewPages(self.ids, self.wishes, batch, self.last_steps)
        results = []
        for record in batch:
            try:
                if record.key in here:
                    with transaction.atomic():
                        results.append(self._change(record, came[record.key]))
                elif came[record.key].standing and not self.wishes.overwrite:
                    raise Misfit(DELETED_HERE)
                elif issubclass(kinds()[record.type].model, Page):
                    new_pages.prepare(record, self.id_of(record))
                else:
                    with transaction.atomic():
                        results.append(self._new_record(record))
            except Misfit as error:
                results.append(Result(record, Outcome.REFUSED, str(error), REFUSED))
        results += new_pages.write()
        return self._finished(results)

    def _here(self, batch: Sequence[Record]) -> set[str]:
        """The keys of those that exist."""
        keys: dict[type[models.Model], dict[int, str]] = defaultdict(dict)
        for record in batch:
            keys[kinds()[record.type].model][self.id_of(record)] = record.key
        return {
            of_model[number]
            for model, of_model in keys.items()
            for number in model._base_manager.filter(pk__in=of_model).values_list("pk", flat=True)
        }

    def _finished(self, results: list[Result]) -> list[Result]:
        """Once they are made: what old addresses lead to, what is remembered, what is on record."""
        results = addresses.with_old_ones(results)
        done = [result for result in results if result.subject is not None]
        ImportedRecord.objects.bulk_create(
            [
                self._note(
                    result.record,
                    line_digest=digest_of(result.record, self.wishes) if result.is_final else "",
                    standing=standing_of(result.subject),
                )
                for result in done
            ],
            update_conflicts=True,
            unique_fields=["key"],
            update_fields=["object_id", "line_digest", "standing"],
        )
        history.note(result for result in done if result.has_changed)
        return results

    # Those that are here

    def _change(self, record: Record, came: ImportedRecord) -> Result:
        if came.line_digest and came.line_digest == digest_of(record, self.wishes):
            return Result(record, Outcome.UNCHANGED)
        kind = kinds()[record.type]
        subject = kind.model._base_manager.get(pk=came.object_id)
        standing = standing_of(subject)
        if came.standing and came.standing != standing and not self.wishes.overwrite:
            return Result(record, Outcome.REFUSED, CHANGED_HERE)
        before = values_of(subject, kind, Keys())
        is_whole = fill(subject, kind, record.fields, self.ids)
        says_the_same = before == values_of(subject, kind, Keys())
        if not came.standing and not self.wishes.overwrite and not says_the_same:
            return Result(record, Outcome.REFUSED, HERE_ALREADY)
        is_unfinished = bool(came.standing and not came.line_digest)
        result = self._save_changed(record, kind, subject, says_the_same, is_unfinished)
        if is_unfinished and result.is_done:
            result = replace(result, outcome=Outcome.MADE)
        return self._waiting(result, is_whole)

    def _waiting(self, result: Result, is_whole: bool) -> Result:
        """`result`, or that it has to be looked at again because some of it has to wait."""
        if is_whole:
            return result
        if not self.ids.is_last_call:
            return replace(result, outcome=None, standing=AGAIN, is_final=False)
        return replace(result, why=f"{result.why} {WITHOUT_SOME}".strip(), is_final=False)

    def _save_changed(
        self, record: Record, kind: Kind, subject, says_the_same: bool, is_unfinished: bool
    ) -> Result:
        if put := MEDIA.get(kind.model):
            before = standing_of(subject)
            put(subject, record, self.bundle)
            subject.refresh_from_db()
            is_same = says_the_same and standing_of(subject) == before
            outcome = Outcome.UNCHANGED if is_same else Outcome.CHANGED
            return Result(record, outcome, subject=subject)
        if not isinstance(subject, DraftStateMixin):
            if not says_the_same:
                save_clean(subject)
            outcome = Outcome.UNCHANGED if says_the_same else Outcome.CHANGED
            return Result(record, outcome, subject=subject)
        return self._save_draftable(record, kind, subject, says_the_same, is_unfinished)

    def _save_draftable(
        self, record: Record, kind: Kind, subject, says_the_same: bool, is_unfinished: bool
    ) -> Result:
        is_to_be_live = record.state == "live" and not self.wishes.as_drafts
        if says_the_same and subject.live == is_to_be_live:
            has_draft = add_draft(subject, kind, record, self.ids)
            outcome = Outcome.CHANGED if has_draft else Outcome.UNCHANGED
            return Result(record, outcome, subject=subject)
        problems = problems_of(subject, is_live=is_to_be_live)
        if is_to_be_live:
            problems += [found.message for found in gates.objections(subject)]
        if problems:
            if not says_the_same:
                subject.save_revision()
            return Result(
                record, Outcome.KEPT_BACK, " ".join(problems), subject=subject, is_final=False
            )
        was_live = subject.live
        revision = subject.save_revision()
        if is_to_be_live:
            is_new = is_unfinished or not was_live
            publish_backdated(revision, record, subject, is_new=is_new)
            add_draft(subject, kind, record, self.ids)
        why = STAYS_LIVE if was_live and not is_to_be_live else ""
        fresh = kind.model._base_manager.get(pk=subject.pk)
        return Result(record, Outcome.CHANGED, why, subject=fresh)

    # Those that are new, pages apart

    def _new_record(self, record: Record) -> Result:
        kind = kinds()[record.type]
        subject = kind.model(pk=self.id_of(record))
        if isinstance(subject, BaseSiteSetting):
            # Whatever was shown meanwhile has made one.
            subject = kind.model.for_site(Site.objects.get(is_default_site=True))
            self.ids.shelf.number(record.key, subject.pk)
        if isinstance(subject, DraftStateMixin):
            subject.live = False
        is_whole = fill(subject, kind, record.fields, self.ids)
        if put := MEDIA.get(kind.model):
            put(subject, record, self.bundle)
            self._keep_day(subject)
            return Result(record, Outcome.MADE, subject=subject)
        save_clean(subject)
        result = Result(record, Outcome.MADE, subject=subject)
        if isinstance(subject, DraftStateMixin):
            result = self._release(record, kind, subject)
        return self._waiting(result, is_whole)

    def _keep_day(self, media: CustomDocument | CustomImage) -> None:
        """Wagtail writes today's, whatever it is told."""
        type(media)._base_manager.filter(pk=media.pk).update(created_at=media.created_at)

    def _release(self, record: Record, kind: Kind, subject) -> Result:
        """Put a record live that has drafts, if it is to be and no gate objects."""
        revision = subject.save_revision()
        if record.state != "live" or self.wishes.as_drafts:
            return Result(record, Outcome.MADE, subject=subject)
        if found := gates.objections(subject):
            why = " ".join(objection.message for objection in found)
            return Result(record, Outcome.KEPT_BACK, why, subject=subject, is_final=False)
        publish_backdated(revision, record, subject, is_new=True)
        add_draft(subject, kind, record, self.ids)
        fresh = kind.model._base_manager.get(pk=subject.pk)
        return Result(record, Outcome.MADE, subject=fresh)


def save_clean(subject: models.Model) -> None:
    """Save, or raise `Misfit` with all that is wrong."""
    try:
        subject.full_clean()
    except ValidationError as error:
        raise Misfit(" ".join(sentences(error))) from error
    if found := row_problems(subject, is_live=True):
        raise Misfit(" ".join(found))
    subject.save()


def add_draft(subject, kind: Kind, record: Record, ids: Ids) -> bool:
    """Save what staff were writing over the live version, if the bundle has any of that."""
    if record.draft is None:
        return False
    draft = kind.model._base_manager.get(pk=subject.pk)
    fill(draft, kind, record.draft, ids)
    if found := problems_of(draft, is_live=False):
        raise Misfit(f"“draft”: {' '.join(found)}")
    draft.save_revision()
    subject.refresh_from_db(fields=["latest_revision"])
    return True
