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
from contextlib import contextmanager
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


@contextmanager
def private_server(programs: Path) -> Iterator[str]:
    """Start a server from the programs in this folder; yields its address as a DATABASE_URL."""
    user = owner()
    folder = Path(tempfile.mkdtemp(prefix="iasc-pg-"))
    try:
        if user:
            shutil.chown(folder, user)
        password = secrets.token_hex(16)
        password_file = folder / "password"
        password_file.write_text(password)
        if user:
            shutil.chown(password_file, user)

        def run(name: str, *arguments: str) -> None:
            subprocess.run(
                [programs / name, *arguments],
                user=user,
                extra_groups=[] if user else None,
                cwd=folder,
                check=True,
                stdout=subprocess.DEVNULL,
            )

        cluster = folder / "cluster"
        run(
            "initdb",
            f"--pgdata={cluster}",
            "--username=iasc",
            f"--pwfile={password_file}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        )
        options = f"-c listen_addresses='' -c unix_socket_directories={folder} {SPEED}"
        log = folder / "log"
        run("pg_ctl", "start", "-w", f"--pgdata={cluster}", f"--log={log}", "-o", options)
        try:
            yield f"postgres://iasc:{password}@/{folder}/postgres"
        finally:
            run("pg_ctl", "stop", "-w", "-m", "immediate", f"--pgdata={cluster}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def main() -> int:
    """Run the command that follows on the command line; its exit status, or 1 without a server."""
    programs = postgresql()
    if programs is None:
        print(advice("postgresql"), file=sys.stderr)
        return 1
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # the server still stops
    with private_server(programs) as address:
        return subprocess.run(sys.argv[1:], env=os.environ | {"DATABASE_URL": address}).returncode


if __name__ == "__main__":
    sys.exit(main())
