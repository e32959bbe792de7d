"""P6: a file keeps its address, and each content that it has had keeps one of its own."""

import errno
import hashlib
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import DatabaseError
from django.urls import reverse
from django.utils import timezone

from core import gates
from core.media.documents import adopt_files_without_version
from core.models import CustomDocument, CustomImage, DocumentVersion
from tests import builders

pytestmark = pytest.mark.django_db

FIRST, SECOND, THIRD = (f"Year;Number\n2021;{number}\n".encode() for number in (1, 2, 3))


@pytest.fixture
def file() -> CustomDocument:
    """A table in the library, which needs no reading."""
    return builders.document("numbers.csv", FIRST)


@pytest.fixture
def report(file):
    """A live page that offers the table."""
    report = builders.publication()
    builders.attachment(report, title="The numbers", document=file)
    report.save_revision().publish()
    report.refresh_from_db()
    return report


def put_in_place(staff, file: CustomDocument, content: bytes | None, **fields):
    """The answer of the library's form for `file` with another content, as a browser sends it."""
    data = {"title": "Words that took thought", "tags": ""} | fields
    if content is not None:
        data["file"] = SimpleUploadedFile("other-numbers.csv", content)
    answer = staff.post(reverse("wagtaildocs:edit", args=[file.pk]), data)
    file.refresh_from_db()
    return answer


def given(client, address: str) -> bytes | int:
    """What a visitor gets there: the content, or the status of a refusal."""
    client.cookies.clear()
    answer = client.get(address, follow=True)
    return b"".join(answer.streaming_content) if answer.status_code == 200 else answer.status_code


def stored_files() -> set[str]:
    """The names of all files that the storage holds."""
    root = Path(CustomDocument().file.storage.location)
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


# Making versions


def test_the_first_upload_is_version_one(file):
    version = file.versions.get()

    assert version.number == 1
    assert version.size == len(FIRST)
    assert version.sha256 == hashlib.sha256(FIRST).hexdigest()
    assert file.current == version


@pytest.mark.parametrize("way", ["one", "several", "chooser"])
def test_each_way_of_uploading_makes_a_version(publisher, way):
    upload = SimpleUploadedFile("numbers.csv", FIRST)
    if way == "one":
        publisher.post(reverse("wagtaildocs:add"), {"title": "N", "file": upload, "tags": ""})
    elif way == "several":
        publisher.post(
            reverse("wagtaildocs:add_multiple"),
            {"title": "N", "files[]": upload},
            headers={"X-Requested-With": "XMLHttpRequest"},
        )
    else:
        prefix = "document-chooser-upload"
        fields = {f"{prefix}-title": "N", f"{prefix}-file": upload, f"{prefix}-tags": ""}
        publisher.post(reverse("wagtaildocs_chooser:create"), fields)

    document = CustomDocument.objects.get()
    assert document.current == document.versions.get()
    assert document.current.sha256 == hashlib.sha256(FIRST).hexdigest()


def test_a_file_that_a_program_puts_in_place_is_a_version(file):
    file.file.save("other.csv", ContentFile(SECOND))

    assert [version.number for version in file.versions.all()] == [2, 1]
    assert file.current.sha256 == hashlib.sha256(SECOND).hexdigest()


def test_the_same_content_again_makes_no_version_and_leaves_no_file(file):
    before = stored_files()

    file.file.save("same.csv", ContentFile(FIRST))

    assert file.versions.count() == 1
    assert file.filename == "numbers.csv"
    assert stored_files() == before


def test_to_change_the_title_makes_no_version(file):
    file.title = "Another title"
    file.save()

    assert file.versions.count() == 1


def test_a_form_that_was_opened_before_does_not_bring_back_the_earlier_file(file):
    opened_before = CustomDocument.objects.get(pk=file.pk)
    builders.new_version(file, SECOND)

    opened_before.title = "Another title"
    opened_before.save()

    file.refresh_from_db()
    assert file.title == "Another title"
    assert file.current.number == 2
    assert file.filename == file.current.filename


# Replacing a file in the library


def test_another_file_asks_what_changed_and_keeps_what_was_typed(publisher, file):
    answer = put_in_place(publisher, file, SECOND, note="", release="at_once")

    assert "Say what is different" in str(answer.context["form"].errors["note"])
    assert "Words that took thought" in answer.content.decode()
    assert "could not be found" not in answer.content.decode()
    assert file.versions.count() == 1


def test_the_same_file_is_refused_with_words(publisher, file):
    answer = put_in_place(publisher, file, FIRST, note="New", release="at_once")

    assert "the same file" in str(answer.context["form"].errors["file"])
    assert file.versions.count() == 1


def test_without_another_file_nothing_is_asked(publisher, file):
    put_in_place(publisher, file, None, note="")

    assert file.title == "Words that took thought"


def test_another_file_is_what_visitors_get_at_once(publisher, report, file):
    put_in_place(publisher, file, SECOND, note="Table 4 corrected", release="at_once")

    assert given(publisher, file.url) == SECOND
    assert file.current.note == "Table 4 corrected"


def test_a_name_of_before_leads_to_the_file_of_now(publisher, report, file):
    before = file.url

    put_in_place(publisher, file, SECOND, note="Corrected", release="at_once")

    assert before != file.url
    assert given(publisher, before) == SECOND


@pytest.mark.parametrize("role", ["Editor", "Publisher"])
def test_only_a_publisher_changes_at_once_what_visitors_get(client, report, file, role):
    client.force_login(builders.staff(role))

    put_in_place(client, file, SECOND, note="Corrected", release="at_once")

    assert given(client, file.url) == (SECOND if role == "Publisher" else FIRST)


def test_an_editor_can_replace_a_file_that_nobody_sees_yet(client, file):
    client.force_login(builders.staff("Editor"))

    put_in_place(client, file, SECOND, note="Corrected", release="at_once")

    assert file.current.number == 2


# Waiting for a page


@pytest.fixture
def held(publisher, report, file):
    put_in_place(publisher, file, SECOND, note="Corrected", release="with_page")
    return file.versions.get(number=2)


def test_another_file_waits_for_the_page(client, held, file):
    assert given(client, file.url) == FIRST
    assert given(client, held.url) == 404


def test_what_waits_is_there_with_the_page(client, held, report, file):
    report.save_revision().publish()

    assert given(client, file.url) == SECOND


def test_what_waits_is_there_with_any_page_that_links_to_it(client, held, file):
    link = f'<a linktype="document" id="{file.pk}">The numbers</a>'
    item = builders.news_item(live=False)
    item.body = builders.text(link)

    item.save_revision().publish()

    assert given(client, file.url) == SECOND


def test_another_page_leaves_it_waiting(client, held, file):
    builders.news_item(live=False).save_revision().publish()

    assert given(client, file.url) == FIRST


def test_a_draft_leaves_it_waiting(client, held, report, file):
    report.save_revision()

    assert given(client, file.url) == FIRST


def test_what_waits_comes_with_the_scheduled_run(client, held, report, file):
    report.go_live_at = timezone.now() + timedelta(hours=1)
    revision = report.save_revision()
    revision.publish()
    before = given(client, file.url)

    passed = timezone.now() - timedelta(minutes=1)
    revision.content["go_live_at"] = passed.isoformat()
    revision.approved_go_live_at = passed
    revision.save()
    call_command("publish_scheduled")

    assert (before, given(client, file.url)) == (FIRST, SECOND)


def test_a_publish_that_fails_leaves_it_waiting(client, held, report, file, monkeypatch):
    def fail(*args, **options):
        raise DatabaseError("gone")

    monkeypatch.setattr(DocumentVersion, "release", fail)
    report.title = "A new title"

    with pytest.raises(DatabaseError):
        report.save_revision().publish()

    report.refresh_from_db()
    file.refresh_from_db()
    assert report.title == "A report"
    assert given(client, file.url) == FIRST


def test_a_publish_that_a_gate_refuses_leaves_it_waiting(client, held, report, file, monkeypatch):
    monkeypatch.setattr(gates, "_gates", [lambda subject, live_at: [gates.Objection("No.")]])

    report.save_revision().publish()

    assert given(client, file.url) == FIRST


def test_a_third_file_takes_the_place_of_the_one_that_waits(publisher, held, file):
    put_in_place(publisher, file, THIRD, note="Corrected again", release="at_once")

    assert [version.number for version in file.versions.all()] == [2, 1]
    assert given(publisher, file.url) == THIRD


@pytest.mark.parametrize(
    ("choice", "what_is_given", "count"),
    [("wait", FIRST, 2), ("release", SECOND, 2), ("discard", FIRST, 1)],
)
def test_staff_decide_about_the_version_that_waits(
    publisher, held, file, choice, what_is_given, count
):
    put_in_place(publisher, file, None, waiting=choice)

    assert file.versions.count() == count
    assert given(publisher, file.url) == what_is_given


def test_an_editor_cannot_release_what_waits(client, held, file):
    client.force_login(builders.staff("Editor"))

    put_in_place(client, file, None, waiting="release")

    assert given(client, file.url) == FIRST


# The address of a version


def test_each_version_keeps_an_address_of_its_own(client, report, file):
    first = file.current
    builders.new_version(file, SECOND)

    assert given(client, first.url) == FIRST
    assert given(client, file.current.url) == SECOND


def test_search_engines_pass_a_superseded_version_by(client, report, file):
    first = file.current
    builders.new_version(file, SECOND)

    assert client.get(first.url)["X-Robots-Tag"] == "noindex"
    assert "X-Robots-Tag" not in client.get(file.current.url)
    assert "X-Robots-Tag" not in client.get(file.url)


def test_a_version_is_as_private_as_its_file(client, report, file):
    first = file.current
    builders.new_version(file, SECOND)
    report.unpublish()

    assert given(client, first.url) == 404
    assert given(client, file.current.url) == 404


def test_staff_keep_an_earlier_version_from_visitors(publisher, report, file):
    first = file.current
    builders.new_version(file, SECOND)

    put_in_place(publisher, file, None, public_versions=[])

    assert publisher.get(first.url).status_code == 200
    assert given(publisher, first.url) == 404
    assert given(publisher, file.url) == SECOND


def test_staff_give_an_earlier_version_back_to_visitors(publisher, report, file):
    first = file.current
    builders.new_version(file, SECOND)
    file.versions.update(is_public=False)

    put_in_place(publisher, file, None, public_versions=[first.pk])

    assert given(publisher, first.url) == FIRST


def test_another_file_hides_no_version_that_the_form_did_not_ask_about(publisher, report, file):
    first = file.current
    builders.new_version(file, SECOND)

    put_in_place(
        publisher, file, THIRD, note="Again", release="at_once", public_versions=[first.pk]
    )

    assert file.versions.filter(is_public=True).count() == 3


def test_the_library_shows_all_versions(publisher, report, file):
    builders.new_version(file, SECOND, note="Table 4 corrected")

    answer = publisher.get(reverse("wagtaildocs:edit", args=[file.pk])).content.decode()

    assert "Table 4 corrected" in answer
    assert "First version" in answer


@pytest.mark.parametrize("number", ["0", "7", "99999999999999999999"])
def test_an_unknown_version_is_not_found(client, report, file, number):
    assert given(client, f"/files/documents/{file.pk}/versions/{number}/numbers.csv") == 404


# Storage


def test_a_deleted_file_takes_its_versions_with_it(file, django_capture_on_commit_callbacks):
    builders.new_version(file, SECOND)
    builders.new_version(file, THIRD, is_held=True)
    names = {version.file.name for version in file.versions.all()}
    assert names <= stored_files()

    with django_capture_on_commit_callbacks(execute=True):
        file.delete()

    assert names & stored_files() == set()
    assert not DocumentVersion.objects.exists()


def test_a_version_that_gives_way_takes_its_file_with_it(file, django_capture_on_commit_callbacks):
    held = builders.new_version(file, SECOND, is_held=True)

    with django_capture_on_commit_callbacks(execute=True):
        builders.new_version(file, THIRD)

    assert held.file.name not in stored_files()
    assert file.file.name in stored_files()


FULL = pytest.mark.drill("D-4", "The disk is full during an upload, or while a picture is shown")


@pytest.fixture
def full_disk(monkeypatch):
    fill(monkeypatch)


def fill(monkeypatch):
    """Have the storage write half of a file, and then have no room for the rest."""

    def write_half(self, name, content):
        path = Path(self.path(name))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.read()[:10])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "_save", write_half)


@FULL
def test_a_full_disk_is_said_beside_the_field_and_leaves_nothing(publisher, full_disk, drill):
    before = stored_files()

    answer = publisher.post(
        reverse("wagtaildocs:add"),
        {
            "title": "Words that took thought",
            "file": SimpleUploadedFile("n.csv", FIRST),
            "tags": "",
        },
    )

    assert "no room" in str(answer.context["form"].errors["file"])
    assert "Words that took thought" in answer.content.decode()
    drill.tried(1, "uploads")
    drill.lost(len(stored_files() ^ before), "files")
    assert not CustomDocument.objects.exists()


def test_a_full_disk_leaves_the_file_of_before(publisher, report, file, full_disk):
    answer = put_in_place(publisher, file, SECOND, note="Corrected", release="at_once")

    assert "no room" in str(answer.context["form"].errors["file"])
    assert file.versions.count() == 1
    assert given(publisher, file.url) == FIRST


def test_several_at_once_say_that_the_disk_is_full(publisher, full_disk):
    answer = publisher.post(
        reverse("wagtaildocs:add_multiple"),
        {"title": "N", "files[]": SimpleUploadedFile("n.csv", FIRST)},
        headers={"X-Requested-With": "XMLHttpRequest"},
    )

    assert "no room" in answer.json()["error_message"]
    assert not CustomDocument.objects.exists()


@FULL
def test_on_a_full_disk_a_page_is_shown_without_its_picture_and_with_it_once_there_is_room(
    client, drill
):
    picture = builders.picture()
    image = {"image": picture.pk, "decorative": False, "alt_text": "A hill"}
    page = builders.news_item(body=builders.stream(("picture", {"image": image, "caption": ""})))
    before = stored_files()

    with pytest.MonkeyPatch.context() as disk:
        fill(disk)
        full = client.get(page.url)

    drill.tried(1, "pages with a picture that has no size yet")
    drill.lost(int(full.status_code != 200), "pages")
    drill.lost(len(stored_files() ^ before) + picture.renditions.count(), "files and rows")
    assert b"/files/pictures/images/" not in full.content
    assert b"/files/pictures/images/" in client.get(page.url).content


def test_a_full_disk_is_said_beside_a_picture_as_well(publisher, full_disk):
    before = stored_files()
    upload = SimpleUploadedFile("picture.png", builders.picture_bytes())

    answer = publisher.post(
        reverse("wagtailimages:add"),
        {"title": "Words that took thought", "file": upload, "tags": "", "description": "A hill"},
    )

    assert "no room" in str(answer.context["form"].errors["file"])
    assert "Words that took thought" in answer.content.decode()
    assert stored_files() == before
    assert not CustomImage.objects.exists()


def test_a_database_that_fails_leaves_no_file(file, monkeypatch):
    before = stored_files()

    def fail(**fields):
        raise DatabaseError("gone")

    monkeypatch.setattr(DocumentVersion.objects, "create", fail)
    with pytest.raises(DatabaseError):
        file.replace(ContentFile(SECOND, name="other.csv"), note="Corrected")

    assert stored_files() == before


# Files that are older than versions


@pytest.fixture
def old_file(file):
    """A file as a site that had no versions left it."""
    CustomDocument.objects.filter(pk=file.pk).update(current=None)
    file.versions.all().delete()
    return file


def test_a_file_from_before_gets_its_first_version(client, report, old_file):
    before = given(client, old_file.url)

    adopt_files_without_version()
    adopt_files_without_version()

    assert before == 404
    assert given(client, old_file.url) == FIRST
    assert old_file.versions.get().sha256 == hashlib.sha256(FIRST).hexdigest()


def test_a_lost_file_from_before_does_not_stop_the_others(client, report, old_file):
    lost = builders.document("lost.csv", SECOND)
    CustomDocument.objects.filter(pk=lost.pk).update(current=None)
    lost.versions.all().delete()
    lost.file.storage.delete(lost.file.name)

    adopt_files_without_version()

    assert given(client, old_file.url) == FIRST
    assert not lost.versions.exists()


def test_a_file_from_before_can_be_replaced(publisher, report, old_file):
    put_in_place(publisher, old_file, SECOND, note="Corrected", release="at_once")

    assert given(publisher, old_file.url) == SECOND
