"""A document's PDF on the website: made once, kept, sent well, and shown to nobody too early."""

import errno
import re
from datetime import timedelta
from io import BytesIO

import pypdfium2
import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from core.pdf_writing import process as pdf_process
from core.pdf_writing.checks import NotNow
from publications.models import DocumentPage, DocumentPdf
from publications.models.document_pdfs import make_pdf_of
from publications.tasks import have_missing_pdfs_made, make_pdf
from tests import builders, reading

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.sqlite_only,
    pytest.mark.usefixtures("needs_pango", "own_storage"),
]


@pytest.fixture
def visit(client, settings, django_capture_on_commit_callbacks):
    """Asks for an address while work stays in the queue; gives the answer, and what is queued."""
    dummy = {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}
    settings.TASKS = settings.TASKS | {"worker": dummy}

    def visiting(address):
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.get(address)
        return answer, [result.args[0] for result in make_pdf.get_backend().results]

    return visiting


def words(response) -> str:
    return reading.words(reading.document(response))


def document(**fields) -> DocumentPage:
    """A live document, as the public finds it."""
    return DocumentPage.objects.get(pk=builders.document_page(**fields).pk)


def stored_files() -> list[str]:
    return default_storage.listdir("document-pdfs")[1]


def count_of_makings(monkeypatch) -> list[bytes]:
    """What the writer is asked to make from now on; it does."""
    asked = []
    real = pdf_process.pdf_from

    def listening(bundle, **limits):
        asked.append(bundle)
        return real(bundle, **limits)

    monkeypatch.setattr("publications.models.document_pdfs.pdf_from", listening)
    return asked


# Reading it


def test_the_pdf_opens_in_the_browser_under_the_name_of_the_document(client):
    page = document(title="The duty to notify")
    make_pdf_of(page)

    answer = client.get(f"{page.url}pdf/")

    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'inline; filename="the-duty-to-notify.pdf"'
    sent = b"".join(answer.streaming_content)
    assert int(answer["Content-Length"]) == len(sent)
    text = pypdfium2.PdfDocument(BytesIO(sent))[1].get_textpage().get_text_bounded()
    assert "Some words." in text


def test_a_reader_who_has_it_is_told_so(client):
    page = document()
    make_pdf_of(page)
    tag = client.get(f"{page.url}pdf/")["ETag"]

    answer = client.get(f"{page.url}pdf/", headers={"If-None-Match": tag})

    assert answer.status_code == 304
    assert DocumentPdf.objects.get().file_hash not in tag


def test_a_part_of_it_can_be_had(client):
    page = document()
    make_pdf_of(page)

    answer = client.get(f"{page.url}pdf/", headers={"Range": "bytes=0-4"})

    assert answer.status_code == 206
    assert b"".join(answer.streaming_content) == b"%PDF-"


def test_the_documents_page_links_to_it_with_size_and_pages(client):
    page = document()
    before = client.get(page.url)
    make_pdf_of(page)

    after = client.get(page.url)

    assert "PDF of this document" not in words(before)
    assert re.search(r"PDF of this document \(\d+\.\d.KB, 2 pages\)", words(after))


@pytest.mark.parametrize("hide", ["unpublish", "withdraw", "restrict"])
@pytest.mark.parametrize("level", ["document", "publication"])
def test_what_is_not_public_has_no_pdf(client, hide, level):
    page = document()
    make_pdf_of(page)
    hidden = page if level == "document" else page.publication
    if hide == "unpublish":
        hidden.unpublish()
    elif hide == "withdraw":
        hidden.withdraw(reason="It was wrong.")
    else:
        builders.made_private(hidden)

    answer, nonsense = client.get(f"{page.url}pdf/"), client.get("/publications/nonsense/pdf/")

    assert answer.status_code == nonsense.status_code == 404
    assert answer.content == nonsense.content


# While it is being made


def test_a_page_says_that_it_is_being_made(visit):
    page = document()

    answer, queued = visit(f"{page.url}pdf/")

    assert answer.status_code == 503
    assert answer["Retry-After"] == "30"
    assert "The PDF is being made" in words(answer)
    assert f'href="{page.url}all/"' in answer.content.decode()
    assert queued == [page.pk]


def test_many_visitors_do_not_queue_it_many_times(visit):
    page = document()

    for _ in range(5):
        _, queued = visit(f"{page.url}pdf/")

    assert queued == [page.pk]


def test_a_document_that_can_not_be_made_says_whom_to_ask(client):
    builders.office(email="office@example.org")
    page = document(sections=builders.stream(builders.section("Private \ue123")))
    make_pdf_of(page)

    answer = client.get(f"{page.url}pdf/")

    assert answer.status_code == 503
    assert "Retry-After" not in answer
    assert "can’t be made" in words(answer)
    assert "office@example.org" in words(answer)
    assert "\ue123" not in words(answer)


def test_the_editor_is_told_what_to_mend(client):
    page = document(sections=builders.stream(builders.section("Private \ue123")))
    make_pdf_of(page)
    client.force_login(builders.staff("Administrator"))

    form = client.get(f"/admin/pages/{page.pk}/edit/")

    assert "The letter “\ue123” (U+E123) is in none of the fonts." in words(form)


def test_the_editor_sees_that_it_is_made(client):
    page = document()
    make_pdf_of(page)
    client.force_login(builders.staff("Administrator"))

    form = client.get(f"/admin/pages/{page.pk}/edit/")

    assert "PDF of what is public now : 2 pages" in words(form)


# Made once


def test_publishing_has_it_made(client, django_capture_on_commit_callbacks):
    page = document()

    with django_capture_on_commit_callbacks(execute=True):
        page.save_revision().publish()

    assert client.get(f"{page.url}pdf/").status_code == 200


def test_publishing_the_same_again_makes_nothing(monkeypatch, client):
    makings = count_of_makings(monkeypatch)
    page = document()
    make_pdf_of(page)

    page.save_revision().publish()
    page = DocumentPage.objects.get()
    make_pdf_of(page)

    assert len(makings) == 1
    assert len(stored_files()) == 1
    assert client.get(f"{page.url}pdf/").status_code == 200


def test_new_words_give_a_new_pdf(client):
    page = document()
    make_pdf_of(page)

    page.title = "Another title"
    page.save_revision().publish()
    page = DocumentPage.objects.get()
    while_it_waits = DocumentPdf.objects.of(page).state
    make_pdf_of(page)

    assert while_it_waits == "waiting"
    assert len(stored_files()) == 2
    assert "another-title.pdf" in client.get(f"{page.url}pdf/")["Content-Disposition"]


def test_a_new_isbn_on_the_publication_gives_a_new_pdf(django_capture_on_commit_callbacks):
    page = document()
    make_pdf_of(page)
    report = page.publication
    report.isbn = "9781528621175"

    with django_capture_on_commit_callbacks(execute=True):
        report.save_revision().publish()

    newest = DocumentPage.objects.get().newest_pdf
    cover = pypdfium2.PdfDocument(newest.file.open("rb"))[0].get_textpage().get_text_bounded()
    assert "9781528621175" in cover


def test_a_draft_is_in_no_pdf(client):
    page = document()
    page.title = "Not yet to be seen"
    page.save_revision()

    make_pdf.enqueue(page.pk)

    assert "not-yet" not in client.get(f"{page.url}pdf/")["Content-Disposition"]


def test_tasks_that_come_twice_or_late_change_nothing(monkeypatch):
    makings = count_of_makings(monkeypatch)
    page = document()
    for _ in range(3):
        make_pdf.enqueue(page.pk)
    once = DocumentPdf.objects.values().get()

    make_pdf.enqueue(page.pk)
    page.unpublish()
    make_pdf.enqueue(page.pk)
    make_pdf.enqueue(10**9)

    assert DocumentPdf.objects.values().get() == once
    assert len(makings) == 1


def test_two_workers_make_it_once(monkeypatch):
    page = document()
    makings = []

    def making(bundle):
        makings.append(bundle)
        make_pdf_of(DocumentPage.objects.get())  # the other worker, meanwhile
        return pdf_process.Finished(b"%PDF-", page_count=1)

    monkeypatch.setattr("publications.models.document_pdfs.pdf_from", making)

    make_pdf_of(page)

    assert len(makings) == 1
    assert DocumentPdf.objects.get().is_made


def test_deleting_the_document_deletes_the_file(django_capture_on_commit_callbacks):
    page = document()
    make_pdf_of(page)

    with django_capture_on_commit_callbacks(execute=True):
        page.delete()

    assert stored_files() == []


def test_a_file_that_the_storage_lost_is_made_again(client, visit):
    page = document()
    make_pdf_of(page)
    default_storage.delete(DocumentPdf.objects.get().file.name)

    answer, queued = visit(f"{page.url}pdf/")

    assert answer.status_code == 503
    assert queued == [page.pk]
    make_pdf_of(page)
    assert client.get(f"{page.url}pdf/").status_code == 200


# Trouble


def test_a_killed_writer_leaves_nothing_and_is_tried_again(
    monkeypatch, client, time_machine, django_capture_on_commit_callbacks
):
    page = document()
    with monkeypatch.context() as killed:
        killed.setattr(pdf_process, "PROGRAM", ["-c", "import os; os.kill(os.getpid(), 9)"])
        make_pdf_of(page)
    waiting = DocumentPdf.objects.get()

    time_machine.move_to(timezone.now() + timedelta(hours=1))
    with django_capture_on_commit_callbacks(execute=True):
        have_missing_pdfs_made()

    assert waiting.state == "waiting"
    assert "ended before it was finished" in waiting.problem
    assert client.get(f"{page.url}pdf/").status_code == 200


def test_a_worker_that_was_killed_while_it_made_a_pdf_is_followed_by_another(
    monkeypatch, client, time_machine, django_capture_on_commit_callbacks
):
    page = document()

    def dies(bundle):
        raise SystemExit

    with monkeypatch.context() as dying, pytest.raises(SystemExit):
        dying.setattr("publications.models.document_pdfs.pdf_from", dies)
        make_pdf_of(page)
    at_once = DocumentPdf.objects.due(now=timezone.now()).count()

    time_machine.move_to(timezone.now() + timedelta(hours=1))
    with django_capture_on_commit_callbacks(execute=True):
        have_missing_pdfs_made()

    assert at_once == 0
    assert client.get(f"{page.url}pdf/").status_code == 200


class FullDisk:
    """Stands in for a disk that is full after so many bytes: writes some, then fails."""

    def __init__(self, real) -> None:
        self.real = real

    def __call__(self, name, content, **options):
        self.real(name, type(content)(content.read(100)))
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_is_said_and_leaves_no_half_file(
    monkeypatch, client, time_machine, django_capture_on_commit_callbacks
):
    page = document()
    with monkeypatch.context() as full:
        full.setattr(default_storage, "save", FullDisk(default_storage.save))
        make_pdf_of(page)
    waiting, files = DocumentPdf.objects.get(), stored_files()

    time_machine.move_to(timezone.now() + timedelta(hours=1))
    with django_capture_on_commit_callbacks(execute=True):
        have_missing_pdfs_made()

    assert waiting.problem == "The place where files are stored is full."
    assert files == []
    assert client.get(f"{page.url}pdf/").status_code == 200


def test_a_machine_that_can_not_make_pdfs_pauses_longer_each_time(monkeypatch):
    def not_now(bundle):
        raise NotNow("No library.")

    monkeypatch.setattr("publications.models.document_pdfs.pdf_from", not_now)
    page, now, pauses = document(), timezone.now(), []
    for _ in range(10):
        DocumentPdf.objects.of(page).make(now=now)
        rests_until = DocumentPdf.objects.get().rests_until
        pauses.append(rests_until - now)
        now = rests_until

    assert pauses == sorted(pauses)
    assert pauses[0] == timedelta(minutes=10)
    assert pauses[-1] == timedelta(hours=12)


def test_the_editor_hears_why_it_takes_longer(monkeypatch, client):
    page = document()
    monkeypatch.setattr(pdf_process, "PROGRAM", ["-c", "import sys; sys.exit(1)"])
    make_pdf_of(page)
    client.force_login(builders.staff("Administrator"))

    form = words(client.get(f"/admin/pages/{page.pk}/edit/"))

    assert "It takes longer: The program that makes PDFs ended before it was finished." in form
