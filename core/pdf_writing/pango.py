"""Whether this machine has the libraries that PDFs are set with."""

import ctypes

LIBRARIES = ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0")
MISSING = (
    "The machine that makes PDFs has no Pango library. On Debian, as root: "
    "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
)


def is_there() -> bool:
    try:
        for name in LIBRARIES:
            ctypes.CDLL(name)
    except OSError:
        return False
    return True
