"""Has uploads looked through by ClamAV, where `SCANNER_URL` names its daemon (clamd).

What it takes of clamd's protocol is two commands, so no package is needed: INSTREAM, then pieces of
the file, each after its length in four bytes, and a length of nought; and PING. Both end with NUL.
"""

import socket
from collections.abc import Iterator
from typing import BinaryIO

from django.conf import settings

CONNECT_SECONDS = 3
PATIENCE_SECONDS = 60
PIECE = 64 * 1024
LONGEST_ANSWER = 1024
LONGEST_NAME = 80
CLEAN = "stream: OK"
FOUND = " FOUND"
NO_ANSWER = (
    "This file could not be looked through for viruses, as the scanner gave no answer. It was not "
    "kept, and nothing else was changed. Try again in a few minutes. If it stays so, tell the "
    "people who run the website."
)


def problem_found_in(file: BinaryIO) -> str | None:
    """What the scanner says against `file`, in words for who uploaded it; None if nothing.

    None as well where no scanner is set. One that gives no answer is a problem: what nobody looked
    through is not kept. Leaves the file at its start.
    """
    if not settings.SCANNER:
        return None
    file.seek(0)
    try:
        said = _asked(_streamed(file), seconds=PATIENCE_SECONDS)
    except OSError:
        return NO_ANSWER
    finally:
        file.seek(0)
    if said == CLEAN:
        return None
    if not said.endswith(FOUND):
        return NO_ANSWER
    name = said.removeprefix("stream: ").removesuffix(FOUND)[:LONGEST_NAME]
    return (
        f"The virus scanner says that this file is harmful ({name}). It was not kept. Tell whoever "
        "gave it to you and the people who look after your computer; do not open it."
    )


def answers() -> bool:
    """Whether the scanner is there. Raises `OSError` if nobody listens."""
    return _asked(iter([b"zPING\0"]), seconds=CONNECT_SECONDS) == "PONG"


def _streamed(file: BinaryIO) -> Iterator[bytes]:
    yield b"zINSTREAM\0"
    while piece := file.read(PIECE):
        yield len(piece).to_bytes(4, "big") + piece
    yield bytes(4)


def _asked(pieces: Iterator[bytes], *, seconds: float) -> str:
    """What the scanner answers. It hangs up after that."""
    with socket.create_connection(settings.SCANNER, CONNECT_SECONDS) as line:
        line.settimeout(seconds)
        for piece in pieces:
            line.sendall(piece)
        said = b""
        while len(said) < LONGEST_ANSWER and (more := line.recv(LONGEST_ANSWER)):
            said += more
    return said.rstrip(b"\0\n").decode("ascii", "replace")
