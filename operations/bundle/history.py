"""What the history of pages, and the audit log, say of an import."""

import uuid
from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import ModelLogEntry, Page, PageLogEntry

from editorial.audit.recording import line_of
from editorial.models import AuditLine
from operations.bundle.outcomes import Result

IMPORTED = "operations.import"


class Imported(LogFormatter):
    label = "Import"

    def format_message(self, log_entry):
        return f"Came with a bundle, by the command line, as “{log_entry.data['key']}”"


def register_actions(actions: LogActionRegistry) -> None:
    actions.register_action(IMPORTED)(Imported)


def note(results: Iterable[Result]) -> None:
    """An entry for each, written together, with a line of the audit log."""
    deed, now = uuid.uuid4(), timezone.now()
    entries = {PageLogEntry: [], ModelLogEntry: []}
    for result in results:
        subject = result.subject
        common = {
            "content_type": ContentType.objects.get_for_model(subject),
            "label": str(subject),
            "action": IMPORTED,
            "timestamp": now,
            "uuid": deed,
            "data": {"key": result.record.key},
            "content_changed": True,
            "revision_id": getattr(subject, "latest_revision_id", None),
        }
        if isinstance(subject, Page):
            entries[PageLogEntry].append(PageLogEntry(page_id=subject.pk, **common))
        else:
            entries[ModelLogEntry].append(ModelLogEntry(object_id=str(subject.pk), **common))
    for model, made in entries.items():
        kept = model.objects.bulk_create(made)
        AuditLine.objects.bulk_create([line_of(entry) for entry in kept], ignore_conflicts=True)
