"""Which release this is: a name that changes with the code, the templates and the styles."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings

BESIDE_THE_APPS = ("iasc_site", "templates", "static")
SETTINGS = ("DEBUG", "SITE_URL", "STATIC_URL", "TIME_ZONE")


def release() -> str:
    """A digest of all that makes a page beside the database. Takes a tenth of a second."""
    found = hashlib.sha256()
    for path in files():
        found.update(b"%s\0%s\0" % (str(path).encode(), path.read_bytes()))
    for name in SETTINGS:
        found.update(f"{name}={getattr(settings, name)}\0".encode())
    return found.hexdigest()


def files() -> Iterator[Path]:
    """Our own, and the lock that names the releases of all others."""
    ours = [Path(app.path) for app in apps.get_app_configs()]
    folders = [settings.BASE_DIR / name for name in BESIDE_THE_APPS]
    folders += [path for path in ours if path.parent == settings.BASE_DIR]
    yield settings.BASE_DIR / "requirements.txt"
    for folder in folders:
        yield from sorted(
            path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"
        )
