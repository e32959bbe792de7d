"""A program that releases packs while it is killed, and twice at once. Prints what came of it.

It has a database of its own, as what it writes is there for good.
"""

import json
import os
import signal
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

import django
import time_machine

os.environ["DJANGO_SETTINGS_MODULE"] = "iasc_site.settings"
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test.utils import override_settings  # noqa: E402
from django.utils import timezone  # noqa: E402
from wagtail.models import ModelLogEntry  # noqa: E402

from core.media.serving import is_public  # noqa: E402
from core.models import BasePage, CustomDocument  # noqa: E402
from editorial.models import EmbargoPack  # noqa: E402
from editorial.packs.release import release_due  # noqa: E402
from tests import builders  # noqa: E402
from tests.drills import size  # noqa: E402

PAGES = size(4, 12)
FILES = size(1, 20)
QUERIES_BETWEEN_KILLS = size(60, 10)


def due_pack(title: str) -> EmbargoPack:
    """A pack of pages, one with all the files, that is ready, and due from now on."""
    pages = [builders.publication(title=f"{title} {number}", live=False) for number in range(PAGES)]
    files = [
        builders.document(f"{title}{number}.csv", f"a,{title}{number}".encode())
        for number in range(FILES)
    ]
    for file in files:
        builders.attachment(pages[0], document=file)
    for page in pages:
        BasePage.objects.get(pk=page.pk).specific.save_revision()
    pack = builders.pack(*pages, *files, title=title)
    for page in pages:
        BasePage.objects.get(pk=page.pk).specific.latest_revision.publish()
    return pack


def in_a_child(kill_after: int | None = None) -> int:
    """Run the release in a process of its own, which is killed at one of its queries."""
    connection.close()
    child = os.fork()
    if child:
        return child
    left = kill_after

    def kill_when_it_is_time(execute, *args):
        nonlocal left
        if left is not None:
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return execute(*args)

    when_it_is_due = timezone.now() + timedelta(hours=2)
    with time_machine.travel(when_it_is_due), connection.execute_wrapper(kill_when_it_is_time):
        release_due(timezone.now())
    os._exit(0)


def was_killed(child: int) -> bool:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def seen_from_outside(title: str) -> int:
    """How many of the pages and files of a pack visitors can get."""
    pages = BasePage.objects.visible_to_public().filter(title__startswith=title).count()
    return pages + sum(map(is_public, CustomDocument.objects.filter(file__contains=f"/{title}")))


def report(title: str, letters: Path) -> dict[str, int]:
    subjects = Counter(
        line
        for path in letters.iterdir()
        for line in path.read_text().splitlines()
        if line.startswith("Subject:")
    )
    pack = EmbargoPack.objects.get(title=title)
    entries = ModelLogEntry.objects.filter(action="editorial.pack_release", object_id=pack.pk)
    return {
        "seen": seen_from_outside(title),
        "entries": entries.count(),
        "letters": subjects[f"Subject: Released: {title}"],
    }


def main(folder: Path) -> None:
    letters = folder / "letters"
    letters.mkdir()
    by_file = "django.core.mail.backends.filebased.EmailBackend"
    with override_settings(
        EMAIL_BACKEND=by_file,
        EMAIL_FILE_PATH=letters,
        TASKS=settings.TASKS | {"worker": settings.TASKS["default"]},
    ):
        builders.staff("Publisher")
        due_pack("Killed")
        seen, kills = [], 0
        while was_killed(in_a_child(kill_after=kills * QUERIES_BETWEEN_KILLS)):
            kills += 1
            seen.append(seen_from_outside("Killed"))
        killed = report("Killed", letters) | {"kills": kills, "seen_between": sorted(set(seen))}
        due_pack("Twice")
        children = [in_a_child(), in_a_child()]
        failed = sum(os.waitstatus_to_exitcode(os.waitpid(one, 0)[1]) for one in children)
        twice = report("Twice", letters) | {"failed": failed}
    sys.stdout.write(json.dumps({"killed": killed, "twice": twice}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
