"""Measures how long a backup and a restore take, each in turn with a plain copy of the same files.

    python -m bench.backup [--rounds 3] [--megabytes 1000] [--database FILE]

Makes a site of its own whose files hold so many megabytes that nothing packs. Each round runs, in
this order: tar of the folder, a backup, a backup that is encrypted, and the restore of that on an
empty machine, each in a process of its own. What is to be seen: seconds not far above those of
tar, and memory that does not grow with the files. Aim: 10 GB are back in less than 30 minutes.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from bench.own_site import own_site, settings_in
from bench.results import spread

FILE_BYTES = 5_000_000


def fill(folder: Path, megabytes: int) -> None:
    """Write files of chance bytes, of 5 MB each."""
    for number in range(megabytes * 1_000_000 // FILE_BYTES):
        path = folder / "media" / "documents" / f"{number:032x}" / "report.pdf"
        path.parent.mkdir(parents=True)
        path.write_bytes(os.urandom(FILE_BYTES))


def timed(command: list[str], **settings: str) -> tuple[float, float]:
    """Seconds from start to end, and the most megabytes in memory."""
    began = time.perf_counter()
    process = subprocess.Popen(command, env=os.environ | settings, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    assert status == 0, command
    return time.perf_counter() - began, used.ru_maxrss / 1000


def measure(rounds: int, megabytes: int) -> dict[str, list[tuple[float, float]]]:
    from pyrage import x25519  # noqa: PLC0415

    here, key = Path(os.environ["DATA_DIR"]), str(x25519.Identity.generate())
    manage = [sys.executable, "manage.py"]
    subprocess.run([*manage, "migrate", "-v0"], check=True)
    fill(here, megabytes)
    found = defaultdict(list)
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as new:
            place = Path(folder)
            found["tar"].append(timed(["tar", "-cf", f"{folder}/media.tar", "-C", str(here), "."]))
            found["backup"].append(timed([*manage, "backup", f"{folder}/plain"]))
            encrypted = [*manage, "backup", f"{folder}/kept"]
            found["backup, encrypted"].append(timed(encrypted, BACKUP_KEY=key))
            (backup,) = (place / "kept").iterdir()
            machine = settings_in(new) | {"BACKUP_KEY": key}
            found["restore"].append(timed([*manage, "restore", str(backup)], **machine))
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--megabytes", type=int, default=1_000)
    parser.add_argument("--database", help="a migrated SQLite database to copy, to save time")
    chosen = parser.parse_args(arguments)
    with own_site(chosen.database, LOG_LEVEL="ERROR"):
        found = measure(chosen.rounds, chosen.megabytes)
    print(f"{chosen.megabytes:,} MB of files. Seconds: median (least to most); most memory in MB")
    for name, figures in found.items():
        seconds, memory = zip(*figures, strict=True)
        print(f"  {name}: {spread(seconds, 1)}; {max(memory):,.0f}")


if __name__ == "__main__":
    main()
