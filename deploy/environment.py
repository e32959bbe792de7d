"""Makes the virtual environment `.venv` and installs the locked packages into it.

    python3 deploy/environment.py [--development]

Nothing happens when the locks are the ones that were installed last. uv does the work when it
can be had, in a sixth of pip's time; pip does it otherwise. Standard library only.
"""

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".venv"
PYTHON = FOLDER / "bin" / "python"
RUNTIME_LOCK = ROOT / "requirements.txt"
DEVELOPMENT_LOCK = ROOT / "requirements-dev.txt"
INSTALL = ["install", "--quiet", "--require-hashes", "--only-binary=:all:"]


def fingerprint(locks: list[Path]) -> str:
    """A hash of this Python and of the locks' contents."""
    content = b"".join(lock.read_bytes() for lock in locks)
    return hashlib.sha256(sys.version.encode() + content).hexdigest()


def is_usable() -> bool:
    """Whether `.venv` holds a Python of our own version that starts."""
    if not PYTHON.exists():
        return False
    ask = [PYTHON, "-c", "import sys; print(*sys.version_info[:2])"]
    answer = subprocess.run(ask, capture_output=True, text=True)
    return answer.stdout.split() == [str(number) for number in sys.version_info[:2]]


def locked_uv() -> str:
    """The lines of the development lock that name uv and its hashes."""
    match = re.search(r"^uv==(?:.*\\\n)+.*\n", DEVELOPMENT_LOCK.read_text(), re.MULTILINE)
    if match is None:
        sys.exit("requirements-dev.txt does not lock uv: run `make lock`.")
    return match.group()


def uv() -> str | None:
    """The path of a uv: this machine's own, or the locked one put into `.venv`; else None."""
    if (own := shutil.which("uv")) and subprocess.run(
        [own, "-V"], capture_output=True
    ).returncode == 0:
        return own
    installed = FOLDER / "bin" / "uv"
    if not installed.exists():
        wanted = FOLDER / "uv.txt"
        wanted.write_text(locked_uv())
        subprocess.run([*pip(), "-r", wanted], capture_output=True)
    return str(installed) if installed.exists() else None


def pip() -> list[str]:
    """The pip of `.venv`, told to install exactly what a lock says."""
    return [str(PYTHON), "-m", "pip", *INSTALL, "--disable-pip-version-check"]


def install(locks: list[Path]) -> None:
    """Install all that these locks name, or end the process with pip's status."""
    requirements = [argument for lock in locks for argument in ("-r", str(lock))]
    if installer := uv():
        # Like pip, trust the certificates that this machine trusts. A copy of each file works
        # on every disk, and an edit inside `.venv` then never reaches uv's cache.
        environment = {"UV_SYSTEM_CERTS": "1", "UV_LINK_MODE": "copy"} | os.environ
        command = [installer, "pip", *INSTALL, "--python", PYTHON, *requirements]
        done = subprocess.run(command, env=environment)
        if done.returncode == 0:
            return
        print("uv could not install; pip tries.", flush=True)
    done = subprocess.run([*pip(), *requirements])
    if done.returncode != 0:
        sys.exit(done.returncode)


def main() -> None:
    """Bring `.venv` to the state that the locks describe."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--development", action="store_true", help="also the tools of `make test`")
    wants_development = parser.parse_args().development
    locks = [RUNTIME_LOCK, *([DEVELOPMENT_LOCK] if wants_development else [])]
    stamp = FOLDER / ("installed-development" if wants_development else "installed")
    wanted = fingerprint(locks)
    if PYTHON.exists() and stamp.exists() and stamp.read_text() == wanted:
        return
    print(f"Installing packages into {FOLDER.name} ...", flush=True)
    if not is_usable():
        venv.create(FOLDER, clear=True, with_pip=True, symlinks=True)
    install(locks)
    stamp.write_text(wanted)


if __name__ == "__main__":
    main()
