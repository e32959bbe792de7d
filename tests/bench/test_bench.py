import subprocess
import sys
from pathlib import Path

from deploy.machine import advice, pango
from tests.can_run import cannot_run

ROOT = Path(__file__).resolve().parent.parent.parent


def test_making_and_reading_pdfs_can_be_measured():
    if pango() is None:
        cannot_run(advice("pango"))

    done = subprocess.run(
        [sys.executable, "-m", "bench.pdf", "--rounds", "1", "--pages", "2", "--read-pages", "3"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stderr
    assert "HTML to PDF" in done.stdout
    assert "Reading a PDF of 3 pages" in done.stdout
