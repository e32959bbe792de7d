"""The site that is measured: settings of its own, in a folder that is gone afterwards."""

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

# The files that a page names need not be there.
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
