"""Files and pictures of a bundle, let in by the same checks as an upload."""

from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.storage import Storage
from django.db import models
from django.db.models.signals import post_save
from django.utils.dateparse import parse_datetime

from core.media.images import has_no_hidden_data
from core.media.storing import store
from core.media.versions import sha256_of
from core.models import CustomDocument, CustomImage, DocumentVersion
from operations.bundle.fields import sentences
from operations.bundle.layout import Misfit, Record
from operations.bundle.opening import Bundle
from publications.models import PdfFacts
from publications.pdf_files import read_version

OF_A_VERSION = {"created_at", "released_at", "is_public"}


def put_file(document: CustomDocument, record: Record, bundle: Bundle) -> None:
    """Save `document` with what the bundle has of it, the oldest version first."""
    versions = record.versions or ([record.file] if record.file else [])
    if not versions and document._state.adding:
        raise Misfit("“file” is missing: {“name”: …, “sha256”: …}.")
    if not versions:
        document.save()
    for described in versions:
        _put_version(document, described, bundle)
    document.tags.set(record.tags)


def _put_version(document: CustomDocument, described: dict[str, Any], bundle: Bundle) -> None:
    name = _name_of(described, settings.WAGTAILDOCS_EXTENSIONS)
    with bundle.file(described) as (content, sha256):
        if document.versions.filter(sha256=sha256).exists() if document.pk else False:
            document.save()
            return
        document.file = File(content, name=name)
        document.change_note = str(described.get("note") or "")[:300]
        _clean(document)
        document.save()
    version = document.newest
    for facts in PdfFacts.objects.filter(version=version).select_related("version__document"):
        read_version(facts)
    _backdate(version, described)
    document.refresh_from_db()


def _backdate(version: DocumentVersion, described: dict[str, Any]) -> None:
    """Keep the days of a version. One that nobody may have yet stays so."""
    version.refresh_from_db()
    values = {name: described[name] for name in OF_A_VERSION & described.keys()}
    for name in {"created_at", "released_at"} & values.keys():
        values[name] = values[name] and parse_datetime(values[name])
    if version.released_at is None or not values.get("released_at"):
        values.pop("released_at", None)
    if values:
        DocumentVersion.objects.filter(pk=version.pk).update(**values)


def put_picture(image: CustomImage, record: Record, bundle: Bundle) -> None:
    """Save `image` with its file. One without hidden data keeps its bytes, and so its quality."""
    if record.file is None:
        if image._state.adding:
            raise Misfit("“file” is missing: {“name”: …, “sha256”: …}.")
        image.save()
        return
    name = _name_of(record.file, settings.WAGTAILIMAGES_EXTENSIONS)
    with bundle.file(record.file) as (content, sha256):
        if image._state.adding or not _is_same(image, sha256):
            image.file = File(content, name=name)
            _clean(image)
            if has_no_hidden_data(content):
                content.seek(0)
                image.file = store(image.file, File(content, name=name), name)
                image._set_image_file_metadata()
        image.save()
    image.tags.set(record.tags)


def _is_same(image: CustomImage, sha256: str) -> bool:
    with image.open_file() as file:
        return sha256_of(file.chunks()) == sha256


def _name_of(described: dict[str, Any], extensions: list[str]) -> str:
    name = described.get("name")
    if not isinstance(name, str) or "/" in name or "\\" in name or "\0" in name:
        raise Misfit("“file” needs a “name” without a folder: “report.pdf”.")
    if name.rpartition(".")[2].lower() not in extensions:
        raise Misfit(f"“{name}” is of no kind that the website takes: {', '.join(extensions)}.")
    return name


def _clean(media: CustomDocument | CustomImage) -> None:
    try:
        media.full_clean(exclude=["file_hash", "file_size", "width", "height"])
    except ValidationError as error:
        raise Misfit(" ".join(sentences(error))) from error


class StoredFiles:
    """Within this, notes which files are stored, so that they can be taken out again."""

    def __init__(self):
        self.names: list[tuple[Storage, str]] = []

    def __enter__(self) -> Self:
        for model in (DocumentVersion, CustomImage, PdfFacts):
            post_save.connect(self._note, sender=model, weak=False, dispatch_uid=(id(self), model))
        return self

    def __exit__(self, *error) -> None:
        for model in (DocumentVersion, CustomImage, PdfFacts):
            post_save.disconnect(sender=model, dispatch_uid=(id(self), model))

    def _note(self, instance: models.Model, created: bool, **options) -> None:
        for field in instance._meta.fields:
            file = isinstance(field, models.FileField) and getattr(instance, field.name)
            if file and (created or isinstance(instance, PdfFacts)):
                self.names.append((file.storage, file.name))

    def delete(self) -> None:
        for storage, name in self.names:
            storage.delete(name)
