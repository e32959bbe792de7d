"""Runs a measurement as `make bench` does."""

import os
import subprocess
import sys

from tests.house.source import ROOT


def printed(name: str, *arguments: str, **environment: str) -> str:
    """What a measurement prints; it has to end well. With these in its environment, too."""
    done = subprocess.run(
        [sys.executable, "-m", f"bench.{name}", *arguments],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
