"""Programs of the drill that looks for a page that is old: a writer, and readers beside it.

    python -m tests.core.reading_under_fire writer|reader

Each takes a line at a time. The writer changes what a page shows, to the number in the line, and
says so once it is sure; with `die` beside the number it is killed between the two. The reader
gives what the page says now, while visitors of its own read the page all the time.
"""

import os
import signal
import sys
import threading
import time

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "iasc_site.settings"
django.setup()

from django.db import connection, transaction  # noqa: E402

from core.generation import Mark  # noqa: E402
from core.models import Topic  # noqa: E402
from core.page_cache import PageCache  # noqa: E402
from tests.wsgi import ask  # noqa: E402

LARGEST_PAUSE_SECONDS = 0.01


def site(environ, start_response):
    """The smallest site with a page that shows what is in the database."""
    start_response("200 OK", [("Cache-Control", "private, no-cache"), ("ETag", '"e"')])
    return [Topic.objects.get().name.encode()]


def read() -> None:
    pages = PageCache(site, never=(), next_moment=lambda now: now + 3600, release="drill")

    def visit() -> None:
        while True:
            ask(pages, "/")
            time.sleep(LARGEST_PAUSE_SECONDS)

    for _ in range(2):
        threading.Thread(target=visit, daemon=True).start()
    for _ in sys.stdin:
        sys.stdout.write(f"{ask(pages, '/').body.decode()}\n")
        sys.stdout.flush()


def change(number: int) -> None:
    """In each of the ways in which a transaction can come about, in turn."""
    topics = Topic.objects.all()
    if number % 3 == 0:
        topics.update(name=number)
        return
    with transaction.atomic():
        topics.update(name=number)
        try:
            with transaction.atomic():
                topics.update(name="taken back")
                raise InterruptedError
        except InterruptedError:
            pass
        if number % 3 == 1:
            Topic.objects.get().save()


def change_and_be_killed(number: int) -> None:
    """In a process of its own, after the change is sure and before anybody hears of it."""
    connection.close()
    child = os.fork()
    if not child:
        Mark.__call__ = lambda mark: os.kill(os.getpid(), signal.SIGKILL)
        change(number)
        os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def write() -> None:
    for line in sys.stdin:
        number, *dies = line.split()
        (change_and_be_killed if dies else change)(int(number))
        sys.stdout.write("done\n")
        sys.stdout.flush()


if __name__ == "__main__":
    {"reader": read, "writer": write}[sys.argv[1]]()
