"""Files that belong to nothing go; whatever somebody may still want stays."""

import logging
import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone
from wagtail.models import UploadedFile

from core.models import CustomDocument, CustomImage
from operations import unclaimed_files
from operations.backup.files import names
from tests import builders

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]


@pytest.fixture(autouse=True)
def media(settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def in_three_days() -> int:
    return unclaimed_files.delete_all(now=timezone.now() + timedelta(days=3))


def stray(name: str = "documents/0f/report.pdf") -> str:
    """A file that no record names, as an upload leaves one that is killed."""
    return default_storage.save(name, ContentFile(b"words"))


def test_a_file_that_belongs_to_nothing_is_deleted_and_others_stay():
    file = builders.document("a.txt", b"first")
    builders.new_version(file, b"second")
    builders.publication_with_file()
    builders.picture()
    kept = set(names())
    strays = [stray(), stray("originals/0f.png"), stray("covers/0f-large.webp")]

    assert in_three_days() == len(strays)

    assert set(names()) == kept


def test_what_lies_in_the_bin_keeps_its_file():
    file, picture = builders.document("a.txt", b"first"), builders.picture()
    for model in (CustomDocument, CustomImage):
        model._base_manager.update(deleted_at=timezone.now())
    stray()

    assert in_three_days() == 1

    assert {file.file.name, picture.file.name} <= set(names())


def test_an_upload_that_goes_on_just_now_is_left_alone():
    name = stray()

    assert unclaimed_files.delete_all(now=timezone.now() + timedelta(days=1)) == 0

    assert default_storage.exists(name)


def test_with_the_wrong_database_nothing_is_deleted_and_the_log_says_why(caplog):
    before = {stray(f"documents/{number}/a.txt") for number in range(3)}
    builders.document("a.txt", b"first")

    with caplog.at_level(logging.ERROR):
        assert in_three_days() == 0

    assert before <= set(names())
    assert "look at DATABASE_URL, DATA_DIR and STORAGE_URL" in caplog.text


def test_what_a_page_shows_by_its_content_is_not_asked_for_a_record():
    name = stray("share-pictures/7/abc.png")

    assert in_three_days() == 0

    assert default_storage.exists(name)


def test_a_picture_that_nobody_described_is_dropped_after_a_month():
    kind = ContentType.objects.get_for_model(CustomImage)
    old, new = (
        UploadedFile.objects.create(for_content_type=kind, file=ContentFile(b"a", name=name))
        for name in ("old.png", "new.png")
    )
    month_ago = (timezone.now() - timedelta(days=31)).timestamp()
    os.utime(old.file.path, (month_ago, month_ago))

    unclaimed_files.delete_all(now=timezone.now())

    assert list(UploadedFile.objects.all()) == [new]
    assert [name for name in names() if "uploads" in name] == [new.file.name]
