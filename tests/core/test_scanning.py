"""T9: where a virus scanner is set, no upload gets past it. A stand-in speaks clamd's protocol."""

import socketserver
from contextlib import contextmanager
from threading import Thread

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.models import CustomDocument, CustomImage
from operations import health
from tests.core.test_uploads import TYPED, picture_bytes, upload

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_only]

# In two, so that no scanner takes this file for one: the harmless file that all scanners know.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR" + b"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
HARMFUL = picture_bytes("PNG")


class Clamd(socketserver.StreamRequestHandler):
    """What clamd says to the two commands: by its manual, and as 1.4.6 did."""

    def handle(self):
        command = b""
        while not command.endswith(b"\0"):
            command += self.rfile.read(1)
        if command == b"zPING\0":
            self.wfile.write(b"PONG\0")
            return
        assert command == b"zINSTREAM\0"
        content = b""
        while length := int.from_bytes(self.rfile.read(4), "big"):
            content += self.rfile.read(length)
        self.server.seen.append(content)
        self.wfile.write(self.server.verdict(content))


def by_signature(content: bytes) -> bytes:
    found = EICAR in content or content == HARMFUL
    return b"stream: Eicar-Test-Signature FOUND\0" if found else b"stream: OK\0"


@contextmanager
def listening(verdict=by_signature):
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Clamd) as server:
        server.verdict, server.seen = verdict, []
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def scanner(settings):
    with listening() as server:
        settings.SCANNER = server.server_address
        yield server


CHOOSERS = {"wagtaildocs": "document-chooser-upload-", "wagtailimages": "image-chooser-upload-"}


@pytest.mark.parametrize(
    ("room", "name", "content"),
    [("wagtaildocs", "table.txt", EICAR), ("wagtailimages", "picture.png", HARMFUL)],
)
@pytest.mark.parametrize("door", ["{}:add", "{}_chooser:create", "{}:add_multiple"])
def test_what_the_scanner_knows_is_refused_in_words_at_each_door(
    editor, scanner, room, name, content, door
):
    prefix = CHOOSERS[room] if "chooser" in door else ""
    field = "files[]" if "multiple" in door else f"{prefix}file"
    typed = {f"{prefix}title": TYPED, f"{prefix}tags": "", f"{prefix}description": "Two people"}

    answer = editor.post(
        reverse(door.format(room)),
        typed | {field: SimpleUploadedFile(name, content)},
        headers={"X-Requested-With": "XMLHttpRequest"} if "multiple" in door else {},
    )

    said = answer.json() if "json" in answer["Content-Type"] else answer.content.decode()
    assert "harmful (Eicar-Test-Signature)" in str(said)
    assert "multiple" in door or TYPED in str(said)
    assert scanner.seen == [content]
    assert not CustomDocument.objects.exists()
    assert not CustomImage.objects.exists()


def test_what_it_finds_clean_is_kept_as_it_is(editor, scanner):
    table = b"Year,Count\n" * 20_000

    upload(editor, "wagtaildocs:add", "table.csv", table)

    assert scanner.seen == [table]
    assert CustomDocument.objects.get().file.read() == table


def test_an_import_is_looked_through_as_well(scanner):
    document = CustomDocument(title="A table", file=ContentFile(EICAR, name="table.txt"))

    with pytest.raises(ValidationError, match="harmful"):
        document.full_clean(exclude=["file_hash", "file_size"])


@pytest.mark.parametrize(
    "verdict",
    [b"", b"INSTREAM size limit exceeded. ERROR\0", b"stream: OK FOUND it later\0", b"\xff\0"],
)
def test_what_nobody_looked_through_is_refused_and_what_was_typed_stays(editor, settings, verdict):
    with listening(lambda content: verdict) as server:
        settings.SCANNER = server.server_address
        answer = upload(editor, "wagtaildocs:add", "table.csv", b"Year,Count")

    assert "could not be looked through" in answer.content.decode()
    assert TYPED in answer.content.decode()
    assert not CustomDocument.objects.exists()


def test_while_the_scanner_is_away_uploads_are_refused_and_operators_are_told(
    client, editor, scanner, settings
):
    settings.STATIC_ROOT.joinpath("staticfiles.json").write_text("{}")
    settings.MEDIA_ROOT.mkdir(parents=True, exist_ok=True)
    health.parts.cache_clear()
    assert client.get("/readyz").json()["parts"]["scanner"] == "ok"

    scanner.shutdown()
    scanner.server_close()

    answer = upload(editor, "wagtailimages:add", "picture.png", picture_bytes("PNG"))
    assert "could not be looked through" in " ".join(answer.context["form"].errors["file"])
    assert TYPED in answer.content.decode()
    told = client.get("/readyz")
    assert told.status_code == 200
    assert told.json()["parts"]["scanner"] == "no answer"
    health.parts.cache_clear()
    settings.STATIC_ROOT.joinpath("staticfiles.json").unlink()
