"""From each entry of Wagtail's log to a line of ours, which nobody can take out."""

import json
from collections.abc import Iterator
from copy import copy
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.db.models import CharField, Exists, OuterRef, Value
from django.db.models.functions import Cast, Concat
from django.db.models.signals import post_save
from wagtail.contrib.settings.models import BaseGenericSetting, BaseSiteSetting
from wagtail.models import ModelLogEntry, Page, PageLogEntry, Site, Task, Workflow
from wagtail.models.audit_log import BaseLogEntry

from core.spreadsheets import one_line
from editorial.models import AuditLine, User

EXPORTED = "editorial.export"
SIGNING_IN = ("editorial.sign_in", "editorial.sign_out", "editorial.second_factor")
SIGN_INS_ARE_KEPT = timedelta(days=90)
SOURCES: dict[type[BaseLogEntry], str] = {PageLogEntry: "page-", ModelLogEntry: "record-"}
PEOPLE = (User, Group)
SETTINGS = (BaseGenericSetting, BaseSiteSetting, Site, Task, Workflow)


def connect() -> None:
    for model in SOURCES:
        post_save.connect(record_new, sender=model, dispatch_uid=f"audit line {model}")


def record_new(instance: BaseLogEntry, created: bool, raw: bool = False, **options: Any) -> None:
    """In the transaction of the entry: both stay, or neither."""
    if created and not raw:
        record(instance)


def record(entry: BaseLogEntry) -> None:
    """Put one entry on record. Once more changes nothing."""
    AuditLine.objects.bulk_create([line_of(entry)], ignore_conflicts=True)


def line_of(entry: BaseLogEntry) -> AuditLine:
    # As the database will give it back: moments are words then, which the sentences reckon with.
    entry = copy(entry)
    entry.data = json.loads(json.dumps(entry.data, cls=DjangoJSONEncoder))
    content_type = entry.content_type
    model = content_type.model_class() if content_type else None
    kind = kind_of(entry.action, model)
    is_page = isinstance(entry, PageLogEntry)
    return AuditLine(
        source=f"{SOURCES[type(entry)]}{entry.pk}",
        at=entry.timestamp,
        kind=kind,
        action=entry.action,
        deed=entry.uuid,
        person_number=entry.user_id,
        person=one_line(_person(entry))[:400],
        subject_type=one_line(str(model._meta.verbose_name if model else "unknown"))[:200],
        subject_model=_label(content_type),
        subject_number=str(entry.object_id),
        page_number=entry.object_id if is_page else None,
        subject=one_line(entry.label),
        words=one_line(_words(entry)),
        data=_plain(entry.data),
        kept_until=entry.timestamp + SIGN_INS_ARE_KEPT if kind == AuditLine.Kind.SIGN_IN else None,
    )


def kind_of(action: str, model: type[models.Model] | None) -> AuditLine.Kind:
    if action == EXPORTED:
        return AuditLine.Kind.EXPORT
    if action.startswith(SIGNING_IN):
        return AuditLine.Kind.SIGN_IN
    if model is None or issubclass(model, Page):
        return AuditLine.Kind.CONTENT
    if issubclass(model, PEOPLE):
        return AuditLine.Kind.PEOPLE
    if issubclass(model, SETTINGS):
        return AuditLine.Kind.SETTINGS
    is_of_helplines = model._meta.app_label == "helpline"
    return AuditLine.Kind.HELPLINE if is_of_helplines else AuditLine.Kind.CONTENT


def _person(entry: BaseLogEntry) -> str:
    """The full name and the name of the account, as both may be given to somebody else later."""
    if entry.user_id is None:
        return "The website itself"
    shown = str(entry.user_display_name)
    account = entry.user.get_username() if entry.user else ""
    return f"{shown} ({account})" if account and account != shown else shown


def _label(content_type: ContentType | None) -> str:
    return f"{content_type.app_label}.{content_type.model}" if content_type else ""


def _words(entry: BaseLogEntry) -> str:
    return " ".join(filter(None, [str(entry.message), str(entry.comment or "")]))


def _plain(value: Any) -> Any:
    """Data of an entry without control characters."""
    if isinstance(value, str):
        return one_line(value)
    if isinstance(value, dict):
        return {_plain(name): _plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value


def without_line() -> Iterator[BaseLogEntry]:
    """Entries that came past the signal: older than the log, or written in bulk."""
    for model, prefix in SOURCES.items():
        source = Concat(Value(prefix), Cast(OuterRef("pk"), CharField()))
        yield from model.objects.filter(~Exists(AuditLine.objects.filter(source=source))).order_by(
            "pk"
        )


def record_what_is_missing() -> int:
    """Put on record what has no line yet; how many that were."""
    lines = [line_of(entry) for entry in without_line()]
    AuditLine.objects.bulk_create(lines, ignore_conflicts=True, batch_size=500)
    return len(lines)


@transaction.atomic
def forget(*, now) -> int:
    """Take out the lines about signing in whose 90 days are over, and what they were made from."""
    sources = AuditLine.objects.past_their_time(now=now).values_list("source", flat=True)
    numbers = [source.rpartition("-")[2] for source in sources if source.startswith("record-")]
    ModelLogEntry.objects.filter(pk__in=numbers).delete()
    return AuditLine.objects.forget(now=now)
