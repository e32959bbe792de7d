from functools import partial

from django.db import models, transaction
from wagtail.models import ReferenceIndex

from core.media.versions import DocumentVersion, release_held_for


def note_references(subject: models.Model, in_bulk: bool = False, **kwargs) -> None:
    """Once more, now that all rows of a page are saved: Wagtail looks before those that were taken
    away are gone, and what they refer to would stay public.
    """
    if ReferenceIndex.is_indexed(type(subject)) and not in_bulk:
        ReferenceIndex.create_or_update_for_object(subject)


def release_held_files(subject: models.Model, **kwargs) -> None:
    """In the transaction in which a page goes live, so that both are there or neither is."""
    release_held_for(subject)


def delete_file_of_version(instance: DocumentVersion, **kwargs) -> None:
    """Once it is sure that the version is gone, take its file out of the storage."""
    transaction.on_commit(partial(instance.file.storage.delete, instance.file.name))
