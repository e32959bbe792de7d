"""Writes one line on every page of a PDF. A program, because it reads a file that came to us.

    python -m editorial.packs.stamp "Copy of Jane Smith" <report.pdf >copy.pdf

Standard error says why, with exit status 3, when the file can't be written on. It knows nothing of
Django.
"""

import resource
import sys
import unicodedata
from io import BytesIO

import pikepdf

SECONDS = 30
MEGABYTES = 700
CANNOT = 3
SIZE, MARGIN = 9.0, 12.0
# How much of its size a letter of Helvetica is wide, on average and a little more.
LETTER = 0.56
# How a page that is shown turned by so many degrees takes what is written upright.
TURNS = {0: (1, 0, 0, 1), 90: (0, 1, -1, 0), 180: (-1, 0, 0, -1), 270: (0, -1, 1, 0)}


def limit() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MEGABYTES * 2**20, MEGABYTES * 2**20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def in_latin(words: str) -> bytes:
    """`words` in the letters that the font has: those without a place lose their accents."""
    written = b""
    for letter in words:
        plain = unicodedata.normalize("NFKD", letter).encode("ascii", "ignore") or b"?"
        try:
            written += letter.encode("cp1252")
        except UnicodeEncodeError:
            written += plain
    return written


def stamped(content: bytes, words: str) -> bytes:
    """The PDF with `words` at the top and at the bottom of every page."""
    written = BytesIO()
    with pikepdf.open(BytesIO(content)) as pdf:
        font = pdf.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Font,
                Subtype=pikepdf.Name.Type1,
                BaseFont=pikepdf.Name.Helvetica,
                Encoding=pikepdf.Name.WinAnsiEncoding,
            )
        )
        for page in pdf.pages:
            name = page.add_resource(font, pikepdf.Name.Font)
            # Whatever the page leaves set ends before the line begins.
            page.contents_add(b"q\n", prepend=True)
            page.contents_add(b"\nQ\n" + _line(page, str(name), in_latin(words)))
        pdf.save(written, deterministic_id=True)
    return written.getvalue()


def _line(page: pikepdf.Page, font: str, words: bytes) -> bytes:
    """The drawing of `words` twice, upright as the page is shown, and read by no screen reader."""
    left, bottom, right, top = (float(edge) for edge in page.cropbox)
    turn = int(page.obj.get("/Rotate", 0)) % 360
    corner = {0: (left, bottom), 90: (right, bottom), 180: (right, top), 270: (left, top)}[turn]
    width, height = right - left, top - bottom
    if turn in (90, 270):
        width, height = height, width
    size = min(SIZE, (width - 2 * MARGIN) / (LETTER * max(1, len(words))))
    matrix = " ".join(f"{number:g}" for number in (*TURNS[turn], *corner))
    shown = "".join(
        f"BT {font} {size:g} Tf {MARGIN:g} {place:g} Td <{words.hex()}> Tj ET "
        for place in (MARGIN / 2, height - MARGIN)
    )
    return f"/Artifact BMC q {matrix} cm 0.7 0 0 rg {shown}Q EMC\n".encode()


def main() -> int:
    """See above."""
    limit()
    try:
        content = stamped(sys.stdin.buffer.read(), sys.argv[1])
    except (pikepdf.PdfError, ValueError, KeyError, MemoryError) as reason:
        print(reason, file=sys.stderr)  # noqa: T201
        return CANNOT
    sys.stdout.buffer.write(content)
    return 0


if __name__ == "__main__":
    sys.exit(main())
