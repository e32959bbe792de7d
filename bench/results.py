"""Writes what was measured: a table in Markdown and a chart, with where and how."""

import statistics
from collections.abc import Iterable, Sequence
from pathlib import Path

from bench.surroundings import facts

RESULTS = Path(__file__).resolve().parent / "results"


def spread(values: Sequence[float], places: int = 0) -> str:
    """The median, the least and the most."""
    middle, least, most = (
        f"{value:,.{places}f}" for value in (statistics.median(values), min(values), max(values))
    )
    return f"{middle} ({least} to {most})"


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """In Markdown; all columns but the first hold numbers."""
    lines = [heads, ["---", *["---:"] * (len(heads) - 1)], *rows]
    return "\n".join(f"| {' | '.join(str(cell) for cell in line)} |" for line in lines)


def write(folder: Path, name: str, *, title: str, parts: Sequence[str], chart: str) -> None:
    """Write `name.md` and `name.svg`, and print the first."""
    folder.mkdir(parents=True, exist_ok=True)
    where = table(["Measured", ""], facts().items()).replace("---:", "---")
    text = "\n\n".join([f"# {title}", *parts, f"![The same as a chart]({name}.svg)", where])
    (folder / f"{name}.md").write_text(f"{text}\n")
    (folder / f"{name}.svg").write_text(chart)
    print(text)
