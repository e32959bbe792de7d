"""A program that uploads and imports while it is killed. Prints what that left.

It has a database and a folder of its own, as what it writes is there for good.
"""

import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "iasc_site.settings"
django.setup()

from django.conf import settings  # noqa: E402
from django.core.files import locks  # noqa: E402
from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client, override_settings  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from core.media.images import can_be_read  # noqa: E402
from core.models import CustomDocument, CustomImage, DocumentVersion  # noqa: E402
from operations import unclaimed_files  # noqa: E402
from operations.backup.files import names  # noqa: E402
from tests import builders  # noqa: E402
from tests.drills import size  # noqa: E402
from tests.operations.bundles import bundle, imported, news  # noqa: E402

STEPS_BETWEEN_KILLS = size(40, 1)
CONTENT = b"a,b\n" * 1000
TOUCHES = {"open", "os.mkdir", "os.remove", "os.rename"}
PLAIN = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
AT_ONCE = {"X-Requested-With": "XMLHttpRequest"}

editor = Client()


# What is done


def add(view: str, field: str, name: str, content: bytes, **options: Any) -> None:
    sent = {"title": name, field: SimpleUploadedFile(name, content), "tags": ""}
    answer = editor.post(reverse(view), sent | {"description": "A hill"}, **options)
    assert answer.status_code in (200, 302), answer.content
    assert b"error_message" not in answer.content, answer.content


def a_file() -> None:
    add("wagtaildocs:add", "file", "one.csv", CONTENT)


def several_files() -> None:
    add("wagtaildocs:add_multiple", "files[]", "several.csv", CONTENT, headers=AT_ONCE)


def a_large_file() -> None:
    """One that lies in a file of its own while it comes, and is moved from there."""
    with override_settings(FILE_UPLOAD_MAX_MEMORY_SIZE=0):
        add("wagtaildocs:add", "file", "large.csv", CONTENT)


def another_version() -> None:
    document = CustomDocument.objects.get(title="Replaced")
    number = document.versions.count()
    file = SimpleUploadedFile("next.csv", CONTENT + b"%d" % number)
    sent = {"title": "Replaced", "file": file, "tags": "", "release": "at_once", "note": "Again"}
    editor.post(reverse("wagtaildocs:edit", args=[document.pk]), sent)
    assert document.versions.count() == number + 1


def a_picture() -> None:
    add("wagtailimages:add", "file", "one.png", builders.picture_bytes())


def several_pictures() -> None:
    picture = builders.picture_bytes()
    add("wagtailimages:add_multiple", "files[]", "several.png", picture, headers=AT_ONCE)


def an_import() -> None:
    told = imported(Path(os.environ["DATA_DIR"]) / "bundle")
    assert not told.refusals, told.refusals


WAYS = [a_file, several_files, a_large_file, another_version, a_picture, several_pictures]


def make_bundle(folder: Path) -> None:
    file = {"type": "core.CustomDocument", "key": "f", "fields": {"title": "A file"}}
    file["file"] = {"name": "a.csv", "path": "files/a"}
    about = {"title": "A hill", "description": "A hill"}
    picture = {"type": "core.CustomImage", "key": "p", "fields": about}
    picture["file"] = {"name": "p.png", "path": "files/p"}
    files = {"files/a": CONTENT, "files/p": builders.picture_bytes()}
    bundle(folder, file, picture, news("a"), news("b"), files=files)


# How it is killed


def killed_at(step: int, deed: Callable[[], None]) -> bool:
    """Whether a process was killed at so manieth of its steps. False if it was done before."""
    connection.close()
    if child := os.fork():
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        assert status in (0, -signal.SIGKILL), f"{deed.__name__} failed at step {step}"
        return status != 0
    status = 1
    try:
        with killed_after(step):
            deed()
        status = 0
    finally:
        os._exit(status)


@contextmanager
def killed_after(steps: int) -> Iterator[None]:
    """A step is a question to the database, or something that is done to a stored file."""
    left = steps
    media = str(settings.MEDIA_ROOT)

    def step() -> None:
        nonlocal left
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def touches(event: str, arguments: tuple) -> None:
        if event in TOUCHES and str(arguments[0]).startswith(media):
            step()

    def asks(execute: Callable, *arguments: Any) -> Any:
        step()
        return execute(*arguments)

    lock = locks.lock

    def half_written(*arguments: Any) -> bool:
        step()
        return lock(*arguments)

    sys.addaudithook(touches)
    locks.lock = half_written
    with connection.execute_wrapper(asks):
        yield


# What is left


def halves() -> list[str]:
    """Records without their whole file, and files without their version."""
    found = [
        f"version {each}"
        for each in DocumentVersion.objects.all()
        if not each.file.storage.exists(each.file.name) or each.file.size != each.size
    ]
    found += [f"file {each}" for each in CustomDocument.objects.filter(current=None)]
    for picture in CustomImage.objects.all():
        try:
            with picture.open_file() as file:
                is_whole = can_be_read(file)
        except OSError:
            is_whole = False
        if not is_whole:
            found.append(f"picture {picture}")
    return found


def tried(deed: Callable[[], None]) -> int:
    """How often it was killed until it was done."""
    kills = 0
    while killed_at(1 + kills * STEPS_BETWEEN_KILLS, deed):
        kills += 1
    return kills


def main() -> None:
    folder = Path(os.environ["DATA_DIR"])
    builders.front_page()
    builders.news_index()
    editor.force_login(builders.staff("Editor"))
    builders.document("a.csv", CONTENT, title="Replaced")
    make_bundle(folder / "bundle")
    for view in ("wagtaildocs:add", "wagtailimages:add"):
        editor.get(reverse(view))  # so that not each child has to read all code and templates
    kills = {deed.__name__: tried(deed) for deed in [*WAYS, an_import]}
    claimed = set(unclaimed_files.names_in_records()) - {""}
    left = set(names()) - claimed
    # Else the many that are left here would be taken for those of another site.
    for number in range(len(left)):
        builders.document(f"{number}.txt", b"%d" % number)
    unclaimed_files.delete_all(now=timezone.now() + timedelta(days=3))
    found = {
        "kills": kills,
        "halves": halves(),
        "left": len(left),
        "never_swept": sorted(left & set(names())),
        "lost": sorted(claimed - set(names())),
    }
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    with override_settings(STORAGES=settings.STORAGES | {"staticfiles": PLAIN}):
        main()
