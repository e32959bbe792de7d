from django.core.files.base import File
from django.core.files.storage import FileSystemStorage
from django.db.models.fields.files import FieldFile


class FilesAreAway(OSError):
    """The store of files gives no answer, or not the one that it should. Later it may."""

    def __init__(self, why: str) -> None:
        super().__init__(None, f"the store of files says {why}")


class DiskStorage(FileSystemStorage):
    """Django's folder of files, without the half of a file for which there was no room."""

    def _save(self, name: str, content: File) -> str:
        try:
            return super()._save(name, content)
        except OSError:
            self.delete(name)
            raise


def store(place: FieldFile, content: File, filename: str) -> str:
    """Write a content where a field keeps its files; gives the name that it has there.

    Raises `OSError` if the storage is full or can't be written, and then leaves nothing behind.
    """
    name = place.field.generate_filename(place.instance, filename)
    try:
        return place.storage.save(name, content, max_length=place.field.max_length)
    except OSError:
        place.storage.delete(name)
        raise
