"""What became of a record, and how the next run knows."""

import json
from dataclasses import dataclass
from hashlib import sha256

from django.db import models
from wagtail.models import RevisionMixin

from core.models import CustomDocument
from operations.bundle.fields import values_of
from operations.bundle.kinds import kinds
from operations.bundle.layout import Record
from operations.bundle.references import Keys
from operations.bundle.report import Outcome
from operations.bundle.shelf import MADE

CHANGED_HERE = (
    "Somebody has changed it here since the last import. Look at both; --overwrite takes what the "
    "bundle says."
)
HERE_ALREADY = (
    "It is here already and says something else. Look at both; --overwrite takes what the bundle "
    "says."
)
DELETED_HERE = (
    "It was deleted here since the last import. --overwrite brings it back as the bundle has it."
)
STAYS_LIVE = "It stays live, and the bundle's words are its draft: unpublish it in the admin."
WITHOUT_SOME = "What some of it refers to was refused, so that is left out."


@dataclass(frozen=True)
class Wishes:
    """What whoever runs the import asked for."""

    is_dry_run: bool = False
    # Put nothing live: staff publish what they have read.
    as_drafts: bool = False
    # Also replace what somebody has changed or made here.
    overwrite: bool = False


@dataclass(frozen=True)
class Result:
    """What became of a record. Without an outcome it is looked at again at the end."""

    record: Record
    outcome: Outcome | None
    why: str = ""
    standing: str = MADE
    subject: models.Model | None = None
    # Whether the next run need not look at the same line again.
    is_final: bool = True

    @property
    def is_done(self) -> bool:
        return self.outcome in {Outcome.UNCHANGED, Outcome.CHANGED}

    @property
    def has_changed(self) -> bool:
        return self.outcome in {Outcome.MADE, Outcome.CHANGED, Outcome.KEPT_BACK}


def digest_of(record: Record, wishes: Wishes) -> str:
    """What stays the same as long as the record says the same, wherever its line stands."""
    said = {name: value for name, value in vars(record).items() if name != "place"}
    return _digest([said, wishes.as_drafts])


def standing_of(subject: models.Model) -> str:
    """What stays the same as long as nobody changes an object."""
    if isinstance(subject, RevisionMixin):
        return f"{subject.latest_revision_id}/{subject.live}"
    kind = kinds()[subject._meta.label]
    file = subject.file.name if isinstance(subject, CustomDocument) else ""
    return _digest([values_of(subject, kind, Keys()), file])


def _digest(said) -> str:
    return sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()
