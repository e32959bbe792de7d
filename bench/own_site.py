"""The site that is measured: settings of its own, in a folder that is gone afterwards."""

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# What its texts are made of.
WORDS = (
    "Public authorities told us that they want to act early, and that the rules are not always "
    "plain. Where two rules meet, people wait for each other. "
)
PLAIN_STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}


def settings_in(folder: str) -> dict[str, str]:
    """The environment of a site whose data lie in `folder`, on SQLite."""
    return {
        "DATA_DIR": folder,
        "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
        "DJANGO_SETTINGS_MODULE": "iasc_site.settings",
        "EMAIL_URL": "dummymail://",
        "SECOND_FACTOR": "required",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "SITE_URL": "http://testserver",
    }


@contextmanager
def own_site(copied: str | None = None, **settings: str) -> Iterator[None]:
    """Let this process be such a site. `copied` is a migrated SQLite database, to save time."""
    with tempfile.TemporaryDirectory() as folder:
        if copied:
            shutil.copy(copied, f"{folder}/db.sqlite3")
        os.environ |= settings_in(folder) | settings
        yield


def set_up() -> None:
    """Let Django read the settings of this process. Before that, nothing of ours can be imported.

    The files that a page names need not be there.
    """
    import django  # noqa: PLC0415

    django.setup()
    from django.test.utils import override_settings  # noqa: PLC0415

    override_settings(STORAGES=PLAIN_STORAGES, ALLOWED_HOSTS=["testserver"]).enable()


def has_postgresql() -> bool:
    return os.environ.get("DATABASE_URL", "").startswith("postgres")


def again_with_postgresql(name: str, arguments: Sequence[str] | None) -> int:
    """Start this measurement once more, with a server of its own; its exit status."""
    again = [sys.executable, "-m", f"bench.{name}", *(arguments or sys.argv[1:])]
    server = [sys.executable, "deploy/private_postgresql.py"]
    return subprocess.run([*server, *again], cwd=ROOT).returncode
