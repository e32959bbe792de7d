"""Measures how PDFs are made and read, each against a plainer way in the same minutes.

    python -m bench.pdf [--rounds 5] [--pages 100] [--read-pages 300]

Makes its own data, needs no network. Rounds go A B A B. Each run is a process of its own; seconds
are from its start to its end, memory is the most that it, or a process it started, had at once.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pikepdf

from bench.own_site import ROOT, WORDS
from core.pdf_writing.process import MEGABYTES, SECONDS, pdf_from

DESIGN = ROOT / "publications" / "documents"
WRITER = [
    *[sys.executable, "-m", "core.pdf_writing.writer"],
    *["--seconds", str(SECONDS), "--megabytes", str(MEGABYTES)],
]
PLAIN_WRITER = """
import sys, zipfile
from weasyprint import HTML
from core.pdf_writing.rendering import BundleFetcher
archive = zipfile.ZipFile(sys.stdin.buffer)
parts = {name: archive.read(name) for name in archive.namelist()}
html = parts.pop("document.html").decode()
sys.stdout.buffer.write(HTML(string=html, url_fetcher=BundleFetcher(parts)).write_pdf())
"""
READER = "import sys, pathlib, publications.pdf.reading as r; r.read(pathlib.Path(sys.argv[1]))"
PLAIN_READER = """
import sys, pypdfium2
for page in pypdfium2.PdfDocument(sys.argv[1]):
    page.get_textpage().get_text_bounded()
"""

# Starts the program that is measured: memory counts from what its parent had, so that is small.
MEASURED = """
import json, os, subprocess, sys, time
began = time.monotonic()
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_, status, used = os.wait4(process.pid, 0)
seconds = time.monotonic() - began
print(json.dumps([seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024]))
sys.exit(os.waitstatus_to_exitcode(status))
"""


@dataclass(frozen=True)
class Run:
    """What one run took."""

    seconds: float
    processor_seconds: float
    megabytes: float


@dataclass(frozen=True)
class Way:
    """One way to do something: its name, and the program that does it."""

    name: str
    command: list[str]
    # A file that it reads as its standard input.
    reads: Path | None = None


def section(number: int) -> str:
    """About two and a half pages: numbered paragraphs, a list, a table, footnote marks."""
    paragraphs = "".join(
        f'<div class="paragraph"><p><span class="number">{number}.{n}</span> {WORDS * 3}'
        f'<sup class="mark"><a id="mark-{number}-{n}" href="#note-{number}-{n}" '
        f'role="doc-noteref">{n}</a></sup></p></div>'
        for n in range(1, 9)
    )
    rows = "".join(
        f'<tr><th scope="row">Region {n}</th><td>{n * 37}</td><td>{n * 41}</td></tr>'
        for n in range(12)
    )
    return (
        f'<section class="section" id="s{number}"><h2 class="section__heading">Part {number}</h2>'
        f"{paragraphs}<h3>What follows</h3><ul><li>{WORDS}</li><li>{WORDS}</li></ul>"
        "<table><caption>People by region</caption><thead><tr><th>Region</th><th>2020</th>"
        f"<th>2021</th></tr></thead><tbody>{rows}</tbody></table></section>"
    )


def document(section_count: int) -> str:
    """A report with contents and endnotes, as our templates write it."""
    numbers = range(1, section_count + 1)
    contents = "".join(f'<li><a href="#s{n}">Part {n}</a></li>' for n in numbers)
    notes = "".join(
        f'<li role="doc-endnote" id="note-{n}-{m}">{WORDS}'
        f'<a href="#mark-{n}-{m}" role="doc-backlink">back</a></li>'
        for n in numbers
        for m in range(1, 9)
    )
    return (
        '<!doctype html><html lang="en-GB"><head><title>A report</title>'
        '<link rel="stylesheet" href="bundle:report.css"></head><body><h1>A report</h1>'
        f'<nav class="contents" role="doc-toc"><h2>Contents</h2><ol>{contents}</ol></nav>'
        f'<main class="text">{"".join(section(n) for n in numbers)}</main>'
        f'<section class="notes" role="doc-endnotes"><h2>Footnotes</h2><ol>{notes}</ol></section>'
    )


def bundle(folder: Path, section_count: int) -> Path:
    """The bundle of such a report for the PDF writer."""
    path = folder / f"report-{section_count}.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("document.html", document(section_count))
        archive.write(DESIGN / "report.css", "report.css")
        for font in DESIGN.glob("fonts/*.woff2"):
            archive.write(font, f"fonts/{font.name}")
    return path


def bundle_of(folder: Path, pages: int) -> tuple[Path, int]:
    """A report of at least so many pages, and how many it has."""
    section_count = max(1, pages // 3)
    while True:
        path = bundle(folder, section_count)
        count = pdf_from(path.read_bytes()).page_count
        if count >= pages:
            return path, count
        section_count += max(1, (pages - count) // 3)


def long_pdf(folder: Path, made: Path, pages: int) -> Path:
    """A PDF of exactly so many pages, taken from one that we made."""
    path = folder / "long.pdf"
    with pikepdf.open(made) as source, pikepdf.new() as target:
        while len(target.pages) < pages:
            target.add_pages_from(source, slice(pages - len(target.pages)))
        target.save(path)
    return path


def run(way: Way) -> Run:
    """Do it once, in a process of its own."""
    with Path(way.reads or os.devnull).open("rb") as given:
        done = subprocess.run(
            [sys.executable, "-S", "-c", MEASURED, *way.command],
            cwd=ROOT,
            stdin=given,
            capture_output=True,
        )
    if done.returncode != 0:
        words = done.stderr.decode()[-2000:]
        sys.exit(f"“{way.name}” ended with status {done.returncode}. {words}")
    return Run(*json.loads(done.stdout))


def compare(title: str, ways: Sequence[Way], rounds: int) -> None:
    """Run all ways in turn, so many times, and print what each took."""
    runs: dict[str, list[Run]] = {way.name: [] for way in ways}
    for _ in range(rounds):
        for way in ways:
            runs[way.name].append(run(way))
    print(f"\n{title}, {rounds} rounds")
    print(f"{'':30} {'seconds: median  min    max':>28} {'CPU s':>7} {'MB':>6}")
    for name, measured in runs.items():
        seconds = [one.seconds for one in measured]
        processor = statistics.median(one.processor_seconds for one in measured)
        print(
            f"{name:30} {statistics.median(seconds):15.2f} {min(seconds):5.2f} {max(seconds):6.2f}"
            f" {processor:7.2f} {max(one.megabytes for one in measured):6.0f}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--pages", type=int, default=100, help="of the report that is made")
    parser.add_argument("--read-pages", type=int, default=300, help="of the PDF that is read")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="iasc-bench-") as name:
        folder = Path(name)
        path, page_count = bundle_of(folder, options.pages)
        compare(
            f"HTML to PDF, {page_count} pages (to be <= 15 s and 300 MB at 100)",
            [
                Way("our writer, PDF/UA-1", WRITER, path),
                Way("WeasyPrint without tags", [sys.executable, "-c", PLAIN_WRITER], path),
            ],
            options.rounds,
        )
        made = folder / "made.pdf"
        made.write_bytes(pdf_from(path.read_bytes()).pdf)
        long = str(long_pdf(folder, made, options.read_pages))
        compare(
            f"Reading a PDF of {options.read_pages} pages (to be <= 5 s and 300 MB at 300)",
            [
                Way("our reader: facts, text, cover", [sys.executable, "-c", READER, long]),
                Way("text alone, by PDFium", [sys.executable, "-c", PLAIN_READER, long]),
            ],
            options.rounds,
        )


if __name__ == "__main__":
    main()
