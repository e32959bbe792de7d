"""No visitor reads an old page: beside others, on two machines, or when a writer is killed."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from core import generation
from core.models import SiteChange
from tests import builders
from tests.drills import size
from tests.forgetting import committed
from tests.house.source import ROOT

PAIRS = size(150, 10_000)
ONE_IN = 10
"""So many changes for one that is killed, and for one after which the other machine is asked."""
OTHER_MACHINE_SECONDS = 0.25


class Program:
    """A process of `reading_under_fire` on a machine of its own, which is a folder."""

    def __init__(self, role: str, machine: Path, database: str, **settings: str) -> None:
        machine.mkdir(exist_ok=True)
        own = {"DATABASE_URL": database, "DATA_DIR": str(machine), **settings}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.core.reading_under_fire", role],
            cwd=ROOT,
            env=os.environ | own,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def say(self, line: object = "") -> str:
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def end(self) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def program(database_of_its_own, tmp_path):
    made = []

    def make(role: str, machine: str, **settings: str) -> Program:
        made.append(Program(role, tmp_path / machine, database_of_its_own, **settings))
        return made[-1]

    make_topic = "from core.models import Topic; Topic.objects.create(name='0', slug='a')"
    subprocess.run(
        [sys.executable, "manage.py", "shell", "-c", make_topic],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": database_of_its_own, "DATA_DIR": str(tmp_path)},
        check=True,
    )
    yield make
    for one in made:
        one.end()


@pytest.mark.drill("D-14", "A page is read after each change, writers killed among them")
def test_who_reads_after_a_change_reads_the_change(program, drill):
    writer = program("writer", "a")
    here = [program("reader", "a"), program("reader", "a")]
    strict = program("reader", "strict", PAGE_CACHE="strict")
    other = program("reader", "b")
    for one in [*here, strict, other]:
        assert one.say() == "0"
    old = []

    for number in range(1, PAIRS + 1):
        is_special = number % ONE_IN == 0
        assert writer.say(f"{number} die" if is_special else number) == "done"
        sure_at = time.monotonic()
        old += [(number, one.say()) for one in [*here, strict] if one.say() != str(number)]
        if is_special:
            time.sleep(max(0, sure_at + OTHER_MACHINE_SECONDS - time.monotonic()))
            if (said := other.say()) != str(number):
                old.append((number, f"other machine: {said}"))

    drill.tried(PAIRS, "changes read by four readers")
    drill.lost(len(old), "readings that were old")
    assert old == []


@pytest.mark.django_db
def test_rows_put_together_keep_the_number():
    for name in "ABC":
        builders.topic(name)
        committed()
    before = generation.read()

    SiteChange.objects.fold()

    assert SiteChange.objects.count() == 1
    assert generation.read() == before
