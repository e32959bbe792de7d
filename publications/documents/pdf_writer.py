"""Makes a tagged PDF (PDF/UA-1) out of HTML. A program, because it is slow to load and large.

    python -m publications.documents.pdf_writer --seconds 60 --megabytes 900 <bundle >report.pdf

A bundle is a zip file with `document.html` and all that it asks for as `bundle:NAME`: pictures,
fonts, stylesheets. Nothing else is read, neither a file nor the network. When no PDF can be made
standard error says why, in words for an editor, and the exit status is 1. It knows nothing of
Django, and needs Pango.
"""

import argparse
import resource
import sys
import zipfile
from io import BytesIO

from publications.documents.pdf_checks import CannotMake

try:
    from publications.documents import pdf_rendering
except OSError:  # a library that WeasyPrint stands on is not to be found
    pdf_rendering = None

PANGO_IS_MISSING = (
    "The machine that makes PDFs has no Pango library. On Debian, as root: "
    "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
)
MEMORY_IS_SHORT = "The document is too large: its PDF would take more memory than is allowed."


def limit(*, seconds: int, megabytes: int) -> None:
    """Let the system stop this process at so much time, and deny it more memory than that."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * 2**20, megabytes * 2**20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def stay_inside() -> None:
    """Refuse each connection and each program, should a library try one all the same."""
    outward = {"socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.system", "os.exec"}

    def refuse(event: str, arguments: tuple) -> None:
        if event in outward:
            raise PermissionError(f"The PDF writer may not do this: {event}")

    sys.addaudithook(refuse)


def pdf_of(bundle: bytes) -> bytes:
    """The finished PDF. Raises `CannotMake`."""
    if pdf_rendering is None:
        raise CannotMake(PANGO_IS_MISSING)
    with zipfile.ZipFile(BytesIO(bundle)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    try:
        return pdf_rendering.rendered(parts.pop("document.html").decode(), parts)
    except MemoryError as error:
        raise CannotMake(MEMORY_IS_SHORT) from error


def main() -> int:
    """Read a bundle, write a PDF; 1 if none can be made."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seconds", type=int, required=True, help="of the processor's time")
    parser.add_argument("--megabytes", type=int, required=True, help="of memory")
    options = parser.parse_args()
    limit(seconds=options.seconds, megabytes=options.megabytes)
    stay_inside()
    try:
        pdf = pdf_of(sys.stdin.buffer.read())
    except CannotMake as reason:
        print(reason, file=sys.stderr)  # noqa: T201
        return 1
    sys.stdout.buffer.write(pdf)
    return 0


if __name__ == "__main__":
    sys.exit(main())
