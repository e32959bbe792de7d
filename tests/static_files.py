"""The site's static files, built once for all sites that the tests run."""

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.house.source import ROOT

BUILD = """
from django.conf import settings
from operations.preparation import build_static_files
settings.STATE_DIR.mkdir()
build_static_files(say=print)
"""


def give_static_files(data: Path, built: Path) -> None:
    """Put what `prepare` would build into a data folder. `built` is where all processes look."""
    built.mkdir(exist_ok=True)
    with (built / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        stamp = built / "state" / "static-sources"
        if not stamp.exists():
            shutil.rmtree(built / "state", ignore_errors=True)
            subprocess.run(
                [sys.executable, "manage.py", "shell", "-v0", "-c", BUILD],
                cwd=ROOT,
                env=os.environ | {"DATA_DIR": str(built)},
                check=True,
                capture_output=True,
            )
    (data / "state").mkdir(parents=True, exist_ok=True)
    shutil.copy(stamp, data / "state")
    (data / "static").symlink_to(built / "static")
