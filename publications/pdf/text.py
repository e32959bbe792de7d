"""The text of a PDF, page by page: `python -m publications.pdf.text`."""

import re
from pathlib import Path

import pypdfium2

from publications.pdf.limits import answer, run

LONGEST_PAGE = 50_000
LONGEST_TEXT = 5_000_000
# Control characters, halves of characters, and how pdfium writes a hyphen at the end of a line.
NO_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def text_of(page: pypdfium2.PdfPage) -> str:
    text_page = page.get_textpage()
    try:
        text = text_page.get_text_range()
    finally:
        text_page.close()
    return NO_TEXT.sub("", text.replace("\r\n", "\n"))[:LONGEST_PAGE].strip()


def shows_anything(page: pypdfium2.PdfPage) -> bool:
    return next(page.get_objects(max_depth=1), None) is not None


def look(path: Path, folder: Path) -> None:
    """Answer with a line for each page: its text, and whether it shows anything."""
    length = 0
    pdf = pypdfium2.PdfDocument(path)
    for page in pdf:
        text = text_of(page) if length < LONGEST_TEXT else ""
        length += len(text)
        answer([text, bool(text) or shows_anything(page)])
        page.close()


if __name__ == "__main__":
    run(look)
