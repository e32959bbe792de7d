"""The project's own files, for the rules that read them."""

import ast
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent

# The floors of the house, from the ground up. Apps on one floor are strangers to each other.
FLOORS = [
    {"core", "safety"},
    {"editorial"},
    {"news", "publications", "helpline"},
    {"home", "search"},
    {"operations"},
    {"iasc_site"},
]
FLOOR = {app: floor for floor, apps in enumerate(FLOORS) for app in apps}


def may_use(app: str, other: str) -> bool:
    """Whether `app` may know about `other`: itself, or one on a lower floor."""
    return app == other or FLOOR[other] < FLOOR[app]


def python_files() -> list[Path]:
    """Our Python sources without tests and migrations."""
    files = [path for app in FLOOR for path in (ROOT / app).rglob("*.py")]
    return sorted(path for path in files if "migrations" not in path.parts)


def templates() -> list[Path]:
    return sorted((ROOT / "templates").rglob("*.html"))


def name(path: Path) -> str:
    """Such as `templates/base.html`."""
    return str(path.relative_to(ROOT))


def nodes(path: Path, kind: type[ast.AST]) -> Iterator[ast.AST]:
    """The parts of a module that are of this kind."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, kind):
            yield node


def found_in(paths: Iterable[Path], look: Callable[[Path], Any]) -> dict[str, Any]:
    """What `look` finds in each file, by its name; files without a finding are left out."""
    return {name(path): found for path in paths if (found := look(path))}
