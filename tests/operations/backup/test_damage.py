"""A backup that was changed, cut, or made for somebody else is refused, in words."""

import io
import tarfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import override_settings
from pyrage import x25519

from operations.backup import keys
from operations.backup.layout import ABOUT, MANIFEST, About, BackupError, Manifest, to_json
from operations.backup.making import Stream
from operations.backup.opening import folder_sink, opened
from tests.drills import size

STEP = size(61, 1)
NOW = datetime(2027, 1, 1, tzinfo=UTC)
ABOUT_IT = About(NOW.isoformat(), "sqlite", ["core.0001_initial"], {"django": "5.2"}, "mark")
FILES = {"database.sqlite3": b"rows" * 500, "files/a.pdf": b"%PDF" * 300, "files/b.png": b"PNG"}
KEY = x25519.Identity.generate()


def content(*, key: str = "", without: str = "") -> bytes:
    """A small backup."""
    out = io.BytesIO()
    with keys.encrypting(out, key) as place:
        stream = Stream(place, NOW)
        stream.add_bytes(ABOUT, to_json(ABOUT_IT))
        for name, file in FILES.items():
            stream.add_bytes(name, file)
        members = dict(stream.members)
        if without:
            stream = Stream(place, NOW)
            out.truncate(0), out.seek(0)
            for name, file in {ABOUT: to_json(ABOUT_IT), **FILES}.items():
                if name != without:
                    stream.add_bytes(name, file)
        stream.add_bytes(MANIFEST, to_json(Manifest(members, {}, [])))
        stream.end()
    return out.getvalue()


def refusal(path: Path, damaged: bytes, key: str = "") -> str:
    """What is said of it; empty if it is taken for whole."""
    path.write_bytes(damaged)
    try:
        with override_settings(BACKUP_KEY=key), opened(path) as backup:
            backup.check()
    except BackupError as error:
        return str(error)
    return ""


KINDS = pytest.mark.parametrize("key", ["", str(KEY)], ids=["plain", "encrypted"])


@KINDS
def test_what_was_made_is_whole(tmp_path, key):
    assert refusal(tmp_path / "it", content(key=key), key) == ""


@pytest.mark.drill("D-15", "A byte of a backup is another one")
@KINDS
def test_a_changed_byte_is_found_wherever_it_is(tmp_path, drill, key):
    whole = content(key=key)
    places = range(0, len(whole), STEP)
    believed = 0

    for place in places:
        damaged = bytearray(whole)
        damaged[place] ^= 0x20
        believed += not refusal(tmp_path / "it", bytes(damaged), key)

    drill.tried(len(places), "bytes")
    drill.lost(believed, "refusals")


@pytest.mark.drill("D-15", "The end of a backup is missing")
@KINDS
def test_a_backup_that_was_cut_is_found(tmp_path, drill, key):
    whole = content(key=key)
    places = range(0, len(whole), STEP)

    believed = [place for place in places if not refusal(tmp_path / "it", whole[:place], key)]

    drill.tried(len(places), "lengths")
    drill.lost(len(believed), "refusals")


@pytest.mark.drill("D-15", "A file of a backup is missing")
@pytest.mark.parametrize("name", FILES)
def test_a_missing_file_is_found(tmp_path, drill, name):
    said = refusal(tmp_path / "it", content(without=name))

    drill.tried(1, "file")
    drill.lost(not said, "refusals")
    assert said.startswith("The backup is damaged or not whole.")


@pytest.mark.parametrize(
    "key",
    ["", str(x25519.Identity.generate()), str(KEY.to_public())],
    ids=["none", "another", "the public half"],
)
@pytest.mark.drill("D-15", "Without the right key")
def test_nobody_opens_a_backup_without_its_key(tmp_path, drill, key):
    said = refusal(tmp_path / "it", content(key=str(KEY)), key)

    drill.tried(1, "key")
    drill.lost("BACKUP_KEY" not in said, "refusals")


@pytest.mark.drill("D-15", "Words of a backup without its key (T22)")
def test_nothing_of_an_encrypted_backup_can_be_read(drill):
    encrypted = content(key=str(KEY.to_public()))

    found = [
        word for word in (b"rows", b"%PDF", b"a.pdf", b"sqlite", b"core.") if word in encrypted
    ]

    drill.tried(5, "words")
    drill.lost(len(found), "words kept to ourselves")


def test_the_public_half_makes_what_the_secret_half_opens(tmp_path):
    assert refusal(tmp_path / "it", content(key=str(KEY.to_public())), str(KEY)) == ""


@pytest.mark.parametrize("name", ["../outside", "/tmp/outside", "files/../../outside"])
def test_a_name_leads_nowhere_else(tmp_path, name):
    (tmp_path / "inside").mkdir()

    with pytest.raises(BackupError):
        folder_sink(tmp_path / "inside")(name)

    assert not (tmp_path / "outside").exists()


def test_a_link_in_a_backup_is_refused(tmp_path):
    out = io.BytesIO()
    stream = Stream(out, NOW)
    stream.add_bytes(ABOUT, to_json(ABOUT_IT))
    link = tarfile.TarInfo("files/link")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    stream.tar.addfile(link)
    stream.add_bytes(MANIFEST, to_json(Manifest(dict(stream.members), {}, [])))
    stream.end()

    assert refusal(tmp_path / "it", out.getvalue())
