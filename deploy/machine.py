"""Finds the programs that tests need beside Python, and installs what is missing where it may.

    python deploy/machine.py chromium postgresql java

Every named part that stays missing is one line on standard error that says how to get it, and
the exit status is 1. Standard library only: it runs before anything is installed.
"""

import argparse
import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple


class Part(NamedTuple):
    """One program outside Python: how it is found, and Debian's packages that bring it."""

    find: Callable[[], Path | None]
    packages: tuple[str, ...]


def program(*names: str) -> Path | None:
    """The first of these programs on the search path, or None."""
    paths = (shutil.which(name) for name in names)
    return next((Path(path) for path in paths if path), None)


chromium = partial(program, "chromium", "chromium-browser", "google-chrome")
firefox = partial(program, "firefox-esr", "firefox")
java = partial(program, "java")
# Debian keeps it off the search path of ordinary users.
nginx = partial(program, "nginx", "/usr/sbin/nginx")
valkey = partial(program, "valkey-server", "redis-server")
wrk = partial(program, "wrk")


def npm() -> Path | None:
    """What fetches Lighthouse, or None. It comes with the Node that runs it."""
    return program("npm") if program("node") else None


def postgresql() -> Path | None:
    """The folder of PostgreSQL's server programs, the newest first, or None.

    Debian keeps them off the search path, one folder per version.
    """
    folders = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"),
        key=lambda folder: int(folder.parent.name) if folder.parent.name.isdigit() else 0,
        reverse=True,
    )
    if on_path := program("initdb"):
        folders.append(on_path.parent)
    needed = ("initdb", "pg_ctl", "postgres")
    return next((f for f in folders if all((f / name).exists() for name in needed)), None)


def pango() -> Path | None:
    """The library that PDFs are set with, or None. It comes with those that it stands on."""
    needed = ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0")
    try:
        libraries = [ctypes.CDLL(name) for name in needed]
    except OSError:
        return None
    return Path(libraries[0]._name)


def fonts() -> Path | None:
    """The folder of fonts for the scripts of the world, or None, also if Chinese has none.

    They are looked for where Debian puts them.
    """
    folder = Path("/usr/share/fonts/truetype")
    needed = ("noto/NotoSansEthiopic-Regular.ttf", "droid/DroidSansFallbackFull.ttf")
    return folder if all((folder / name).exists() for name in needed) else None


def verapdf() -> Path | None:
    """What the checker of PDF/UA needs beside itself, or None: Debian's JAXB, and a Java."""
    jaxb = Path("/usr/share/java/jaxb-runtime.jar")
    return jaxb if java() and jaxb.exists() else None


PARTS = {
    "chromium": Part(chromium, ("chromium", "fonts-dejavu-core")),
    "firefox": Part(firefox, ("firefox-esr", "fonts-dejavu-core")),
    "fonts": Part(fonts, ("fonts-noto-core", "fonts-droid-fallback")),
    "java": Part(java, ("default-jre-headless",)),
    "nginx": Part(nginx, ("nginx-light", "libnginx-mod-http-brotli-static")),
    "npm": Part(npm, ("nodejs", "npm")),
    "pango": Part(pango, ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")),
    "postgresql": Part(postgresql, ("postgresql",)),
    "verapdf": Part(verapdf, ("default-jre-headless", "libjaxb-java")),
    "valkey": Part(valkey, ("redis-server",)),
    "wrk": Part(wrk, ("wrk",)),
    "buildah": Part(partial(program, "buildah"), ("buildah",)),
    "debootstrap": Part(partial(program, "debootstrap"), ("debootstrap",)),
}


def missing(names: list[str]) -> list[str]:
    """Those of the named parts that this machine does not have."""
    return [name for name in names if PARTS[name].find() is None]


def packages_for(names: list[str]) -> list[str]:
    """Debian's packages for the named parts."""
    return [package for name in names for package in PARTS[name].packages]


def install(names: list[str]) -> None:
    """Install the named parts through apt when we are root and apt is there; else do nothing."""
    if not names or os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    print(f"Installing {', '.join(names)} through apt ...", flush=True)
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-qq", "-y", "--no-install-recommends", *packages_for(names)],
    ):
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
        if done.returncode != 0:
            print(done.stdout[-2000:], done.stderr[-2000:], file=sys.stderr)
            return


def advice(name: str) -> str:
    """One line that says how to get a part that is missing."""
    return (
        f"{name} is missing. On Debian, as root: apt-get install {' '.join(PARTS[name].packages)}"
    )


def main() -> int:
    """Install what is missing among the parts named on the command line; 1 if some stays so."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("part", nargs="+", choices=PARTS)
    names = parser.parse_args().part
    install(missing(names))
    still_missing = missing(names)
    for name in still_missing:
        print(advice(name), file=sys.stderr)
    return 1 if still_missing else 0


if __name__ == "__main__":
    sys.exit(main())
