"""Runs a command against a PostgreSQL of its own, which is gone afterwards.

    python deploy/private_postgresql.py python -m pytest

The command finds the database in `DATABASE_URL`. The server listens on a socket in a temporary
folder only, so it meets no other server. Standard library only.
"""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from machine import advice, postgresql

# What a crash would lose is thrown away anyway, so nothing waits for the disk.
SPEED = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c shared_buffers=128MB"


def owner() -> str | None:
    """The user that runs the server: PostgreSQL refuses root. None is whoever we are."""
    if os.geteuid() != 0:
        return None
    return next(
        name for name in ("postgres", "nobody") if name in {p.pw_name for p in pwd.getpwall()}
    )


class Server:
    """A server in a folder of its own. `address` is what goes into DATABASE_URL."""

    def __init__(self, programs: Path, folder: Path, options: str = "") -> None:
        self.programs, self.folder, self.user = programs, folder, owner()
        self.cluster = folder / "cluster"
        self.options = f"-c listen_addresses='' -c unix_socket_directories={folder} {options}"
        password = secrets.token_hex(16)
        self.address = f"postgres://iasc:{password}@/{folder}/postgres"
        password_file = folder / "password"
        password_file.write_text(password)
        if self.user:
            shutil.chown(folder, self.user)
            shutil.chown(password_file, self.user)
        self.run(
            "initdb",
            "--username=iasc",
            f"--pwfile={password_file}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        )

    def run(self, name: str, *arguments: str) -> None:
        subprocess.run(
            [self.programs / name, *arguments, f"--pgdata={self.cluster}"],
            user=self.user,
            extra_groups=[] if self.user else None,
            cwd=self.folder,
            check=True,
            stdout=subprocess.DEVNULL,
        )

    def start(self) -> None:
        log = self.folder / "log"
        self.run("pg_ctl", "start", "-w", f"--log={log}", "-o", self.options)

    def stop(self) -> None:
        """Nothing is wrong if somebody has killed it before: that is what drills do."""
        with suppress(subprocess.CalledProcessError):
            self.run("pg_ctl", "stop", "-w", "-m", "immediate")

    def kill(self) -> None:
        """As a machine without power: the server has no time for anything."""
        number = int((self.cluster / "postmaster.pid").read_text().splitlines()[0])
        os.kill(number, signal.SIGKILL)


@contextmanager
def private_server(programs: Path, options: str = SPEED) -> Iterator[Server]:
    """Start a server from the programs in this folder."""
    folder = Path(tempfile.mkdtemp(prefix="iasc-pg-"))
    try:
        server = Server(programs, folder, options)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main() -> int:
    """Run the command that follows on the command line; its exit status, or 1 without a server."""
    programs = postgresql()
    if programs is None:
        print(advice("postgresql"), file=sys.stderr)
        return 1
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # the server still stops
    with private_server(programs) as server:
        return subprocess.run(
            sys.argv[1:], env=os.environ | {"DATABASE_URL": server.address}
        ).returncode


if __name__ == "__main__":
    sys.exit(main())
