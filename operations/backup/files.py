"""The files beside the database, wherever the storage keeps them: a folder, or S3."""

from collections.abc import Iterator

from django.apps import apps
from django.core.files.storage import Storage, default_storage
from django.db.models import FileField


def names(storage: Storage = default_storage, folder: str = "") -> Iterator[str]:
    """The names of all files in the storage, such as `documents/0f…/report.pdf`."""
    try:
        folders, found = storage.listdir(folder)
    except FileNotFoundError:
        return  # a site without uploads has no folder for them
    prefix = f"{folder}/" if folder else ""
    yield from (f"{prefix}{name}" for name in sorted(found))
    for name in sorted(folders):
        yield from names(storage, f"{prefix}{name}")


def fields() -> Iterator[FileField]:
    """Each field of a record that can name a file."""
    for model in apps.get_models(include_auto_created=True):
        yield from (field for field in model._meta.local_fields if isinstance(field, FileField))
