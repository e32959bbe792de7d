"""What changed from what to what, for records where it matters, by whichever door.

Wagtail logs that somebody edited a record. Pages have revisions to compare; for the rest, this adds
what each field said before. It also logs uploads and deletions that pass by Wagtail's log.
"""

from functools import partial
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models.signals import post_delete, post_save, pre_save
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.log_actions import (
    LogActionRegistry,
    LogFormatter,
    get_active_log_context,
    log,
    registry,
)
from wagtail.models import BaseViewRestriction, Collection, CollectionViewRestriction

CHANGED = "editorial.change_details"
CREATED = "wagtail.create"
DELETED = "wagtail.delete"
NEW_VERSION = "editorial.new_version"
IN_BULK = "editorial.change_in_bulk"
PRIVACY = "editorial.change_privacy"

WATCHED = [
    "core.alert",
    "core.commissioner",
    "core.customdocument",
    "core.customimage",
    "core.officesettings",
    "core.topic",
    "editorial.user",
    "helpline.agency",
    "helpline.glossaryterm",
    "helpline.language",
    "helpline.resource",
    "helpline.service",
    "home.navigationsettings",
    "home.postsource",
    "publications.figure",
    "publications.organisation",
    "publications.recommendation",
    "safety.exitsettings",
    "wagtailcore.collection",
    "wagtailredirects.redirect",
]
# Secrets, and what follows from something else.
LEFT_OUT = {
    "account",
    "checked_words",
    "depth",
    "etag",
    "file_hash",
    "file_size",
    "first_published_at",
    "has_unpublished_changes",
    "index_entries",
    "last_login",
    "last_modified",
    "last_published_at",
    "latest_revision",
    "left_out_count",
    "live_revision",
    "numchild",
    "password",
    "path",
    "problem",
    "rests_until",
    "succeeded_at",
    "tried_at",
}
LONGEST = 300


class Changes(LogFormatter):
    label = "Change fields"

    def format_message(self, log_entry):
        return " ".join(
            f"{name}: from “{before}” to “{after}”."
            for name, before, after in log_entry.data["changes"]
        )


class NewVersion(LogFormatter):
    label = "New version of a file"

    def format_message(self, log_entry):
        return f"Version {log_entry.data['number']} was uploaded."


class InBulk(LogFormatter):
    label = "Change several at once"

    def format_message(self, log_entry):
        return f"Changed together with others: {log_entry.data['deed'].replace('_', ' ')}."


class Privacy(LogFormatter):
    label = "Change who may see a collection"

    def format_message(self, log_entry):
        return f"May now be seen by: {log_entry.data['to']}."


def register_actions(actions: LogActionRegistry) -> None:
    actions.register_action(CHANGED)(Changes)
    actions.register_action(NEW_VERSION)(NewVersion)
    actions.register_action(IN_BULK)(InBulk)
    actions.register_action(PRIVACY)(Privacy)


def connect() -> None:
    for label in WATCHED:
        model = apps.get_model(label)
        pre_save.connect(remember_before, sender=model, dispatch_uid=f"audit before {label}")
        post_save.connect(log_changes, sender=model, dispatch_uid=f"audit after {label}")
    for model in (get_image_model(), get_document_model()):
        post_save.connect(log_upload, sender=model, dispatch_uid=f"audit upload {model}")
        post_delete.connect(log_deletion, sender=model, dispatch_uid=f"audit delete {model}")
    version = apps.get_model("core.documentversion")
    post_save.connect(log_version, sender=version, dispatch_uid="audit version")
    for signal in (post_save, post_delete):
        signal.connect(log_privacy, sender=CollectionViewRestriction, dispatch_uid="audit privacy")


def remember_before(instance: models.Model, raw: bool = False, **options: Any) -> None:
    """Keep beside a record what the database says of it, until it is saved."""
    instance.audited_before = None
    if not raw and instance.pk and not instance._state.adding:
        instance.audited_before = type(instance)._base_manager.filter(pk=instance.pk).first()


def log_changes(
    instance: models.Model, update_fields: frozenset[str] | None = None, **options: Any
) -> None:
    before, instance.audited_before = getattr(instance, "audited_before", None), None
    if before is None:
        return
    fields = [field for field in _shown_fields(instance) if _is_saved(field, update_fields)]
    changes = [
        [str(field.verbose_name).capitalize(), _said(before, field), _said(instance, field)]
        for field in fields
        if _value(before, field) != _value(instance, field)
    ]
    if changes:
        log(instance, CHANGED, data={"changes": changes})


def _is_saved(field: models.Field, update_fields: frozenset[str] | None) -> bool:
    return update_fields is None or field.name in update_fields or field.attname in update_fields


def _shown_fields(instance: models.Model) -> list[models.Field]:
    fields = instance._meta.concrete_fields
    return [field for field in fields if not field.primary_key and field.name not in LEFT_OUT]


def _value(instance: models.Model, field: models.Field) -> Any:
    return field.to_python(field.value_from_object(instance))


def _said(instance: models.Model, field: models.Field) -> str:
    """A value as staff would say it, cut where it is long."""
    if field.is_relation:
        words = str(getattr(instance, field.name) or "")
    elif field.choices:
        words = str(getattr(instance, f"get_{field.name}_display")())
    else:
        words = field.value_to_string(instance)
    words = "" if words == "None" else words
    return words if len(words) <= LONGEST else f"{words[:LONGEST]}…"


def log_upload(instance: models.Model, created: bool, **options: Any) -> None:
    """Uploads of several at once pass by Wagtail's log. What the website makes itself is none."""
    if created and (user := get_active_log_context().user):
        transaction.on_commit(partial(_log_once, instance, CREATED, user=user))


def _log_once(instance: models.Model, action: str, **options: Any) -> None:
    is_gone = instance.pk is None
    if not is_gone and not registry.get_logs_for_instance(instance).filter(action=action).exists():
        log(instance, action, **options)


def log_deletion(instance: models.Model, **options: Any) -> None:
    logged = registry.get_logs_for_instance(instance)
    if get_active_log_context().user and not logged.filter(action__contains="delete").exists():
        log(instance, DELETED, deleted=True)


def log_version(instance: models.Model, created: bool, **options: Any) -> None:
    if created and instance.number > 1:
        log(instance.document, NEW_VERSION, data={"number": instance.number})


def log_privacy(
    instance: CollectionViewRestriction, signal: models.signals.ModelSignal, **options: Any
) -> None:
    gone = signal is post_delete
    choices = dict(BaseViewRestriction.RESTRICTION_CHOICES)
    to = "everybody" if gone else str(choices[instance.restriction_type])
    if collection := Collection.objects.filter(pk=instance.collection_id).first():
        log(collection, PRIVACY, data={"to": to})


def log_bulk_change(request, action_type: str, objects: list[models.Model], action: Any) -> None:
    """Wagtail's changes of several pictures or files at once, which it does not log."""
    for one in objects:
        if isinstance(one, get_image_model() | get_document_model()) and action_type != "delete":
            log(one, IN_BULK, user=request.user, data={"deed": action_type})
