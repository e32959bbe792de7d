"""Lets a process find itself on a machine without the libraries that PDFs are set with."""

from pathlib import Path

# Python runs this before all else.
HIDDEN = """
import ctypes, cffi

class Hiding(ctypes.CDLL):
    def __init__(self, name, *arguments, **options):
        if name and "pango" in str(name):
            raise OSError(f"{name}: cannot open shared object file")
        super().__init__(name, *arguments, **options)

def gone(self, name, flags=0):
    raise OSError(f"{name}: cannot open shared object file")

ctypes.CDLL = Hiding
cffi.FFI.dlopen = gone
"""


def environment(folder: Path) -> dict[str, str]:
    """What to add to the environment of such a process. `folder` is for us."""
    (folder / "sitecustomize.py").write_text(HIDDEN)
    return {"PYTHONPATH": str(folder)}
