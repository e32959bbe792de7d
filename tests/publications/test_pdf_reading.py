"""P5: what is found in a PDF, by the real programs, also in files that were made to harm."""

import errno
import json
import os
import re
import signal
import subprocess
import sys
import time
import zlib
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from django.core.files.storage import FileSystemStorage
from django.urls import reverse
from django.utils import timezone
from PIL import Image as PillowImage

from core.models import CustomDocument
from publications import tasks
from publications.models import PdfFacts, PdfPage
from publications.pdf import reading
from publications.pdf.reading import Unreadable
from tests import builders
from tests.waiting import wait_until

pytestmark = pytest.mark.sqlite_only

MEMORY_KILOBYTES = 300 * 1024


@pytest.fixture
def read(tmp_path):
    """What the programs find in a content."""

    def read_content(content: bytes) -> reading.Reading:
        path = tmp_path / "file.pdf"
        path.write_bytes(content)
        return reading.read(path)

    return read_content


# Facts


def test_a_good_pdf_tells_its_facts(read):
    found = read(builders.pdf("Some words", pages=3, title="The title", language="cy"))

    assert (found.page_count, found.title, found.language) == (3, "The title", "cy")
    assert found.is_tagged
    assert found.shows_title
    assert not found.is_encrypted
    assert found.dangers == []
    assert found.texts == ("Some words",) * 3
    assert found.picture_page_count == 0


def test_a_pdf_without_anything_tells_that(read):
    found = read(builders.pdf(is_tagged=False, title="", language="", shows_title=False))

    assert (found.is_tagged, found.title, found.language) == (False, "", "")
    assert not found.shows_title


def test_to_say_that_there_are_tags_is_not_enough(read):
    def cut_tags(pdf):
        pdf.Root.StructTreeRoot.K = pikepdf.Array()

    assert not read(builders.rewritten_pdf(cut_tags)).is_tagged


def test_a_title_may_stand_in_the_newer_place(read):
    def move_title(pdf):
        with pdf.open_metadata() as properties:
            properties["dc:title"] = "In the newer place"
        del pdf.docinfo["/Title"]

    assert read(builders.rewritten_pdf(move_title)).title == "In the newer place"


def test_scanned_pages_are_pictures_without_text(read):
    assert read(scan()).picture_page_count == 1


def scan() -> bytes:
    """A page as a scanner makes it."""
    written = BytesIO()
    PillowImage.new("RGB", (100, 140), "white").save(written, format="PDF")
    return written.getvalue()


def test_the_cover_is_the_first_page_in_two_sizes(read):
    cover = read(builders.pdf()).cover

    assert (cover.width, cover.height) == (480, 480)
    for picture, width in ((cover.large, 480), (cover.small, 160)):
        with PillowImage.open(BytesIO(picture)) as opened:
            assert opened.format == "WEBP"
            assert opened.size == (width, width)


def test_a_protected_pdf_that_opens_says_that_it_is_protected(read):
    protection = pikepdf.Encryption(owner="secret", user="")

    assert read(builders.rewritten_pdf(encryption=protection)).is_encrypted


def test_a_pdf_with_a_password_is_refused_in_words(read):
    protection = pikepdf.Encryption(owner="secret", user="secret")

    with pytest.raises(Unreadable, match="password"):
        read(builders.rewritten_pdf(encryption=protection))


# Dangers, none of which can be read from the bytes of the file


def with_script(pdf):
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def with_script_on_a_page(pdf):
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    pdf.pages[0].AA = pikepdf.Dictionary(O=pdf.make_indirect(script))


def with_named_script(pdf):
    script = pdf.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)"))
    names = pikepdf.Dictionary(Names=pikepdf.Array(["x", script]))
    pdf.Root.Names = pikepdf.Dictionary(JavaScript=names)


def with_launch(pdf):
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")


def with_file(pdf):
    # Its kind may be left out, and then nothing gives it away.
    inside = pikepdf.Dictionary(F=pdf.make_stream(b"MZ"))
    pdf.Root.AF = [pikepdf.Dictionary(Type=pikepdf.Name.Filespec, F="payload.exe", EF=inside)]


def with_form_program(pdf):
    pdf.Root.AcroForm = pikepdf.Dictionary(XFA=pdf.make_stream(b"<xdp/>"), Fields=[])


DANGERS = {
    "a script when it opens": (with_script, "program"),
    "a script on a page": (with_script_on_a_page, "program"),
    "a script by name": (with_named_script, "program"),
    "a form with a program": (with_form_program, "program"),
    "a program that it starts": (with_launch, "launch"),
    "a file inside": (with_file, "file"),
}


@pytest.mark.parametrize(("change", "danger"), DANGERS.values(), ids=DANGERS.keys())
def test_no_packing_hides_a_danger(read, change, danger):
    content = builders.rewritten_pdf(change)
    assert not re.search(rb"/JavaScript|/Launch|/EmbeddedFile|/XFA", content)

    assert danger in read(content).dangers


def test_no_protection_hides_a_danger(read):
    protection = pikepdf.Encryption(owner="secret", user="")

    found = read(builders.rewritten_pdf(with_script, encryption=protection))

    assert found.dangers == ["program"]


def test_no_spelling_hides_a_danger(read):
    content = builders.pdf(extra="/OpenAction << /S /J#61vaScript /#4aS (app.alert\\(1\\)) >>")

    assert read(content).dangers == ["program"]


def test_a_danger_in_a_corner_of_the_file_is_seen(read):
    def hide(pdf):
        action = pikepdf.Dictionary(S=pikepdf.Name.Launch)
        pdf.Root.PieceInfo = pikepdf.Dictionary(X=[[pikepdf.Dictionary(Y=action)]])

    assert read(builders.rewritten_pdf(hide)).dangers == ["launch"]


def test_words_about_dangers_are_none(read):
    assert read(builders.pdf("Rockets: /Launch and /JavaScript", title="/JS /EF")).dangers == []


# Files that were made to harm


def made_of(*parts: bytes) -> bytes:
    """A PDF of these numbered parts, the first of which is its catalogue."""
    written, places = b"%PDF-1.7\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%b\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(parts) + 1
    end = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, len(written))
    return written + b"xref\n0 %d\n0000000000 65535 f \n%b%b" % (count, table, end)


CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
ONE_PAGE = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R /Resources %b >>"


def stream(content: bytes, about: bytes = b"") -> bytes:
    return b"<< /Length %d %b >>\nstream\n%b\nendstream" % (len(content), about, content)


def zeros(megabytes: int) -> bytes:
    """That many megabytes of nothing, packed. Only the sum at the end is wrong."""
    packer, piece = zlib.compressobj(9), bytes(1024 * 1024)
    first, more = (packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    return first + more * (megabytes - 1) + packer.flush()


def empty_pages(count: int) -> bytes:
    kids = b" ".join(b"%d 0 R" % number for number in range(3, 3 + count))
    pages = b"<< /Type /Pages /Kids [%b] /Count %d >>" % (kids, count)
    return made_of(CATALOG, pages, *[PAGE % b"<< >>"] * count)


def drawing_in_itself() -> bytes:
    form = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9]"
    found = b"<< /XObject << /F %d 0 R >> >>"
    layers = [
        stream(b"/F Do " * 10, form + b" /Resources " + found % number) for number in range(6, 26)
    ]
    last = stream(b"0 0 9 9 re f", form)
    return made_of(CATALOG, ONE_PAGE, PAGE % (found % 5), stream(b"/F Do"), *layers, last)


TWICE = b"/Filter [/FlateDecode /FlateDecode]"
HARMFUL = {
    "nothing": lambda: b"",
    "no PDF": lambda: b"<!doctype html><script>alert(1)</script>",
    "half of a PDF": lambda: builders.pdf(pages=50)[:3000],
    "a page list that holds itself": lambda: made_of(
        CATALOG, b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"
    ),
    "10,000 empty pages": lambda: empty_pages(10_000),
    "a page of 10 GB": lambda: made_of(
        CATALOG, ONE_PAGE, PAGE % b"<< >>", stream(zlib.compress(zeros(10_000)), TWICE)
    ),
    "properties of 10 GB": lambda: made_of(
        b"<< /Type /Catalog /Pages 2 0 R /Metadata 5 0 R >>",
        ONE_PAGE,
        PAGE % b"<< >>",
        stream(b""),
        stream(zlib.compress(zeros(10_000)), b"/Type /Metadata /Subtype /XML " + TWICE),
    ),
    "lists in lists": lambda: made_of(
        b"<< /Type /Catalog /Pages 2 0 R /X %b >>" % (b"[" * 100_000 + b"]" * 100_000), ONE_PAGE
    ),
    "a drawing of 10 to the power of 20 drawings": drawing_in_itself,
}


@dataclass(frozen=True)
class Cost:
    """What reading a file took, in all its processes together, and what came of it."""

    words: str
    pages: int
    seconds: float
    kilobytes: int


@pytest.fixture
def measure(tmp_path):
    """Reads a content where no other process disturbs what is measured."""

    def measure_content(content: bytes) -> Cost:
        path = tmp_path / "file.pdf"
        path.write_bytes(content)
        done = subprocess.run(
            [sys.executable, "-c", MEASURE, path], cwd=reading.ROOT, capture_output=True, check=True
        )
        return Cost(*json.loads(done.stdout))

    return measure_content


MEASURE = """
import json, pathlib, resource, sys
from publications.pdf import reading
words, pages = "", 0
try:
    pages = len(reading.read(pathlib.Path(sys.argv[1])).texts)
except reading.Unreadable as problem:
    words = str(problem)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps([words, pages, used.ru_utime + used.ru_stime, used.ru_maxrss]))
"""


@pytest.mark.parametrize("content", HARMFUL.values(), ids=HARMFUL.keys())
def test_a_harmful_file_is_refused_in_words_and_within_limits(measure, content):
    content, began = content(), time.monotonic()

    cost = measure(content)

    assert "upload" in cost.words
    assert time.monotonic() - began < 10
    assert cost.kilobytes <= MEMORY_KILOBYTES


def test_a_first_page_of_any_shape_makes_a_cover_or_none(read):
    for box in (b"0 0 0 0", b"0 0 1 10000000", b"0 0 1e9 1e9", b"-5 -5 -1 -1", b"0 0 10000000 1"):
        page = (PAGE % b"<< >>").replace(b"0 0 200 200", box)
        cover = read(made_of(CATALOG, ONE_PAGE, page, stream(b""))).cover

        assert cover is None or (cover.width == 480 and 1 <= cover.height <= 770)


def test_a_huge_picture_on_the_first_page_costs_the_cover_at_most(measure):
    picture = (
        b"/Type /XObject /Subtype /Image /Width 50000 /Height 50000 /BitsPerComponent 8 "
        b"/ColorSpace /DeviceRGB /Filter /FlateDecode"
    )
    content = made_of(
        CATALOG,
        ONE_PAGE,
        PAGE % b"<< /XObject << /F 5 0 R >> >>",
        stream(b"200 0 0 200 0 0 cm /F Do"),
        stream(zeros(100), picture),
    )

    cost = measure(content)

    assert cost.pages == 1
    assert cost.kilobytes <= MEMORY_KILOBYTES


def test_300_pages_are_read_in_time_and_within_memory(measure):
    words = "The Commissioner must encourage good practice. " * 60

    cost = measure(builders.pdf(words, pages=300))

    assert cost.pages == 300
    assert cost.seconds <= 5
    assert cost.kilobytes <= MEMORY_KILOBYTES


def program(code: str) -> int:
    """The exit status of a program under the limits."""
    begin = "from publications.pdf import limits; limits.take_on_limits(); "
    command = [sys.executable, "-c", begin + code]
    return subprocess.run(command, cwd=reading.ROOT, stderr=subprocess.DEVNULL).returncode


def test_the_kernel_keeps_the_limits():
    assert program("bytes(100 * 1024 * 1024)") == 0
    assert program("bytes(300 * 1024 * 1024)") == 1
    assert program("open('/dev/null', 'wb').write(bytes(10))") == 0
    endless = "import resource as r; r.setrlimit(r.RLIMIT_CPU, (1, 2))\nwhile True: pass"
    assert program(endless) == -signal.SIGXCPU


def test_a_reader_that_waits_for_ever_is_ended_with_all_it_started(tmp_path, monkeypatch):
    started = tmp_path / "started"
    script = tmp_path / "python"
    script.write_text(f"#!/bin/sh\nsleep 60 &\necho $! > {started}\nwait\n")
    script.chmod(0o755)
    monkeypatch.setattr(reading.sys, "executable", str(script))
    monkeypatch.setattr(reading, "WALL_SECONDS", 1)

    with pytest.raises(Unreadable, match="memory or time"):
        reading.read(tmp_path / "file.pdf")

    process = Path(f"/proc/{started.read_text().strip()}/stat")
    wait_until(lambda: not process.exists() or process.read_text().split()[2] == "Z", 10)


def test_a_reader_knows_no_secret(read, tmp_path, monkeypatch):
    script = tmp_path / "python"
    script.write_text(f"#!/bin/sh\nenv > {tmp_path}/known\nexit 1\n")
    script.chmod(0o755)
    monkeypatch.setattr(reading.sys, "executable", str(script))

    with pytest.raises(Unreadable):
        read(builders.pdf())

    known = (tmp_path / "known").read_text()
    assert os.environ["SECRET_KEY"] not in known
    assert "DATABASE_URL" not in known


def test_nothing_stays_in_the_temporary_folder(read, tmp_path, monkeypatch):
    monkeypatch.setattr(reading.tempfile, "tempdir", str(tmp_path))

    read(builders.pdf())
    with pytest.raises(Unreadable):
        read(b"no PDF")

    assert [path.name for path in tmp_path.iterdir()] == ["file.pdf"]


# What the site keeps of it


@pytest.fixture
def commits(django_capture_on_commit_callbacks):
    """Does what waits for the commit, as in a request that went well."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def facts_of(file: CustomDocument) -> PdfFacts:
    return PdfFacts.objects.get(version=file.newest)


def given(client, file: CustomDocument) -> int:
    return client.get(file.url).status_code


def offered(content: bytes) -> CustomDocument:
    """A file, uploaded and not read yet, on a page that is live already."""
    file = builders.document(content=content, is_read=False)
    builders.attachment(builders.publication(), document=file)
    return file


@pytest.mark.django_db
def test_an_uploaded_pdf_is_read_after_the_commit(client, commits):
    with commits():
        file = builders.document(content=builders.pdf("Words to find"), is_read=False)
        builders.attachment(builders.publication(), document=file)
        before = facts_of(file).state, given(client, file)

    assert before == ("waiting", 404)
    assert facts_of(file).state == "read"
    assert given(client, file) == 200
    assert PdfPage.objects.get().text == "Words to find"


@pytest.mark.django_db
def test_a_table_is_not_read(commits):
    with commits():
        builders.document("numbers.csv", b"1;2\n", is_read=False)

    assert not PdfFacts.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(("change", "danger"), DANGERS.values(), ids=DANGERS.keys())
def test_nobody_gets_a_dangerous_file(client, commits, change, danger):
    with commits():
        file = offered(builders.rewritten_pdf(change))

    client.force_login(builders.staff("Administrator"))
    assert danger in facts_of(file).dangers
    assert given(client, file) == 404
    client.logout()
    assert given(client, file) == 404


@pytest.mark.django_db
def test_a_dangerous_file_does_not_take_the_place_of_a_good_one(client, commits):
    file = builders.publication_with_file().attachments.get().document
    with commits():
        builders.new_version(file, builders.rewritten_pdf(with_script), is_read=False)

    answer = client.get(file.url)

    assert b"".join(answer.streaming_content) == builders.pdf()


@pytest.mark.django_db
def test_visitors_get_the_file_of_before_until_the_new_one_is_read(client, commits):
    file = builders.publication_with_file().attachments.get().document
    with commits():
        builders.new_version(file, builders.pdf("New"), is_read=False)
        before = b"".join(client.get(file.url).streaming_content)

    after = b"".join(client.get(file.url).streaming_content)

    assert (before, after) == (builders.pdf(), builders.pdf("New"))


@pytest.mark.django_db
@pytest.mark.parametrize("content", [b"%PDF-1.4 %%EOF", empty_pages(3001)])
def test_what_cannot_be_read_says_why_and_stays_private(client, commits, content):
    with commits():
        file = offered(content)

    facts = facts_of(file)
    assert facts.state == "failed"
    assert "upload" in facts.failure
    assert given(client, file) == 404
    assert client.get("/").status_code == 200


@pytest.mark.drill("D-11", "A task is delivered three times")
@pytest.mark.django_db
def test_a_task_that_runs_twice_finds_the_same(commits, drill):
    with commits():
        file = builders.document(content=builders.pdf(pages=3), is_read=False)
    before = facts_of(file).cover.name

    tasks.read_pdf.func(file.newest.pk)
    tasks.have_read(file.newest)
    with commits():
        builders.read(file)

    drill.tried(3, "runs")
    drill.lost(abs(PdfPage.objects.count() - 3), "pages too many or too few")
    storage = facts_of(file).cover.storage
    assert storage.exists(facts_of(file).cover.name)
    assert not storage.exists(before)


@pytest.mark.django_db
def test_a_task_for_a_file_that_is_gone_does_nothing():
    tasks.read_pdf.func(987654)


@pytest.mark.django_db
def test_facts_and_covers_go_with_the_file(commits):
    file = builders.document()
    facts = facts_of(file)
    assert facts.cover.storage.exists(facts.cover.name)

    with commits():
        file.delete()

    assert not facts.cover.storage.exists(facts.cover.name)
    assert not facts.cover.storage.exists(facts.small_cover.name)
    assert not PdfFacts.objects.exists()
    assert not PdfPage.objects.exists()


@pytest.mark.django_db
def test_a_file_that_the_storage_has_lost_is_said(commits):
    with commits():
        file = builders.document(is_read=False)
        file.file.storage.delete(file.file.name)

    assert "gone" in facts_of(file).failure


@pytest.mark.django_db
def test_a_killed_reader_is_tried_again(commits, monkeypatch):
    def killed(path):
        raise reading.Interrupted("signal 9")

    with monkeypatch.context() as patch, commits():
        patch.setattr(reading, "read", killed)
        file = builders.document(is_read=False)
    before = facts_of(file).state
    PdfFacts.objects.update(waiting_since=timezone.now() - timedelta(minutes=11))

    tasks.have_forgotten_read()

    assert (before, facts_of(file).state) == ("waiting", "read")


@pytest.mark.django_db
def test_the_signal_that_kills_a_reader_is_told_from_its_own_failure(tmp_path, monkeypatch):
    script = tmp_path / "python"
    script.write_text("#!/bin/sh\nkill -9 $$\n")
    script.chmod(0o755)
    monkeypatch.setattr(reading.sys, "executable", str(script))

    with pytest.raises(reading.Interrupted):
        reading.read(tmp_path / "file.pdf")


@pytest.mark.django_db
def test_a_file_that_kills_each_reader_is_given_up(commits, monkeypatch):
    def killed(path):
        raise reading.Interrupted("signal 9")

    monkeypatch.setattr(reading, "read", killed)
    with commits():
        file = builders.document(is_read=False)
    for _ in range(5):
        PdfFacts.objects.update(waiting_since=timezone.now() - timedelta(minutes=11))
        tasks.have_forgotten_read()

    assert facts_of(file).state == "failed"
    assert "broken off" in facts_of(file).failure


@pytest.mark.django_db
def test_a_full_disk_while_reading_leaves_no_half_of_it(monkeypatch):
    file, write = builders.document(is_read=False), FileSystemStorage._save
    covers = Path(file.file.storage.location) / "covers"
    before = set(covers.rglob("*.webp"))

    def full(self, name, content):
        if "small" in name:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(self, name, content)

    monkeypatch.setattr(FileSystemStorage, "_save", full)
    with pytest.raises(OSError, match="No space"):
        builders.read(file)

    assert facts_of(file).state == "waiting"
    assert not PdfPage.objects.exists()
    assert set(covers.rglob("*.webp")) == before


@pytest.mark.django_db
def test_files_from_before_are_read(client, commits):
    file = builders.publication_with_file().attachments.get().document
    CustomDocument.objects.update(current=None)
    file.versions.all().delete()
    before = given(client, file)

    with commits():
        tasks.have_forgotten_read()

    assert (before, given(client, file)) == (404, 200)


# Trying again, by hand


@pytest.mark.django_db
def test_an_editor_has_a_file_read_again(client, commits):
    file = builders.document(is_read=False)
    facts_of(file).fail("It is damaged.")
    client.force_login(builders.staff("Editor"))
    address = reverse("read_again", args=[file.newest.pk])

    page = client.get(address)
    with commits():
        answer = client.post(address, follow=True)

    assert "Look through it again" in page.content.decode()
    assert "is being looked through" in answer.content.decode()
    assert facts_of(file).state == "read"


@pytest.mark.django_db
def test_who_may_not_change_a_file_may_not_have_it_read(client):
    file = builders.document(is_read=False)
    facts_of(file).fail("It is damaged.")
    client.force_login(builders.staff("Author"))

    client.post(reverse("read_again", args=[file.newest.pk]))

    assert facts_of(file).state == "failed"
