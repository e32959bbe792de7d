"""The program that makes PDFs: what it refuses, what it may reach, and how it ends."""

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from core.pdf_writing import process as pdf_process
from core.pdf_writing.checks import CannotMake, DoesNotFit, NotNow
from core.pdf_writing.process import pdf_from
from core.pdf_writing.source import Source
from publications.documents.pdf_source import DESIGN
from tests import builders, without_pango
from tests.house.source import ROOT

pytestmark = [pytest.mark.sqlite_only, pytest.mark.usefixtures("needs_pango")]

HEAD = "<title>A report</title>"


def bundle(body: str, *, head: str = HEAD, lang: str = "en-GB", **parts: bytes) -> bytes:
    """A document with this body below its main heading."""
    html = f'<!doctype html><html lang="{lang}"><head>{head}</head><body><h1>A report</h1>{body}'
    return Source(html, {name.replace("__", "."): part for name, part in parts.items()}).bundle


def words_in(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(BytesIO(pdf))
    return "\n".join(page.get_textpage().get_text_bounded() for page in document)


# What an editor is told


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        (bundle("", head=""), "The document has no title."),
        (bundle("", head="<title> </title>"), "The document has no title."),
        (bundle("", lang=""), "The document doesn't say which language it is in."),
        (
            bundle('<img src="bundle:map.png">', map__png=builders.picture_bytes()),
            "The picture “bundle:map.png” has no description (alt text).",
        ),
        (
            bundle('<svg xmlns="http://www.w3.org/2000/svg"><rect/></svg>'),
            "A chart or drawing has no description.",
        ),
        (
            bundle("<table><caption>Ages</caption><tr><td>1</td></tr></table>"),
            "The table “Ages” has no header cells.",
        ),
        (
            bundle("<h3>Deep</h3>"),
            "The heading “Deep” is of level 3, after one of level 1: a level is missing.",
        ),
        (
            bundle('<a href="#gone">There</a>'),
            "The link “There” leads to a place that is not in the document.",
        ),
        (
            bundle("<p>\ue123</p>"),
            "The letter “\ue123” (U+E123) is in none of the fonts. Write it otherwise.",
        ),
        (
            bundle('<img src="bundle:map.png" alt="Map">', map__png=b"no picture"),
            "The picture “bundle:map.png” can't be read.",
        ),
    ],
)
def test_what_is_missing_is_said_in_words(document, sentence):
    with pytest.raises(CannotMake) as refused:
        pdf_from(document)

    assert str(refused.value) == sentence


def test_several_faults_are_told_at_once():
    with pytest.raises(CannotMake, match=r"which language.*no title"):
        pdf_from(bundle("", head="", lang=""))


def test_a_picture_without_meaning_needs_no_words():
    finished = pdf_from(bundle('<img src="bundle:a.png" alt="">', a__png=builders.picture_bytes()))

    assert finished.page_count == 1


BOX = '<div style="{style}; width: 30mm; height: 10mm" data-must-fit="{name}">{words}</div>'


@pytest.mark.parametrize("style", ["", "position: absolute; top: 0; transform: rotate(180deg)"])
@pytest.mark.parametrize("words", ["Too many words for it. " * 9, "W" * 99])
def test_a_box_that_must_hold_its_words_is_named_if_it_does_not(style, words):
    full = BOX.format(style=style, name="The back", words=words)
    fitting = BOX.format(style=style, name="The front", words="Few words.")

    with pytest.raises(DoesNotFit) as refused:
        pdf_from(bundle(full + fitting))

    assert str(refused.value) == "The back"
    assert pdf_from(bundle(fitting)).page_count == 1


# What it may reach (T11)


class Trap:
    """Listens at a port of this machine, and counts who comes."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.visit_count = 0
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self) -> None:
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            self.visit_count += 1
            connection.close()


@pytest.fixture
def trap() -> Iterator[Trap]:
    trap = Trap()
    yield trap
    trap.socket.close()


ADDRESSES = [
    "http://127.0.0.1:{port}/x.png",
    "http://localhost:{port}/x.png",
    "http://127.1:{port}/x.png",
    "http://0.0.0.0:{port}/x.png",
    "http://2130706433:{port}/x.png",
    "http://0x7f000001:{port}/x.png",
    "http://[::ffff:127.0.0.1]:{port}/x.png",
    "https://127.0.0.1:{port}/x.png",
    "ftp://127.0.0.1:{port}/x.png",
    "//127.0.0.1:{port}/x.png",
    "http://169.254.169.254/latest/meta-data/",
    "file://{secret}",
    "FILE://{secret}",
    "file://localhost{secret}",
    "{secret}",
    "bundle:../{secret}",
    "bundle:{secret}",
    "gopher://127.0.0.1:{port}/",
    "data:image/png;base64,AAAA",
]
PLACES = {
    "picture": '<img src="{address}" alt="x">',
    "stylesheet": '<link rel="stylesheet" href="{address}">',
    "attached file": '<link rel="attachment" href="{address}">',
    "linked attachment": '<a rel="attachment" href="{address}">x</a>',
    "object": '<object data="{address}">x</object>',
    "embed": '<embed src="{address}">',
    "background": "<style>p {{ background: url({address}) }}</style><p>x</p>",
    "imported style": '<style>@import "{address}";</style><p>x</p>',
    "font": "<style>@font-face {{ font-family: x; src: url({address}) }}</style><p>x</p>",
    "list marker": "<style>li {{ list-style-image: url({address}) }}</style><ul><li>x</ul>",
    "drawing in a drawing": (
        '<svg xmlns="http://www.w3.org/2000/svg"><title>x</title><image href="{address}"/></svg>'
    ),
    "part of another drawing": (
        '<svg xmlns="http://www.w3.org/2000/svg"><title>x</title><use href="{address}#x"/></svg>'
    ),
}


# Many documents in one process, which only the bundle keeps from the network.
MAKE_ALL = """
import json, sys
from core.pdf_writing.checks import CannotMake
from core.pdf_writing.rendering import rendered
for html in json.load(sys.stdin):
    try:
        print(rendered(html, {})[0].hex())
    except CannotMake:
        print()
"""


def attempts(trap: Trap, secret: Path) -> list[str]:
    """Each address once as a picture; and each other place, once with the trap and the file."""
    addresses = [address.format(port=trap.port, secret=secret) for address in ADDRESSES]
    bodies = [PLACES["picture"].format(address=address) for address in addresses]
    bodies += [
        markup.format(address=address)
        for markup in PLACES.values()
        for address in (addresses[0], f"file://{secret}")
    ]
    return [f'<html lang="en"><head>{HEAD}</head><body><h1>A</h1>{body}' for body in bodies]


def test_nothing_but_the_bundle_is_read(trap, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("marker-in-a-file")
    documents = attempts(trap, secret)

    made = subprocess.run(
        [sys.executable, "-c", MAKE_ALL],
        cwd=ROOT,
        input=json.dumps(documents),
        capture_output=True,
        text=True,
        check=True,
    )

    pdfs = [bytes.fromhex(line) for line in made.stdout.splitlines()]
    assert len(pdfs) == len(documents)
    assert trap.visit_count == 0
    for pdf in filter(None, pdfs):
        with pikepdf.open(BytesIO(pdf)) as opened:
            assert "/EmbeddedFiles" not in opened.Root.get("/Names", {})
        assert "marker-in-a-file" not in words_in(pdf)


def test_an_address_outside_the_bundle_is_refused_by_name():
    with pytest.raises(CannotMake, match=r"“http://10\.0\.0\.1/x\.png”, which is not part of it"):
        pdf_from(bundle('<img src="http://10.0.0.1/x.png" alt="x">'))


def test_a_library_that_tried_to_connect_could_not(trap):
    program = (
        "import socket\n"
        "from core.pdf_writing import writer as pdf_writer\n"
        "pdf_writer.stay_inside()\n"
        f"socket.create_connection(('127.0.0.1', {trap.port}))\n"
    )

    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)

    assert "The PDF writer may not do this" in done.stderr
    assert trap.visit_count == 0


def test_laughs_by_the_billion_end_within_the_limits():
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    drawing = (
        f'<!DOCTYPE svg [<!ENTITY l0 "ha">{entities}]>'
        '<svg xmlns="http://www.w3.org/2000/svg"><text>&l11;</text></svg>'
    )

    with pytest.raises(CannotMake):
        pdf_from(bundle('<img src="bundle:a.svg" alt="x">', a__svg=drawing.encode()))


# How it ends


def test_a_document_that_takes_too_long_is_stopped():
    with pytest.raises(CannotMake, match="too much time"):
        pdf_from(bundle("<p>Many words. " * 60_000), seconds=3)


def test_a_document_that_takes_too_much_memory_is_stopped():
    with pytest.raises(CannotMake, match="too much memory"):
        pdf_from(bundle("<p>Many words. " * 60_000), megabytes=330)


def test_a_writer_that_waits_for_ever_is_killed_with_its_children(monkeypatch, tmp_path):
    told = tmp_path / "process"
    waits = (
        "import subprocess, time\n"
        "child = subprocess.Popen(['sleep', '600'])\n"
        f"open({str(told)!r}, 'w').write(str(child.pid))\n"
        "time.sleep(600)\n"
    )
    monkeypatch.setattr(pdf_process, "PROGRAM", ["-c", waits])

    with pytest.raises(NotNow, match="busy"):
        pdf_from(b"", seconds=1)

    assert not is_running(int(told.read_text()))


def is_running(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_a_writer_that_is_killed_can_be_tried_again(monkeypatch):
    monkeypatch.setattr(pdf_process, "PROGRAM", ["-c", "import os; os.kill(os.getpid(), 9)"])

    with pytest.raises(NotNow, match="ended before it was finished"):
        pdf_from(b"")


def test_a_machine_without_pango_is_told_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setattr(pdf_process, "ENVIRONMENT", without_pango.environment(tmp_path))

    with pytest.raises(NotNow, match=r"apt-get install libpango-1\.0-0"):
        pdf_from(bundle(""))


def test_the_writer_leaves_no_file_behind(monkeypatch, tmp_path):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(pdf_process.tempfile, "tempdir", None)
    parts = {name: path.read_bytes() for name, path in DESIGN.items()}
    sheet = '<link rel="stylesheet" href="bundle:report.css">'

    pdf_from(Source(f'<html lang="en"><head>{HEAD}{sheet}</head><h1>A', parts).bundle)

    assert list(tmp_path.iterdir()) == []


def test_the_writer_knows_neither_django_nor_our_keys(monkeypatch):
    program = (
        "import os, sys\n"
        "from core.pdf_writing import writer as pdf_writer\n"
        "print('django' in sys.modules, 'SECRET_KEY' in os.environ, file=sys.stderr)\n"
        "sys.exit(3)\n"
    )
    monkeypatch.setattr(pdf_process, "PROGRAM", ["-c", program])

    with pytest.raises(CannotMake, match="False False"):
        pdf_from(b"")
