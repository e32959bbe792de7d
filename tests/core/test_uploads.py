"""What staff may upload: each refusal says what to do, and keeps what was typed."""

import struct
import tracemalloc
import zipfile
import zlib
from io import BytesIO
from pathlib import Path

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image as PillowImage

from core.media import allowance
from core.models import CustomDocument, CustomImage, Rendition
from editorial.models import User
from tests import builders

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

TYPED = "A title that took thought"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"


def upload(editor, address: str, name: str, content: bytes, **fields):
    """The answer of an upload form, and the words of its messages."""
    data = {"title": TYPED, "file": SimpleUploadedFile(name, content), "tags": ""}
    data |= {"description": "A colour"} | fields
    return editor.post(reverse(address), data)


def picture_bytes(kind: str, **options) -> bytes:
    written = BytesIO()
    PillowImage.new("RGB", (80, 40), (13, 74, 87)).save(written, format=kind, **options)
    return written.getvalue()


def png_chunk(name: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", checksum)


def picture_bomb(side: int) -> bytes:
    """A small file that says it holds side x side pixels."""
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0" * 100_000)
    return (
        b"\x89PNG\r\n\x1a\n"
        + png_chunk(b"IHDR", header)
        + png_chunk(b"IDAT", rows)
        + png_chunk(b"IEND", b"")
    )


def office_file(part: str, *others: str) -> bytes:
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name in (part, *others):
            archive.writestr(name, "<x/>")
    return written.getvalue()


PICTURES = {
    "an empty file": ("picture.png", b"", "empty"),
    "a web page": ("picture.png", HTML, "not a picture"),
    "a drawing with a script": ("picture.svg", SVG, "JPEG, PNG, WebP"),
    "a drawing with a script, called PNG": ("picture.png", SVG, "JPEG or PNG"),
    "another kind than it says": ("picture.png", picture_bytes("JPEG"), "ends in .png"),
    "a cut-off picture": ("picture.jpg", picture_bytes("JPEG")[:-200], "cut off"),
    "a picture bomb": ("picture.png", picture_bomb(50_000), "too many pixels"),
    "a picture a little too large": ("picture.png", picture_bomb(5_100), "too many pixels"),
    "an animation that is a bomb": (
        "picture.gif",
        b"GIF89a" + struct.pack("<HH", 50_000, 50_000) + b"\x80\0\0" + b"\0" * 6 + b";",
        "picture",
    ),
}


@pytest.mark.parametrize(("name", "content", "words"), PICTURES.values(), ids=PICTURES.keys())
def test_a_picture_is_refused(editor, name, content, words):
    answer = upload(editor, "wagtailimages:add", name, content, description="Two people")

    problems = " ".join(answer.context["form"].errors.get("file", []))
    assert words in problems
    assert TYPED in answer.content.decode()
    assert "Two people" in answer.content.decode()
    assert not CustomImage.objects.exists()


def test_one_person_uploads_so_much_in_a_day_and_the_rest_tomorrow(editor, monkeypatch):
    monkeypatch.setattr(allowance, "MOST_FILES", 3)
    with time_machine.travel("2026-03-02 10:00Z", tick=False) as moment:
        for number in range(3):
            upload(editor, "wagtaildocs:add", f"table{number}.csv", b"Year,Count")
        answer = upload(editor, "wagtailimages:add", "picture.png", picture_bytes("PNG"))
        assert "the most for one person" in " ".join(answer.context["form"].errors["file"])
        assert TYPED in answer.content.decode()
        assert not CustomImage.objects.exists()

        moment.shift(24 * 3600 + 1)
        editor.force_login(User.objects.get())
        upload(editor, "wagtailimages:add", "picture.png", picture_bytes("PNG"))
        assert CustomImage.objects.count() == 1


def test_one_person_uploads_so_many_bytes_in_a_day(editor, monkeypatch):
    monkeypatch.setattr(allowance, "MOST_BYTES", 15)
    upload(editor, "wagtaildocs:add", "table.csv", b"Year,Count")
    upload(editor, "wagtaildocs:add", "table2.csv", b"Year,Count")

    answer = upload(editor, "wagtaildocs:add", "table3.csv", b"Year,Count")

    assert "the most for one person" in " ".join(answer.context["form"].errors["file"])


@pytest.mark.parametrize("side", [50_000, 13_000, 5_100])
def test_a_picture_bomb_is_refused_without_being_unpacked(editor, side, monkeypatch):
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", lambda self: pytest.fail("unpacked"))
    tracemalloc.start()

    upload(editor, "wagtailimages:add", "picture.png", picture_bomb(side))

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20_000_000


def archive_bomb() -> bytes:
    """A Word file that unpacks to 600 MB."""
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("word/document.xml", "<x/>")
        with archive.open("word/media/image1.bmp", "w", force_zip64=True) as part:
            for _ in range(600):
                part.write(bytes(1024 * 1024))
    return written.getvalue()


def archive_of_many(count: int) -> bytes:
    """A Word file with a list of parts that would fill the memory."""
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
        for number in range(count):
            archive.writestr(f"word/{number:0200}.xml", "")
    return written.getvalue()


def half_hidden_archive() -> bytes:
    """One whose last record holds, inside it, what looks like another last record."""
    content = bytearray(archive_of_many(9_000))
    content[-10:-6] = b"PK\x05\x06"
    return bytes(content)


FILES = {
    "an empty file": ("report.pdf", b"", "empty"),
    "a web page called PDF": ("report.pdf", HTML, "not a PDF"),
    "a web page before a PDF": ("report.pdf", HTML + builders.pdf(), "not a PDF"),
    "a cut-off PDF": ("report.pdf", builders.pdf()[:-40], "cut off"),
    "a PDF with a program": (
        "report.pdf",
        builders.pdf().replace(b"/Type /Page ", b"/S /JavaScript /Type /Page "),
        "holds a program",
    ),
    "a PDF that starts a program": (
        "report.pdf",
        builders.pdf().replace(b"/Type /Page ", b"/S /Launch /Type /Page "),
        "holds a program",
    ),
    "a PDF with a file inside": (
        "report.pdf",
        builders.pdf().replace(b"/Type /Page ", b"/Type /EmbeddedFile /X /Page "),
        "another file inside",
    ),
    "a web page": ("report.html", HTML, "not allowed"),
    "a drawing": ("report.svg", SVG, "not allowed"),
    "a drawing called text": ("report.txt", SVG, "although its name ends in .txt"),
    "a web page called CSV": ("report.csv", b"\xef\xbb\xbf\n" + HTML, "although its name"),
    "a program called CSV": ("report.csv", b"MZ\0\0", "not plain text"),
    "an archive called Word": ("report.docx", office_file("word/other.xml"), "not a .docx"),
    "Word with macros": (
        "report.docx",
        office_file("word/document.xml", "word/vbaProject.bin"),
        "macros",
    ),
    "OpenDocument with macros": (
        "report.odt",
        office_file("content.xml", "Basic/Standard/Module1.xml"),
        "macros",
    ),
    "a PDF that is an archive as well": (
        "report.docx",
        builders.pdf() + office_file("word/document.xml"),
        "not a .docx",
    ),
    "a Word file that unpacks to 600 MB": ("report.docx", archive_bomb(), "far more"),
    "a Word file with thousands of parts": ("report.docx", archive_of_many(9_000), "not a .docx"),
    "a Word file that hides how many": ("report.docx", half_hidden_archive(), "not a .docx"),
    "a PDF of nothing but its first line": ("report.pdf", b"%PDF-1.7\n", "cut off"),
    "a program called PDF": ("report.pdf", b"MZ\x90\0" + builders.pdf(), "not a PDF"),
    "a picture that is a script": ("report.pdf", b"GIF89a/*" + builders.pdf(), "not a PDF"),
    "something called Excel": ("report.xlsx", b"PK\x03\x04 no archive", "not a .xlsx"),
}


@pytest.mark.parametrize(("name", "content", "words"), FILES.values(), ids=FILES.keys())
def test_a_file_is_refused(editor, name, content, words):
    before = stored_files()

    answer = upload(editor, "wagtaildocs:add", name, content)

    problems = " ".join(answer.context["form"].errors.get("file", []))
    assert words in problems
    assert TYPED in answer.content.decode()
    assert not CustomDocument.objects.exists()
    assert stored_files() == before


def stored_files() -> set[Path]:
    return {path for path in Path(default_storage.location).rglob("*") if path.is_file()}


GOOD_FILES = {
    "PDF": ("report.pdf", builders.pdf()),
    "Word": ("report.docx", office_file("word/document.xml")),
    "Excel": ("report.xlsx", office_file("xl/workbook.xml")),
    "OpenDocument": ("report.odt", office_file("content.xml")),
    "CSV": ("report.csv", "Jahr;Zahl\n2021;12 ü\n".encode()),
    "a long text": ("report.txt", b"All is well.\n" * 200_000),
}


@pytest.mark.parametrize(("name", "content"), GOOD_FILES.values(), ids=GOOD_FILES.keys())
def test_a_good_file_is_kept_as_it_is(editor, name, content):
    upload(editor, "wagtaildocs:add", name, content)

    with CustomDocument.objects.get(title=TYPED).file.open("rb") as kept:
        assert kept.read() == content


@pytest.mark.parametrize("kind", ["bomb", "many"])
def test_an_archive_that_would_fill_the_memory_does_not(editor, kind):
    content = archive_bomb() if kind == "bomb" else archive_of_many(100_000)
    tracemalloc.start()

    upload(editor, "wagtaildocs:add", "report.docx", content)

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 3 * len(content) + 20_000_000
    assert not CustomDocument.objects.exists()


def test_a_pdf_that_is_a_web_page_as_well_is_served_as_a_pdf_only(client):
    file = builders.document(content=builders.pdf() + HTML)
    builders.attachment(builders.publication(), document=file)

    answer = client.get(file.url)

    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("default-src 'none'")
    assert "script-src" not in answer["Content-Security-Policy"]


def test_a_danger_across_two_pieces_of_a_file_is_seen(editor, monkeypatch):
    monkeypatch.setattr("core.media.uploads.PIECE", 7)
    content = builders.pdf().replace(b"/Type /Page ", b"/S /JavaScript /Type /Page ")

    answer = upload(editor, "wagtaildocs:add", "report.pdf", content)

    assert "holds a program" in str(answer.context["form"].errors)


def test_a_file_over_the_limit_is_refused(editor, settings):
    settings.WAGTAILDOCS_MAX_UPLOAD_SIZE = 100

    answer = upload(editor, "wagtaildocs:add", "report.pdf", builders.pdf())

    assert "Make it smaller" in str(answer.context["form"].errors)
    assert TYPED in answer.content.decode()


def test_a_picture_over_the_limit_is_refused(editor, settings):
    settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE = 100

    answer = upload(editor, "wagtailimages:add", "picture.png", picture_bytes("PNG"))

    assert "Make it smaller" in str(answer.context["form"].errors)


@pytest.mark.parametrize(
    ("address", "name", "content", "words"),
    [
        ("wagtaildocs:add_multiple", "report.pdf", HTML, "not a PDF"),
        ("wagtaildocs:add_multiple", "report.pdf", b"", "empty"),
        ("wagtailimages:add_multiple", "picture.png", SVG, "JPEG or PNG"),
        ("wagtailimages:add_multiple", "picture.png", picture_bomb(50_000), "too many pixels"),
        (
            "wagtailimages:add_multiple",
            "picture.jpg",
            picture_bytes("JPEG")[:-200],
            "cut off",
        ),
    ],
)
def test_many_at_once_are_checked_alike(editor, address, name, content, words):
    answer = editor.post(
        reverse(address),
        {"title": TYPED, "files[]": SimpleUploadedFile(name, content)},
        headers={"X-Requested-With": "XMLHttpRequest"},
    )

    assert answer.json()["success"] is False
    assert words in answer.json()["error_message"]
    assert not CustomImage.objects.exists()
    assert not CustomDocument.objects.exists()


@pytest.mark.parametrize(
    ("address", "prefix", "name", "content", "words"),
    [
        (
            "wagtaildocs_chooser:create",
            "document-chooser-upload",
            "report.pdf",
            HTML,
            "not a PDF",
        ),
        (
            "wagtailimages_chooser:create",
            "image-chooser-upload",
            "picture.png",
            SVG,
            "JPEG or PNG",
        ),
    ],
)
def test_the_choosers_check_alike(editor, address, prefix, name, content, words):
    answer = editor.post(
        reverse(address),
        {
            f"{prefix}-title": TYPED,
            f"{prefix}-file": SimpleUploadedFile(name, content),
            f"{prefix}-tags": "",
        },
    )

    shown = answer.json()["htmlFragment"]
    assert words in shown
    assert TYPED in shown


@pytest.mark.parametrize(
    ("address", "prefix"),
    [("wagtailimages:add", ""), ("wagtailimages_chooser:create", "image-chooser-upload-")],
)
@pytest.mark.parametrize("description", [" ", None])
def test_a_picture_is_described_when_it_is_uploaded(editor, address, prefix, description):
    file = SimpleUploadedFile("picture.png", picture_bytes("PNG"))
    typed = {"title": TYPED, "file": file, "tags": ""}
    if description is not None:
        typed["description"] = description

    answer = editor.post(reverse(address), {f"{prefix}{name}": typed[name] for name in typed})

    shown = answer.content.decode()
    assert "Say what the picture shows" in shown
    assert TYPED in shown
    assert not CustomImage.objects.exists()


def test_of_many_pictures_each_is_described_in_a_form_of_its_own(editor):
    file = SimpleUploadedFile("picture.jpg", picture_with_secrets("JPEG"))
    posted = {"title": "IMG_1", "files[]": file}
    answer = editor.post(reverse("wagtailimages:add_multiple"), posted).json()
    picture = CustomImage.objects.get()
    address = reverse("wagtailimages:edit_multiple", args=[picture.pk])
    form = {f"image-{picture.pk}-title": TYPED, f"image-{picture.pk}-tags": ""}
    described = f"image-{picture.pk}-description"

    refused = editor.post(address, form | {described: ""}).json()
    kept = editor.post(address, form | {described: "A colour"}).json()

    picture.refresh_from_db()
    assert described in answer["form"]
    assert "Say what the picture shows" in refused["form"]
    assert kept["success"]
    assert picture.description == "A colour"
    assert b"SECRET" not in picture.file.open().read()


def test_a_picture_whose_first_form_was_wrong_loses_its_hidden_data_as_well(editor):
    file = SimpleUploadedFile("picture.jpg", picture_with_secrets("JPEG"))
    posted = {"title": "Long" * 100, "files[]": file}
    kept = editor.post(reverse("wagtailimages:add_multiple"), posted).json()["uploaded_file_id"]
    address = reverse("wagtailimages:create_multiple_from_uploaded_image", args=[kept])
    fields = {"title": TYPED, "description": "A colour", "tags": ""}

    editor.post(address, {f"uploaded-image-{kept}-{name}": fields[name] for name in fields})

    picture = CustomImage.objects.get()
    assert b"SECRET" not in picture.file.open().read()
    assert picture.file.name.startswith("originals/")
    assert (picture.width, picture.height) == (40, 80)


def test_a_picture_without_a_description_takes_none_from_its_title():
    assert CustomImage(title="IMG_1234").default_alt_text == ""
    assert CustomImage(title="IMG_1234", description="A hill").default_alt_text == "A hill"


def picture_with_secrets(kind: str) -> bytes:
    """A picture whose file tells where it was taken, and that lies on its side."""
    exif = PillowImage.Exif()
    exif[0x0112] = 6
    exif[0x010E] = "SECRET"
    exif.get_ifd(0x8825)[1] = "N"
    options = {"exif": exif}
    if kind in {"WEBP", "AVIF"}:
        options["xmp"] = b"<x:xmpmeta>SECRET</x:xmpmeta>"
    if kind == "JPEG":
        options["comment"] = b"SECRET"
    return picture_bytes(kind, **options) + b"<script>SECRET</script>"


@pytest.mark.parametrize(
    ("kind", "suffix", "kept_as"),
    [
        ("JPEG", "jpg", "JPEG"),
        ("PNG", "png", "PNG"),
        ("WEBP", "webp", "JPEG"),
        ("AVIF", "avif", "JPEG"),
    ],
)
def test_a_picture_loses_its_hidden_data_and_stands_upright(editor, kind, suffix, kept_as):
    upload(editor, "wagtailimages:add", f"picture.{suffix}", picture_with_secrets(kind))

    picture = CustomImage.objects.get()
    with picture.file.open("rb") as kept:
        assert b"SECRET" not in kept.read()
    with PillowImage.open(picture.file.path) as kept, picture.get_rendition("width-20").file as cut:
        assert kept.format == kept_as
        assert kept.size == (picture.width, picture.height) == (40, 80)
        assert dict(kept.getexif()) == {}
        assert b"SECRET" not in cut.read()


def test_an_animation_becomes_its_first_frame(editor):
    frames = [PillowImage.new("P", (20, 10), colour) for colour in (1, 2, 3)]
    written = BytesIO()
    frames[0].save(written, format="GIF", save_all=True, append_images=frames[1:])

    upload(editor, "wagtailimages:add", "moving.gif", written.getvalue() + b"/*<script>*/")

    picture = CustomImage.objects.get()
    assert picture.file.name.endswith(".png")
    with PillowImage.open(picture.file.path) as kept:
        assert kept.format == "PNG"
        assert getattr(kept, "n_frames", 1) == 1


def test_a_picture_from_a_telephone_stays_a_jpeg(editor):
    written = BytesIO()
    first, second = (PillowImage.new("RGB", (20, 10), colour) for colour in ("red", "blue"))
    first.save(written, format="MPO", save_all=True, append_images=[second])

    upload(editor, "wagtailimages:add", "picture.jpg", written.getvalue())

    with PillowImage.open(CustomImage.objects.get().file.path) as kept:
        assert kept.format == "JPEG"


def test_a_transparent_picture_stays_transparent(editor):
    written = BytesIO()
    PillowImage.new("P", (20, 10), 0).save(written, format="PNG", transparency=0)

    upload(editor, "wagtailimages:add", "picture.png", written.getvalue())

    with PillowImage.open(CustomImage.objects.get().file.path) as kept:
        assert kept.convert("RGBA").getpixel((0, 0))[3] == 0


ODD_NAMES = [
    "../../report.pdf",
    "..\\..\\report.pdf",
    "report\u202efdp.pdf",
    "report\0.pdf",
    "x" * 251 + ".pdf",
    "Львів" * 50 + ".pdf",
    "re port;%0a.pdf",
]


@pytest.mark.parametrize("name", ODD_NAMES)
def test_the_stored_name_of_a_file_is_ours(editor, name):
    upload(editor, "wagtaildocs:add", name, builders.pdf())

    file = CustomDocument.objects.get()
    folder, secret, kept = file.file.name.split("/")
    assert editor.get(file.url).status_code == 200
    assert len(kept.encode()) <= 120
    assert "\0" not in kept
    assert folder == "documents"
    assert len(secret) == 32
    assert kept.endswith(".pdf")
    assert "\u202e" not in kept


def test_two_uploads_of_the_same_picture_have_names_of_their_own(editor):
    for _ in range(2):
        upload(editor, "wagtailimages:add", "picture.png", picture_bytes("PNG"))

    first, second = (picture.file.name for picture in CustomImage.objects.all())
    assert first != second
    assert len(first.rpartition("/")[2]) >= 32


def test_a_replaced_picture_is_cleaned_as_well(editor):
    upload(editor, "wagtailimages:add", "picture.png", picture_bytes("PNG"))
    picture = CustomImage.objects.get()
    before = picture.file.path

    editor.post(
        reverse("wagtailimages:edit", args=[picture.pk]),
        {
            "title": "Another",
            "file": SimpleUploadedFile("other.jpg", picture_with_secrets("JPEG")),
            "description": "A colour",
            "tags": "",
            "focal_point_x": "",
            "focal_point_y": "",
            "focal_point_width": "",
            "focal_point_height": "",
        },
    )

    picture.refresh_from_db()
    assert picture.title == "Another"
    assert picture.file.path != before
    with picture.file.open("rb") as kept:
        assert b"SECRET" not in kept.read()


def test_a_picture_has_only_the_sizes_that_we_name(editor):
    upload(editor, "wagtailimages:add", "picture.png", picture_bytes("PNG"))
    picture = CustomImage.objects.get()

    specs = ["scale-1500", "width-99999", "nonsense", "|".join(["width-10"] * 200)]
    addresses = [
        address
        for spec in specs
        for address in (
            f"/admin/images/{picture.pk}/preview/{spec}/",
            f"/images/x/{picture.pk}/{spec}/",
            f"/files/pictures/{spec}/{picture.pk}",
            f"/files/pictures/images/picture.{spec}.png",
        )
    ]
    tracemalloc.start()

    assert {editor.get(address).status_code for address in addresses} == {404}

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20_000_000
    assert editor.get(f"/admin/images/{picture.pk}/generate_url/").status_code == 404
    assert not Rendition.objects.filter(filter_spec__in=specs).exists()
