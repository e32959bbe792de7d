"""Programs of the drills of backups, each on a machine of its own, which is a folder.

    python -m tests.operations.backup.programs site|writer

`site` takes a line of JSON at a time, the name of a function below and what it takes, and answers
with a line. `writer` saves and uploads as fast as it can, and says so each time it is sure.
"""

import hashlib
import json
import os
import resource
import shutil
import signal
import sys
import time
from io import StringIO
from typing import Any

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "iasc_site.settings"
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import CommandError, call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client, override_settings  # noqa: E402

from core.models import CustomDocument, DocumentVersion  # noqa: E402
from news.models import NewsPage  # noqa: E402
from operations.backup.snapshots import now_in_postgresql, opened  # noqa: E402
from tests import builders  # noqa: E402

PLAIN_STATIC_FILES = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
CHANGED_BY_RESTORE = ("django_session", "core_sitechange")


def fill(marker: str) -> None:
    """Something public, a draft, an embargo and a report with a file and its former version."""
    report = builders.publication_with_file(title=f"Report {marker}")
    builders.new_version(report.attachments.get().document, builders.pdf(f"Corrected {marker}"))
    report.save_revision().publish()
    builders.news_item(title=f"News {marker}")
    draft = builders.news_item(title=f"Draft {marker}", live=False)
    builders.pack(draft)
    builders.staff(username=f"jane-{marker}")


def write() -> None:
    """A page with a file, and each tenth time a file less."""
    for number in range(1_000_000):
        document = builders.document(f"{number}.txt", b"%d" % number, title=f"File {number}")
        builders.news_item(title=f"Saved {number}")
        if number % 10 == 9:
            CustomDocument.objects.get(title=f"File {number - 5}").delete()
        sys.stdout.write(f"{number} {document.pk}\n")
        sys.stdout.flush()


def command(name: str, *arguments: Any, key: str = "", **options: Any) -> str:
    """What a command says; for one that fails, its reason."""
    said = StringIO()
    try:
        with override_settings(BACKUP_KEY=key):
            call_command(name, *arguments, stdout=said, stderr=said, **options)
    except CommandError as error:
        return f"CommandError: {error}"
    return said.getvalue()


def killed(seconds: float, *of_command: Any, **options: Any) -> bool:
    """Whether the command was killed, after so long."""
    connection.close()
    if not (child := os.fork()):
        command(*of_command, **options)
        os._exit(0)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def on_a_full_disk(size: int, *of_command: Any) -> str:
    """What the command says where no file can have more bytes than `size`."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        return command(*of_command)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def tables() -> dict[str, list]:
    """Rows and digest of each table, but those that a restore changes."""
    if connection.vendor == "postgresql":
        with transaction.atomic():
            found = now_in_postgresql().tables()
    else:
        connection.close()
        with opened(settings.DATABASES["default"]["NAME"]) as database:
            found = database.tables()
    return {name: table for name, table in found.items() if name not in CHANGED_BY_RESTORE}


def files() -> dict[str, str]:
    """SHA-256 of each file by name."""
    paths = [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]
    return {
        str(path.relative_to(settings.MEDIA_ROOT)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in paths
    }


def pages() -> dict[str, str]:
    """What a visitor gets at each address of the sitemap, as SHA-256."""
    client = Client()
    parts = _addresses(client.get("/sitemap.xml"))
    found = [address for part in parts for address in _addresses(client.get(part))]
    return {path: hashlib.sha256(client.get(path).content).hexdigest() for path in found}


def _addresses(answer: Any) -> list[str]:
    found = answer.content.decode().split("<loc>")[1:]
    return ["/" + part.partition("</loc>")[0].split("/", 3)[3] for part in found]


def status(path: str) -> int:
    return Client().get(path).status_code


def lost() -> list[str]:
    """Versions of files that have no file, or another one than they were made with."""
    found = files()
    versions = DocumentVersion.objects.values_list("file", "sha256")
    return [name for name, sha256 in versions if found.get(name) != sha256]


def saved() -> int:
    """The highest number that the writer has saved, plus one."""
    numbers = NewsPage.objects.filter(title__startswith="Saved ").values_list("title", flat=True)
    return max((int(title.split()[1]) + 1 for title in numbers), default=0)


def titles() -> list[str]:
    return sorted(NewsPage.objects.values_list("title", flat=True))


def sign_in() -> bool:
    """Whether a session that was begun before still counts. Begins one if there is none."""
    client = Client()
    client.force_login(builders.staff(username="at-work"))
    return client.session.session_key in _sessions()


def sessions() -> int:
    return len(_sessions())


def _sessions() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_key FROM django_session")
        return [key for (key,) in cursor.fetchall()]


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def wipe() -> None:
    """As an empty machine."""
    if connection.vendor == "postgresql":
        sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    connection.close()
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
    shutil.rmtree(settings.STATE_DIR, ignore_errors=True)
    for path in settings.DATA_DIR.glob("db.sqlite3*"):
        path.unlink()


def answer() -> None:
    for line in sys.stdin:
        name, arguments, options = json.loads(line)
        found = globals()[name](*arguments, **options)
        sys.stdout.write(json.dumps(found) + "\n")
        sys.stdout.flush()
        connection.close()


if __name__ == "__main__":
    storages = settings.STORAGES | {"staticfiles": PLAIN_STATIC_FILES}
    tasks = settings.TASKS | {"worker": settings.TASKS["default"]}
    with override_settings(STORAGES=storages, TASKS=tasks, PAGE_CACHE="off"):
        {"site": answer, "writer": write}[sys.argv[1]]()
