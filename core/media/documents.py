"""Files for download: checked by content when uploaded, public only through a live page."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import DatabaseError, models, transaction
from django.db.models import Max, Q
from django.urls import reverse
from wagtail.documents.models import AbstractDocument, DocumentQuerySet
from wagtail.search import index

from core.deletion import Deletable, KeptManager
from core.media.scanning import problem_found_in
from core.media.storing import store
from core.media.uploads import problem_with
from core.media.versions import (
    OF_CURRENT_VERSION,
    READ_FIRST,
    DocumentVersion,
    sha256_of,
    unguessable_path,
    version_made,
)


class CustomDocumentQuerySet(DocumentQuerySet):
    def without_version(self):
        """Those that are older than versions are, or came past `save()`."""
        return self.filter(versions__isnull=True)


class CustomDocument(Deletable, AbstractDocument):
    """A file in the library: one permanent address, which always gives the current version."""

    file = models.FileField(upload_to=unguessable_path, max_length=300)
    current = models.OneToOneField(
        DocumentVersion,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    admin_form_fields = ["title", "file", "collection", "tags"]
    # About a new file, for the version that `save()` makes of it.
    change_note = ""
    is_held_for_page = False

    search_fields = [*AbstractDocument.search_fields, index.FilterField("deleted_at")]

    objects = KeptManager.from_queryset(CustomDocumentQuerySet)()

    class Meta(AbstractDocument.Meta):
        pass

    @property
    def url(self) -> str:
        return reverse("document", args=[self.pk, self.filename])

    @property
    def newest(self) -> DocumentVersion | None:
        """The version uploaded last: the current one, or the one that waits to take over."""
        return self.versions.first()

    @property
    def unreleased(self) -> DocumentVersion | None:
        """The version that waits to take over."""
        return self.versions.unreleased().first()

    def clean(self):
        super().clean()
        if self.file and not self.file._committed:
            file = self.file.file
            if problem := problem_with(file, name=self.file.name) or problem_found_in(file):
                raise ValidationError({"file": problem})

    def show(self, version: DocumentVersion) -> None:
        """Take name and size from `version`. Saves nothing."""
        self.file, self.file_size, self.file_hash = version.file.name, version.size, ""

    def replace(self, file: File, *, note: str, is_held: bool = False) -> None:
        """Make `file` the next version; `is_held` until a page that uses it is next published."""
        self.file, self.change_note, self.is_held_for_page = file, note, is_held
        self.save()

    def has_content(self, sha256: str) -> bool:
        """Whether the newest version is this content already."""
        return bool(self.pk and (newest := self.newest) and newest.sha256 == sha256)

    def new_file_sha256(self) -> str:
        """The SHA-256 of the file that was put in and is not saved yet."""
        with self.open_file() as file:
            return sha256_of(file.chunks())

    def store_new_file(self) -> None:
        """Write a new file to the storage. Raises `OSError`, and then leaves nothing behind."""
        self.file = store(self.file, self.file.file, self.file.name)

    def save(self, *args, **options):
        """Save. A new file becomes a version, which takes over once it is due and harmless.

        The same content again makes no version. Raises `OSError` if the storage takes no file.
        """
        chosen = options.get("update_fields")
        if self._has_new_file(chosen):
            return self._save_new_file(*args, **options)
        if chosen is None and not self._state.adding:
            fields = [field.name for field in self._meta.concrete_fields if not field.primary_key]
            options["update_fields"] = [name for name in fields if name not in OF_CURRENT_VERSION]
        return super().save(*args, **options)

    def _has_new_file(self, update_fields: Iterable[str] | None) -> bool:
        if not self.file or (update_fields is not None and "file" not in update_fields):
            return False
        if self._state.adding or not self.file._committed:
            return True
        name = self.file.name
        is_known = Q(file=name) | Q(versions__file=name)
        return not type(self)._base_manager.filter(is_known, pk=self.pk).exists()

    def _save_new_file(self, *args, **options) -> None:
        sha256 = self.new_file_sha256()
        if not self.file._committed:
            self.store_new_file()
        name, storage = self.file.name, self.file.storage
        try:
            is_kept = self._save_with_version(sha256, *args, **options)
        except DatabaseError:
            storage.delete(name)
            raise
        if not is_kept:
            storage.delete(name)

    @transaction.atomic
    def _save_with_version(self, sha256: str, *args, **options) -> bool:
        """Save, with a version of the new file; False if the newest version is the same."""
        if self._state.adding:
            super().save(*args, **options)
            args, options = (), {"update_fields": []}
        if options.get("update_fields") is not None:
            options["update_fields"] = {*options["update_fields"], *OF_CURRENT_VERSION}
        stored = type(self)._base_manager.select_for_update().get(pk=self.pk)
        version = newest = stored.newest
        if newest is None or newest.sha256 != sha256:
            version = self._make_version(sha256)
        self.current = stored.current
        self.show(self.current or version)
        super().save(*args, **options)
        if version is newest:
            return False
        self._announce(version)
        return True

    def _make_version(self, sha256: str) -> DocumentVersion:
        """A version of the file in the storage. One that still waits gives way to it."""
        self.versions.unreleased().delete()
        last = self.versions.aggregate(number=Max("number"))["number"] or 0
        return DocumentVersion.objects.create(
            document=self,
            number=last + 1,
            file=self.file.name,
            size=self.file.size,
            sha256=sha256,
            note=self.change_note,
            is_held=self.is_held_for_page,
            is_harmless=None if self.file_extension.lower() in READ_FIRST else True,
        )

    def _announce(self, version: DocumentVersion) -> None:
        """Release a new version that waits for nothing, and tell those who read files."""
        if version.is_harmless and not version.is_held:
            version.release_unless_it_waits()
        version_made.send(sender=DocumentVersion, version=version)

    @transaction.atomic
    def adopt(self) -> None:
        """Make the first version of a file that came past `save()`, or before there were any.

        Raises `FileNotFoundError` if it is not in the storage.
        """
        self._announce(self._make_version(self.new_file_sha256()))


def adopt_files_without_version() -> None:
    """Give each such file its first version. Those that the storage has lost stay as they are."""
    for document in CustomDocument.objects.without_version():
        if document.file.storage.exists(document.file.name):
            document.adopt()
