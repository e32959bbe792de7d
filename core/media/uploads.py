"""Whether an uploaded file is what its name says. Reads bytes, trusts nothing, runs nothing."""

import zipfile
from collections.abc import Iterator
from typing import BinaryIO

# The part that each kind of office file must hold, from ECMA-376 and OASIS OpenDocument 1.3.
OFFICE_PARTS = {
    "docx": "word/document.xml",
    "xlsx": "xl/workbook.xml",
    "odt": "content.xml",
    "ods": "content.xml",
}
HTML_OPENINGS = (b"<!doctype", b"<html", b"<script", b"<svg", b"<?xml", b"<body", b"<iframe")
# Viewers accept a PDF whose header stands within the first 1,024 bytes. We want it first, so
# that no file is a PDF to one program and a web page to another.
PDF_HEADER = b"%PDF-"
# What a PDF may not hold: programs, calls of programs, and other files. Compressed parts of a
# PDF can hide them from this search, so nobody gets it before its parts have been looked through.
PDF_DANGERS = (b"/JavaScript", b"/Launch", b"/EmbeddedFile")
PIECE = 1024 * 1024
# An archive ends with a record that says how long its list of parts is (APPNOTE.TXT 4.3.16). A
# comment may follow. Before it stands another one if the archive is of a kind for huge files.
ARCHIVE_END, ARCHIVE_END_LENGTH = b"PK\x05\x06", 22
LARGE_ARCHIVE = b"PK\x06\x07"
LONGEST_LIST = 2 * 1024 * 1024
MOST_UNPACKED = 500 * 1024 * 1024


def problem_with(file: BinaryIO, *, name: str) -> str | None:
    """What is wrong with `file`, as a sentence for the person who uploaded it; None if nothing.

    Leaves the file at its start.
    """
    suffix = name.rpartition(".")[2].lower()
    file.seek(0)
    head = file.read(1024)
    file.seek(0)
    if not head:
        return "This file is empty (0 bytes). Save it again on your computer, then upload it."
    if suffix == "pdf":
        return _problem_with_pdf(file, head)
    if suffix in OFFICE_PARTS:
        return _problem_with_office_file(file, head, suffix)
    return _problem_with_text(file, suffix)


def _problem_with_pdf(file: BinaryIO, head: bytes) -> str | None:
    if not head.startswith(PDF_HEADER):
        return "This is not a PDF, although its name ends in .pdf. Export it again as PDF."
    file.seek(0, 2)
    file.seek(max(0, file.tell() - 2048))
    tail = file.read()
    file.seek(0)
    if b"%%EOF" not in tail:
        return "This PDF is cut off: its end is missing. Copy or export it again."
    if _holds_any(file, PDF_DANGERS):
        return (
            "This PDF holds a program or another file inside it. Print or export it again as a "
            "plain PDF, then upload that."
        )
    return None


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    """The content in pieces, so that a large file never fills the memory. Ends at the start."""
    file.seek(0)
    while piece := file.read(PIECE):
        yield piece
    file.seek(0)


def _holds_any(file: BinaryIO, words: tuple[bytes, ...]) -> bool:
    """Whether one of `words` stands in the file, also across the edge of two pieces."""
    longest = max(len(word) for word in words)
    before = b""
    for piece in _pieces(file):
        seen = before + piece
        if any(word in seen for word in words):
            file.seek(0)
            return True
        before = seen[1 - longest :]
    return False


def _problem_with_office_file(file: BinaryIO, head: bytes, suffix: str) -> str | None:
    parts = _parts_of_archive(file) if head.startswith(b"PK\x03\x04") else {}
    if OFFICE_PARTS[suffix] not in parts:
        return f"This is not a .{suffix} file, although its name says so. Save it again."
    if any(part.endswith("vbaProject.bin") or part.startswith("Basic/") for part in parts):
        return "This file holds macros. Save it without macros, then upload it."
    if sum(parts.values()) > MOST_UNPACKED:
        return "This file unpacks to far more than it should hold. Save it again with less in it."
    return None


def _parts_of_archive(file: BinaryIO) -> dict[str, int]:
    """The names of its parts with their unpacked sizes; none if it is no archive of a usual size.

    Nothing is unpacked.
    """
    try:
        if _has_usual_list(file):
            with zipfile.ZipFile(file) as archive:
                return {part.filename: part.file_size for part in archive.infolist()}
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        pass
    finally:
        file.seek(0)
    return {}


def _has_usual_list(file: BinaryIO) -> bool:
    """Whether the list of parts is short enough to be read. Python reads it whole."""
    file.seek(0, 2)
    file.seek(max(0, file.tell() - ARCHIVE_END_LENGTH - 65_535))
    end = file.read()
    # In the order in which Python looks for it: without a comment after it, then with one.
    place = len(end) - ARCHIVE_END_LENGTH
    if not (end[place:].startswith(ARCHIVE_END) and end.endswith(b"\0\0")):
        place = end.rfind(ARCHIVE_END)
    is_large = end[max(0, place - 20) :].startswith(LARGE_ARCHIVE)
    list_length = int.from_bytes(end[place + 12 : place + 16], "little")
    return place >= 0 and not is_large and list_length <= LONGEST_LIST


def _problem_with_text(file: BinaryIO, suffix: str) -> str | None:
    if _holds_any(file, (b"\0",)):
        return f"This is not a .{suffix} file: it is not plain text. Save it again as text."
    opening = file.read(1024).lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    file.seek(0)
    if opening.startswith(HTML_OPENINGS):
        return f"This is a web page or a picture, although its name ends in .{suffix}."
    return None
