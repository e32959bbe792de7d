"""Makes a tagged PDF (PDF/UA-1) out of HTML. A program, because it is slow to load and large.

    python -m core.pdf_writing.writer --seconds 60 --megabytes 900 <bundle >report.pdf

A bundle is a zip file with `document.html` and all that it asks for as `bundle:NAME`: pictures,
fonts, stylesheets. Nothing else is read, neither a file nor the network. Standard error tells the
number of pages. When no PDF can be made it says why in words for an editor, with exit status 3 if
the document is to blame, 4 if the machine is, and 5 if an element with `data-must-fit` holds more
than it has room for. It knows nothing of Django, and needs Pango.
"""

import argparse
import os
import resource
import sys
import zipfile
from io import BytesIO

from core.pdf_writing import pango
from core.pdf_writing.checks import EXIT_STATUS, CannotMake, NotNow

try:
    from core.pdf_writing import rendering
except OSError:  # a library that WeasyPrint stands on is not to be found
    rendering = None


def limit(*, seconds: int, megabytes: int) -> None:
    """Let the system stop this process at so much time, and deny it more memory than that."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (megabytes * 2**20, megabytes * 2**20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def stay_inside() -> None:
    """Refuse each connection and each program, should a library try one all the same."""
    outward = {"socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.system", "os.exec"}

    def refuse(event: str, arguments: tuple) -> None:
        if event in outward:
            raise PermissionError(f"The PDF writer may not do this: {event}")

    sys.addaudithook(refuse)


def pdf_of(bundle: bytes) -> tuple[bytes, int]:
    """The finished PDF and the number of its pages. Raises `CannotMake` or `NotNow`."""
    if rendering is None:
        raise NotNow(pango.MISSING)
    with zipfile.ZipFile(BytesIO(bundle)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return rendering.rendered(parts.pop("document.html").decode(), parts)


def main() -> int:
    """Read a bundle, write a PDF; see above for the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seconds", type=int, required=True, help="of the processor's time")
    parser.add_argument("--megabytes", type=int, required=True, help="of address space")
    options = parser.parse_args()
    limit(seconds=options.seconds, megabytes=options.megabytes)
    stay_inside()
    try:
        pdf, page_count = pdf_of(sys.stdin.buffer.read())
    except (CannotMake, NotNow) as reason:
        print(reason, file=sys.stderr)  # noqa: T201
        return EXIT_STATUS[type(reason)]
    except MemoryError:
        os.abort()  # as when a library below Python was denied memory
    sys.stdout.buffer.write(pdf)
    print(page_count, file=sys.stderr)  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
