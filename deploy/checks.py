"""Runs every check of the project: what `make test` and `make lint` do.

    .venv/bin/python deploy/checks.py [lint]

All checks run even if one fails; the exit status is 1 if any did. A check that this machine
cannot run is named with the reason before the last tests begin. With CI set, that is a failure.
"""

import os
import secrets
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from machine import advice, install, missing

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / ".venv" / "bin"
PYTHON = str(TOOLS / "python")
NEEDED = [
    "chromium",
    "firefox",
    "java",
    "nginx",
    "npm",
    "pango",
    "postgresql",
    "valkey",
    "verapdf",
    "wrk",
]
IN_CI = os.environ.get("CI", "").lower() not in {"", "0", "false"}

LINT = {
    "Lint": [str(TOOLS / "ruff"), "check", "."],
    "Layout": [str(TOOLS / "ruff"), "format", "--check", "."],
    "Lint of templates": [str(TOOLS / "djlint"), "templates", "--lint", "--quiet"],
    "Layout of templates": [
        *[str(TOOLS / "djade"), "--check", "--target-version", "5.2"],
        *sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("templates/**/*.html")),
    ],
    "Floors": [str(TOOLS / "lint-imports"), "--no-cache"],
}
DJANGO = {
    "Migrations": [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"],
    "Deployment": [PYTHON, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
}
# A process for each core, four at most: each makes a database, and tests of limits want room.
# A file to one process, as its tests share what they opened. In the order of the tests, not the
# largest file first: browser tests come last.
EACH_CORE = ["--numprocesses=auto", "--maxprocesses=4", "--dist=loadfile", "--no-loadscope-reorder"]
PYTEST = [PYTHON, "-m", "pytest", *EACH_CORE, "-m"]
ON_POSTGRESQL = [
    *[PYTHON, "deploy/private_postgresql.py", *PYTEST],
    "not browser and not image and not sqlite_only",
]
ON_SQLITE = [*PYTEST, "not image"]
ON_SQLITE_TOO = [*PYTEST, "not image and (not once or sqlite_only)"]


def passes(name: str, command: list[str], environment: dict[str, str] | None = None) -> bool:
    """Run one check in the open and say how long it took."""
    print(f"\n── {name}", flush=True)
    began = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, env=os.environ | (environment or {}))
    verdict = "passed" if done.returncode == 0 else "FAILED"
    print(f"── {name}: {verdict} in {time.monotonic() - began:.0f} s", flush=True)
    return done.returncode == 0


def failed_among(
    checks: dict[str, list[str]], environment: dict[str, str] | None = None
) -> list[str]:
    """The names of those checks that do not pass."""
    return [name for name, command in checks.items() if not passes(name, command, environment)]


def production(folder: str) -> dict[str, str]:
    """An environment like that of the public site, with its data in this folder."""
    return {
        "DATA_DIR": folder,
        "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
        "DEBUG": "false",
        "SECOND_FACTOR": "required",
        "SECURITY_CONTACT": "mailto:security@example.org",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "SECRET_KEY_FILE": "",
        "SITE_URL": "https://www.example.org",
    }


def report_missing(parts: list[str]) -> None:
    """Say loudly what will not be checked."""
    bar = "!" * 78
    print(f"\n{bar}", file=sys.stderr)
    for part in parts:
        print(f"NOT CHECKED, because {advice(part)}", file=sys.stderr)
    print(bar, file=sys.stderr, flush=True)


def main() -> int:
    """Run the checks; 1 if any failed, or could not run in CI."""
    failed = failed_among(LINT)
    if sys.argv[1:] == ["lint"]:
        return 1 if failed else 0
    with tempfile.TemporaryDirectory(prefix="iasc-checks-") as folder:
        failed += failed_among(DJANGO, production(folder))
    install(missing(NEEDED))
    absent = missing(NEEDED)
    if "postgresql" not in absent:
        failed += failed_among({"Tests on PostgreSQL": ON_POSTGRESQL})
    if absent:
        report_missing(absent)
        failed += [f"{part} (missing)" for part in absent if IN_CI]
    # The tests' own closing line stays the last one, unless something failed before them.
    print("\n── Tests on SQLite, and in the browser", flush=True)
    last = subprocess.run(ON_SQLITE if "postgresql" in absent else ON_SQLITE_TOO, cwd=ROOT)
    if failed:
        print(f"FAILED before these tests: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed or last.returncode != 0 else 0


if __name__ == "__main__":
    sys.exit(main())
