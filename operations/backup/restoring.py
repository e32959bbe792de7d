"""Puts a backup in the place of the site. What is there stays whole until the other is.

All of the backup is read, checked and laid beside the site first. Then come the files that the
site has no others by the name of, then the database in one step, then the rest of the files. Who
is killed before that step has the site as it was, and who is killed after it runs the same once
more: what is there already is left as it is.
"""

import hashlib
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from editorial.models import User
from operations.backup import databases, files, place
from operations.backup.layout import FILES, About, BackupError, Manifest
from operations.backup.making import key_mark
from operations.backup.opening import folder_sink, opened
from operations.preparation import has_migrations_to_run

ANOTHER_DATABASE = (
    "This backup is of {theirs}, and DATABASE_URL names {ours}. Restore it on {theirs}. To move a "
    "site from one to the other, use export_content and import_content."
)
NEWER = (
    "This backup was made by newer code: {names} is not known here. Install the version of the "
    "website that made it, then restore."
)
NOT_EMPTY = (
    "There is a site here already. To have the backup in its place, add --replace. The site as it "
    "is now would be gone."
)
ANOTHER_KEY = (
    "SECRET_KEY is not the one of the site that was backed up. Second factors can't be read with "
    "it. Set the former one in SECRET_KEY_FALLBACKS, or let people in with let_back_in."
)
Say = Callable[[str], object]


def restore(path: Path, *, replace: bool, say: Say) -> Manifest:
    """Have the backup at `path` in place of the site. Raises `BackupError` and `OSError`.

    Without `replace` only where there is no site, or where the same was broken off.
    """
    with place.alone("restore") as workshop:
        with opened(path) as backup:
            refuse_another_kind(backup.about)
            note = Begun(backup.about)
            if not (replace or note.is_of_this_one() or is_empty()):
                raise BackupError(NOT_EMPTY)
            say("Reading and checking the backup ...")
            manifest = backup.check(folder_sink(workshop))
        databases.look_over(workshop, manifest)
        say("Putting it in place ...")
        note.write()
        put_in_place(workshop, manifest)
        databases.compare(manifest)
        if has_migrations_to_run():
            say("Preparing the database ...")
            call_command("migrate", verbosity=0, interactive=False)
        note.forget()
    if backup.about.key != key_mark():
        say(ANOTHER_KEY)
    return manifest


class Begun:
    """That a restore has begun, and of which backup: the same may be run again."""

    def __init__(self, about: About) -> None:
        self.path, self.name = settings.STATE_DIR / "restoring", about.taken_at

    def is_of_this_one(self) -> bool:
        return self.path.exists() and self.path.read_text() == self.name

    def write(self) -> None:
        self.path.write_text(self.name)

    def forget(self) -> None:
        self.path.unlink()


def refuse_another_kind(about: About) -> None:
    """Raise `BackupError` if this database or this code can't take such a backup."""
    if about.database != connection.vendor:
        raise BackupError(ANOTHER_DATABASE.format(theirs=about.database, ours=connection.vendor))
    known = {".".join(key) for key in MigrationLoader(None).disk_migrations}
    if unknown := sorted(set(about.migrations) - known):
        raise BackupError(NEWER.format(names=unknown[0]))


def is_empty() -> bool:
    """Whether nobody has an account here, and nothing was uploaded."""
    has_accounts = (
        User._meta.db_table in connection.introspection.table_names() and User.objects.exists()
    )
    return not has_accounts and next(files.names(), None) is None


def put_in_place(workshop: Path, manifest: Manifest) -> None:
    """Replace the site by what lies in the workshop."""
    wanted = {
        name.removeprefix(FILES): sha256
        for name, (_, sha256) in manifest.members.items()
        if name.startswith(FILES)
    }
    there = set(files.names())
    changed = {name for name in there & wanted.keys() if differs(name, wanted[name])}
    add(workshop, wanted.keys() - there)
    databases.put_in_place(workshop)
    for name in changed | there - wanted.keys():
        default_storage.delete(name)
    for name in changed:
        store(workshop, name)


def differs(name: str, sha256: str) -> bool:
    with default_storage.open(name) as file:
        return hashlib.file_digest(file, "sha256").hexdigest() != sha256


def add(workshop: Path, names: set[str]) -> None:
    """Store these files, or none of them."""
    added = []
    try:
        for name in sorted(names):
            added.append(name)
            store(workshop, name)
    except OSError:
        for name in added:
            default_storage.delete(name)
        raise


def store(workshop: Path, name: str) -> None:
    with (workshop / FILES / name).open("rb") as file:
        stored_as = default_storage.save(name, Laid(file))
    if stored_as != name:
        default_storage.delete(stored_as)
        raise BackupError(f"The storage has {name} under another name. Is the site still in use?")


class Laid(File):
    """A file that a storage may move instead of copying it."""

    def temporary_file_path(self) -> str:
        return self.file.name
